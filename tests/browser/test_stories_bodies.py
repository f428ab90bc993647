"""Registers, the tree of the city and its rules in a browser, at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from linli.kernel.people.id_numbers import credit_check
from tests.browser.city import CLERK, EDITOR, City
from tests.browser.conftest import Look
from tests.browser.looking import PHONE
from tests.browser.test_stories import WIDE, Usable, at_the_desk

pytestmark = pytest.mark.xdist_group("city")
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])


@pytest.mark.touches("REG-06", "企业、社会组织、驻区单位、车辆各有底册")
@SIZES
def test_a_clerk_enters_a_body_finds_it_puts_it_right_and_ends_it(
    city: City, look: Look, size: tuple[int, int]
) -> None:
    clerk = at_the_desk(look, city, CLERK, size=size)
    clerk.check = Usable()
    page, name = clerk.page, f"桃源米粉店{size[0]}"
    first = f"91450103MA5K{size[0]:05d}"
    clerk.open(f"/register/community/{city.there.community}")
    page.locator(".register-shelf").get_by_role("link", name=re.compile("^企业")).click()
    clerk.arrive("**/register/bodies?*")
    page.get_by_role("link", name="登记单位").click()
    clerk.arrive("**/register/bodies/new?*")
    page.locator("#f-name").fill(name)
    page.locator("#f-code").fill(first + credit_check(first))
    page.locator("#f-place_typed").fill("桃源路36号院2栋")
    clerk.press("登记")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("桃源路36号院2栋")
    page.locator("summary", has_text="改一处").click()
    page.locator("#f-phone").fill("0771-5550100")
    clerk.press("改一改")
    expect(page.locator(".timeline")).to_contain_text("电话")
    page.locator("summary", has_text="已经不在了").click()
    clerk.press("撤出底册")
    expect(page.locator("main")).to_contain_text("已撤")
    clerk.open("/register/bodies?ended=1")
    expect(page.locator("main")).to_contain_text(name)


@pytest.mark.touches("REG-01", "按市、区、街道、社区、网格、楼栋、户逐级分开")
@SIZES
def test_an_officer_walks_down_to_a_door_and_up_again(city: City, look: Look, size: tuple[int, int]) -> None:
    officer = at_the_desk(look, city, "data_officer", size=size)
    officer.check = Usable()
    page = officer.page
    officer.open("/register")
    page.locator("main .list a").first.click()
    officer.arrive("**/register/division/*")
    top = page.get_by_role("heading", level=1).inner_text().split()[0]
    while "/register/division/" in page.url:
        page.locator("main table a.list-name").first.click()
        officer.arrive(re.compile("/register/(division|community)/"))
    page.locator("main table").first.locator("a.list-name").first.click()
    officer.arrive("**/register/grid/*")
    page.locator("main table a.list-name").first.click()
    officer.arrive("**/register/building/*")
    page.locator("a.reg-door").first.click()
    officer.arrive("**/register/door/*")
    page.locator(".crumbs").get_by_role("link", name=top).click()
    officer.arrive("**/register/division/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text(top)


@pytest.mark.touches("REG-12", "每个社区各有各的配置")
@SIZES
def test_an_editor_reads_and_sets_the_rules_of_a_community(city: City, look: Look, size: tuple[int, int]) -> None:
    editor = at_the_desk(look, city, EDITOR, size=size)
    editor.check = Usable()
    page = editor.page
    editor.open(f"/register/rules?place={city.there.community}")
    page.get_by_role("link", name=re.compile("^定.*的规矩$")).click()
    editor.arrive("**/register/rules/set?*")
    page.locator("summary", has_text="车辆").click()
    expect(page.locator("#f-own_vehicle")).to_be_visible()
    page.locator("#f-days_vehicle_other").fill("90")
    page.locator("#f-own_vehicle").check()
    editor.press("存成草稿，等人发布")
    expect(page.locator("main")).to_contain_text("等另一个人发布")
