"""The quality of the register in a browser: a street lead finds the stalest building, its doors, and sends a round."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from linli.main.launcher import processes
from tests.browser.city import LEAD, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, assert_accessible, assert_fits
from tests.browser.test_stories import at_the_desk

pytestmark = pytest.mark.xdist_group("city")


def lines_of(page: Page) -> Locator:
    """The places or buildings inside, in their order."""
    return page.locator(".board-rank").first.locator("tbody tr")


def when_counted(hands: Hands) -> Page:
    """Come back until the worker has counted the register."""

    def counted() -> bool:
        hands.open("/register/quality")
        return lines_of(hands.page).count() > 0

    assert processes.wait_for(counted, 90, pause=1.0), "the worker never counted the register"
    return hands.page


@pytest.mark.touches("REG-09", "每条记录按齐不齐、新不新打分，过期的列出来")
@pytest.mark.parametrize("size", [(1280, 900), PHONE], ids=["desk", "phone"])
def test_a_street_lead_finds_the_stalest_building_and_sends_a_round(
    city: City, look: Look, size: tuple[int, int]
) -> None:
    lead = at_the_desk(look, city, LEAD, size=size)
    page = when_counted(lead)
    assert_accessible(page)
    assert_fits(page)
    lines_of(page).first.get_by_role("link").first.click()
    lead.arrive("**/register/quality?place=*")
    stalest = lines_of(page).first.get_by_role("link").first
    name = stalest.inner_text()
    assert_fits(page)
    stalest.click()
    lead.arrive("**/register/quality/building/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="该核对的名单").click()
    lead.arrive("**/register/quality/due?*building=*")
    expect(page.locator(".register-due li").first).to_contain_text(name)
    assert_fits(page)
    page.go_back()
    lead.arrive("**/register/quality/building/*")
    lead.press(page.get_by_role("button", name=re.compile("^派去")).inner_text())
    lead.arrive("**/visits?did=begun")
    expect(page.locator("main")).to_contain_text(f"先去{name}")
