"""A community asks for data of its district, gets it, and after it was taken back gets nothing; on a phone as well."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.city import CLERK, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE
from tests.browser.test_stories import WIDE, Usable, at_the_desk

pytestmark = pytest.mark.xdist_group("city")


@pytest.mark.touches("DAT-03", "数据流回社区")
def test_a_clerk_uses_a_grant_and_gives_it_up(city: City, look: Look) -> None:
    clerk = at_the_desk(look, city, CLERK, size=WIDE)
    clerk.check = Usable()
    page = clerk.page
    clerk.open("/open-list")
    page.get_by_role("link", name="80岁以上独居老人").first.click()
    clerk.arrive("**/open-list/*")
    page.get_by_role("link", name="申请用这项数据").click()
    clerk.arrive("**/ask")
    page.get_by_label("用途").fill("独居老人上门照料")
    page.get_by_label("为什么要用").fill("每周上门一次")
    page.get_by_label("法律依据").fill("居家养老任务")
    page.get_by_label("姓名").check()
    clerk.press("送出申请")
    expect(page.locator("main")).to_contain_text("等数据单位定")
    grant = city.there.cases["grant"].number
    phone = at_the_desk(look, city, CLERK, size=PHONE)
    phone.check = Usable()
    phone.open(f"/grants/{grant}/data")
    expect(phone.page.locator("main")).to_contain_text("桃源北社区")
    expect(phone.page.locator("main")).to_contain_text("您看过已经记下")
    phone.open(f"/grants/{grant}")
    expect(phone.page.locator("main")).to_contain_text("屏幕上看")
    for path in ("/open-list", "/open-list/new", "/open-list/new?of=people.old_and_alone", "/collection-manual"):
        phone.open(path)
    visitor = Hands(look(city.public, size=PHONE), city, check=Usable())
    visitor.open("/open-data")
    expect(visitor.page.locator("main")).to_contain_text("80岁以上独居老人")
