"""My data in a browser: a resident sees who looked, has a copy made and fetches it, with and without scripts."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from linli.main.launcher import processes
from tests.browser.city import City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, assert_accessible, assert_fits, small_hits

pytestmark = pytest.mark.xdist_group("city")


def usable(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)
    small = small_hits(page, 44)
    assert not small, f"{page.url}: {small}"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_resident_takes_everything_along(city: City, look: Look, *, javascript: bool) -> None:
    me = Hands(look(city.public, size=PHONE, javascript=javascript), city, javascript, usable)
    me.log_in_by_password(city.there.phones[1 if javascript else 2])
    me.open("/me")
    me.page.get_by_role("link", name="存了我哪些、谁看过、带走、删除").click()
    me.arrive("**/my/data")
    me.page.get_by_role("link", name="带走一份").click()
    me.arrive("**/my/data/copy")
    me.press("做一份")
    fetch = me.page.get_by_role("link", name="取走")
    if javascript:
        expect(fetch).to_be_visible(timeout=60_000)  # the page asks by itself
    else:

        def ready() -> bool:
            me.open("/my/data/copy")
            return fetch.count() == 1

        assert processes.wait_for(ready, 60, pause=0.5), "the copy was never made"
    with me.page.expect_download() as coming:
        fetch.click()
    with zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes())) as archive:
        told = json.loads(archive.read("data.json"))
        assert told["format"] == "linli.data-copy/1"
        assert {"people_person", "people_residence"} <= {one["table"] for one in told["tables"]}
        assert "index.html" in archive.namelist()
