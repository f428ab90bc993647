"""The register in a browser: a landlord names a tenant on a phone, also in 长辈版."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.city import GRID, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, assert_accessible, assert_fits, small_hits

pytestmark = pytest.mark.xdist_group("city")
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:", "422 ")


@pytest.fixture
def worker(city: City, look: Look) -> Hands:
    hands = Hands(look(city.desk, size=PHONE), city)
    for part in OFFLINE:
        hands.watch.expect(part)
    hands.log_in(city.there.logins[GRID])
    return hands


def holds(hands: Hands) -> None:
    """The page fits a phone, reads well aloud, and a thumb finds everything on it."""
    assert_fits(hands.page)
    assert_accessible(hands.page)
    assert small_hits(hands.page, 44) == []


def test_a_landlord_adds_a_tenant(city: City, look: Look, worker: Hands) -> None:
    """On a phone in 我的: named, taken by the grid worker with one tap, and seen by the landlord as registered."""
    landlord = Hands(look(city.public, size=PHONE), city)
    landlord.log_in_by_password(city.there.phones[0])
    page = landlord.page
    landlord.open("/me")
    page.get_by_role("link", name="城市登记了我的什么").click()
    landlord.arrive("**/my/home")
    page.get_by_text("登记一位租户").click()
    page.get_by_label("租户的姓名").fill("农有财")
    page.get_by_label("租户的手机号").fill("13900001111")
    holds(landlord)
    landlord.press("登记这位租户")
    landlord.arrive("**did=sent")
    expect(page.locator("main")).to_contain_text("等网格员核实")

    worker.open("/register/proposals")
    holds(worker)
    waiting = worker.page.locator("li.proposal").filter(has_text="登记租户")
    expect(waiting).to_contain_text("农**")
    worker.press("采用", inside=waiting)
    expect(worker.page.locator(".flashes")).to_contain_text("记进底册")

    page.reload()
    expect(page.locator("main")).to_contain_text("农有财")
    expect(page.locator("main")).to_contain_text("记下了")


def test_my_home_in_the_elder_edition(city: City, look: Look) -> None:
    """The same page in 长辈版: everything is large enough to read and to press, and one tap confirms."""
    elder = Hands(look(city.public, size=PHONE, elder=True), city)
    elder.log_in_by_password(city.there.phones[0])
    elder.open("/my/home")
    assert_fits(elder.page)
    assert_accessible(elder.page)
    assert small_hits(elder.page, 60) == []
    elder.page.get_by_role("button", name="情况没变").first.click()
    elder.arrive("**did=still")
    expect(elder.page.locator("main")).to_contain_text("谢谢您")
