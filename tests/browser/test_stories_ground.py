"""What people call a building, in a browser: a clerk adds the name, and whoever types it finds the building."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.city import CLERK, City
from tests.browser.conftest import Look
from tests.browser.looking import PHONE, assert_accessible, assert_fits, small_hits
from tests.browser.test_stories import at_the_desk

pytestmark = pytest.mark.xdist_group("city")


@pytest.mark.parametrize("size", [(1280, 900), PHONE], ids=["desk", "phone"])
def test_a_building_is_found_by_the_name_a_clerk_has_added(city: City, look: Look, size: tuple[int, int]) -> None:
    clerk = at_the_desk(look, city, CLERK, size=size)
    page, called = clerk.page, f"红楼{size[0]}"
    clerk.open(f"/register/building/{city.there.cases['home'].face}")
    page.get_by_role("link", name="别名", exact=True).click()
    page.get_by_label("别名叫什么").fill(called)
    page.get_by_label("俗称").check()
    clerk.press("加上这个别名")
    expect(page.get_by_text("以后用这个名字也能找到")).to_be_visible()
    expect(page.locator("main").get_by_text(called)).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    assert size != PHONE or small_hits(page, 44) == []
    clerk.open("/register")
    page.get_by_label("找谁，找哪一户").fill(called)
    clerk.press("查一查")
    expect(page.locator("main").get_by_text(f"又叫{called}")).to_be_visible()
