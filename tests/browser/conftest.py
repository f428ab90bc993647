"""Fixtures of the browser tests. A complaint of the browser on any page fails the test that opened it."""

from __future__ import annotations

import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from linli.main.launcher import processes
from tests.browser import chromium
from tests.browser.city import city  # noqa: F401  the fixture
from tests.browser.looking import Watch, open_watch

# Playwright's own loop runs in this thread; Django would else refuse the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

Look = Callable[..., Watch]


MARK, MARKED = "LINLI_BROWSER_OF_TESTS", secrets.token_hex(8)  # by which the browser of this worker is known
LONGEST = 240  # seconds of one test; what a page promises and never keeps has no limit of its own


@pytest.fixture(scope="session")
def started() -> Iterator[Callable[[], Browser]]:
    """One headless Chromium for all tests of this worker, and another one where it was ended."""
    try:
        found = chromium.find()
    except chromium.NoBrowser as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    with sync_playwright() as playwright:
        browsers: list[Browser] = []

        def running() -> Browser:
            if not browsers or not browsers[-1].is_connected():
                environment: dict[str, str | float | bool] = {**found.environment, MARK: MARKED}
                program, arguments = found.program, chromium.ARGUMENTS
                browsers.append(
                    playwright.chromium.launch(executable_path=program, args=arguments, env=environment, headless=True)
                )
            return browsers[-1]

        yield running
        for browser in browsers:
            browser.close()


@pytest.fixture
def browser(started: Callable[[], Browser], request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The browser, for one test. After LONGEST it is ended: whatever waited for it fails there and then."""
    mark = request.node.get_closest_marker("proof")
    watchman = threading.Timer(LONGEST * (5 if mark else 1), end_browser)
    watchman.daemon = True
    watchman.start()
    yield started()
    watchman.cancel()


def end_browser() -> None:
    """End the processes of this worker's browser, and no others."""
    for pid in list(processes.marked(MARK, MARKED)):
        processes.send(pid, signal.SIGKILL)


@pytest.fixture
def look(browser: Browser) -> Iterator[Look]:
    """``look(base_url, elder=…, javascript=…, size=…)`` opens a watched session, checked and closed at the end."""
    opened: list[Watch] = []

    def start(base_url: str, **options: Any) -> Watch:
        watch = open_watch(browser, base_url, **options)
        opened.append(watch)
        return watch

    yield start
    complaints = [said for watch in opened for said in watch.unexpected()]
    for watch in opened:
        watch.context.close()
    assert not complaints, "\n".join(complaints)
