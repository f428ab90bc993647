"""Fixtures of the browser tests. A complaint of the browser on any page fails the test that opened it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.city import city  # noqa: F401  the fixture
from tests.browser.looking import Watch, open_watch

# Playwright's own loop runs in this thread; Django would else refuse the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

Look = Callable[..., Watch]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of this worker."""
    try:
        found = chromium.find()
    except chromium.NoBrowser as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found.program, args=chromium.ARGUMENTS, env={**found.environment}, headless=True
        )
        yield started
        started.close()


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
