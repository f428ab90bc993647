"""Collected once: what one office delivered is there for all, a second list asks nothing, a form is filled from it."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Download, FilePayload, expect

from linli.kernel.people.id_numbers import check_digit
from tests.browser.city import City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE
from tests.browser.test_stories import WIDE, Usable, at_the_desk
from tests.browser.test_stories_rounds import rows
from tests.browser.test_stories_sheets import settled

pytestmark = pytest.mark.xdist_group("city")
HERE = "星湖路6号院2栋"
NUMBERS = [first + check_digit(first) for first in ("45010319610401001", "45010319630502004", "45010319900817002")]
NAMES = ("闭大林", "蒙秀兰", "闭小雨")
POLICE = "姓名,身份证号,联系电话,住址,与房屋关系,户口簿号,与户主关系\n" + "\n".join(
    f"{name},{number},{phone},{HERE}1单元201,{kind},450108777,{head}"
    for name, number, phone, kind, head in zip(
        NAMES, NUMBERS, ("13877200001", "", ""), ("业主、户籍", "户籍", "户籍"), ("户主", "配偶", "女"), strict=True
    )
)
FAULTS = f"\n农大山,45010319610401001X9,,{HERE}1单元202,业主,,\n农小山,,1387720,{HERE}1单元202,业主,,"
HEALTH = "公民身份号码,现住地址,居住类型,居民姓名\n" + "\n".join(
    f"{number},新竹街道星湖社区{HERE}1单元201室,户籍,{name}"
    for name, number in reversed(list(zip(NAMES, NUMBERS, strict=True)))
)


def handed_in(officer: Hands, text: str, name: str, encoding: str) -> None:
    """From the file to what each row would do."""
    page = officer.page
    officer.open("/imports/new")
    page.get_by_label("人口", exact=True).check()
    content = FilePayload(name=name, mimeType="text/csv", buffer=text.encode(encoding))
    page.locator("#f-file").set_input_files(content)
    officer.press("读这个文件")
    expect(page.locator("main")).to_contain_text("每一列是什么意思")
    officer.press("逐行试算")


def heads_of(download: Download) -> list[str]:
    sheet = load_workbook(io.BytesIO(download.path().read_bytes())).worksheets[0]
    return [str(cell.value) for cell in next(sheet.iter_rows())]


@pytest.mark.proves("REG-08", "只采一次，一个标准、一种格式；导入时查质量")
def test_collected_once_to_one_standard_and_used_by_all(city: City, look: Look) -> None:
    officer = at_the_desk(look, city, "data_officer", size=WIDE)
    officer.check = Usable()
    page = officer.page
    officer.open("/imports/new")  # one standard: an empty table whose heads are understood without asking
    with page.expect_download() as empty:
        page.get_by_role("link", name="人口", exact=True).click()
    standard = heads_of(empty.value)
    assert {"姓名", "证件号码", "住址", "与房屋关系"} <= set(standard)

    handed_in(officer, POLICE + FAULTS, "派出所户籍.csv", "gb18030")  # the police's own file, with faults in it
    settled(officer, "现在什么都还没写进底册")
    told = page.locator(".import-rows")
    expect(told).to_contain_text("证件号码（表里的“身份证号”列）")
    expect(page.locator("main")).not_to_contain_text("1387720，")
    expect(page.locator(".import-reasons")).to_contain_text("身份证号")
    officer.press("导入3行")
    settled(officer, "导入完")

    handed_in(officer, HEALTH, "卫健名单.csv", "utf-8")  # the same people from another office, under other heads
    settled(officer, "没有要导入的")
    expect(page.locator(".import-counts")).to_contain_text(re.compile(r"没有变化\s*3"))
    expect(page.get_by_role("button", name=re.compile("^导入"))).to_have_count(0)

    found_by_the_community(city, look)
    not_asked_again_at_the_door(city, look)

    officer.open("/register/export")  # and out again in the one format
    page.get_by_label("人口", exact=True).check()
    page.get_by_label("社区").select_option(label="星湖社区")
    with page.expect_download() as out:
        officer.press("取走名单")
    assert heads_of(out.value) == standard


def found_by_the_community(city: City, look: Look) -> None:
    """A clerk looks the family up: it is there, with who said so, and nobody was asked."""
    clerk = at_the_desk(look, city, "clerk_xinghu", size=WIDE)
    clerk.check = Usable()
    clerk.open("/register")
    clerk.page.get_by_label("找谁，找哪一户").fill("闭大林")
    clerk.press("查一查")
    clerk.page.get_by_role("link", name="闭**").first.click()
    expect(clerk.page.locator("main")).to_contain_text("新竹街道办事处")
    expect(clerk.page.locator("main")).to_contain_text("户主")


def not_asked_again_at_the_door(city: City, look: Look) -> None:
    """On a round the form at their door is filled already: the grid worker types nothing."""
    worker = at_the_desk(look, city, "grid_worker_xinghu", size=PHONE)
    [(door,)] = rows(
        city,
        "select d.id from places_place d join places_place b on b.id = d.parent_id"
        " where d.name = '1单元201' and b.name = '2栋' and b.address like '星湖路6号%%'",
    )
    worker.open(f"/visits/door/{door}")
    expect(worker.page.locator("main")).to_contain_text("闭**")
    expect(worker.page.locator("main")).to_contain_text("蒙**")
    worker.press("情况没变")
    worker.arrive("**did=noted**")
    assert rows(city, "select did from population_visit where place_id = %s", door) == [("confirmed",)]
