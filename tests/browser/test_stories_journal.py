"""An auditor looks at the journal of a running city: sealed by its worker, signed, a line verified at a press."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from linli.engines.merkle.notes import Checkpoint, Note
from linli.main.tests.test_audit_command import offline
from tests.browser.city import City
from tests.browser.conftest import Look
from tests.browser.looking import PHONE, assert_accessible, assert_fits
from tests.browser.test_stories import at_the_desk

pytestmark = pytest.mark.xdist_group("city")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("size", [PHONE, (1280, 900)], ids=["phone", "desk"])
def test_an_auditor_verifies_a_line(city: City, look: Look, size: tuple[int, int], javascript: bool) -> None:
    hands = at_the_desk(look, city, "auditor", size=size, javascript=javascript)
    page = hands.page
    hands.open("/")
    expect(page).to_have_url(re.compile("/audit$"))
    expect(page.get_by_text("最新封存点")).to_be_visible(timeout=20_000)
    page.get_by_label("行的序号").fill("3")
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.locator("#verify").get_by_role("status")).to_contain_text("和封存时一样")
    page.get_by_label("行的序号").fill("99999999")
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.locator("#verify").get_by_role("status")).to_contain_text("没有这个序号")
    assert_fits(page)
    if javascript:
        assert_accessible(page)


def test_an_auditor_takes_a_bundle_home(city: City, look: Look, tmp_path: Path) -> None:
    """Verified in the city at a press, then on a computer that knows nothing of it."""
    hands = at_the_desk(look, city, "auditor")
    page = hands.page
    hands.open("/audit")
    hands.press("核验最近的行")
    expect(page.locator("#check").get_by_role("status")).to_contain_text("都和封存时一样")
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载核验包").click()
    hands.open("/audit?leaf=3")
    with page.expect_download() as one:
        page.get_by_role("link", name="下载这一行和它的证明").click()
    key = re.findall(r"linli/\S+", page.get_by_text("--key").inner_text())[0]
    for download in (coming.value, one.value):
        kept = tmp_path / download.suggested_filename
        download.save_as(kept)
        code, said = offline(kept, "--key", key)
        assert (code, said["whole"]) == (0, True), said


def test_a_resident_sees_how_far_the_journal_is_sealed(city: City, look: Look) -> None:
    """The page in words, and beside it the note another program reads."""
    page = look(city.public, size=PHONE).page
    page.goto(f"{city.public}/me")
    page.get_by_role("link", name="全市留痕日志").click()
    expect(page.get_by_role("heading", name="封存到哪里")).to_be_visible()
    link = page.get_by_role("link", name="纯文本，给程序读")
    expect(link).to_be_visible()
    written = page.request.get(f"{city.public}/checkpoint").text()
    said = Checkpoint.read(Note.read(written).text)
    assert said.size > 0
    assert said.origin in page.content()
