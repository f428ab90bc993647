"""A data officer and a list: handed in, its columns seen, every row looked through, taken in, and undone whole."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, expect

from tests import lists
from tests.browser.city import City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE
from tests.browser.test_stories import WIDE, Usable, at_the_desk

pytestmark = pytest.mark.xdist_group("city")
PATIENCE = 60_000  # ms until the worker of a busy machine has come to it


def a_list(*more: str) -> FilePayload:
    """The list as the street's Excel writes it: GBK, with rows that cannot be right."""
    content = "\n".join([lists.HEADS, *lists.ROWS, *more]) + "\n"
    return FilePayload(name="流动人口十一月.csv", mimeType="text/csv", buffer=content.encode("gb18030"))


def settled(officer: Hands, words: str) -> None:
    """The page goes on by itself when the worker is done."""
    expect(officer.page.locator("main")).to_contain_text(words, timeout=PATIENCE)


@pytest.mark.touches("REG-08", "import with quality checks")
def test_a_data_officer_imports_previews_and_undoes(city: City, look: Look) -> None:
    officer = at_the_desk(look, city, "data_officer", size=WIDE)
    officer.check = Usable()
    page = officer.page
    officer.open("/")  # lists are where a data officer begins
    expect(page).to_have_url(re.compile("/imports$"))
    page.get_by_role("link", name="交一份名单").click()
    officer.arrive("/imports/new")
    page.get_by_label("人口", exact=True).check()
    page.locator("#f-file").set_input_files(a_list("卢小凤,,13877100099,星湖路6号院2栋1单元101,业主,1966-02-03,"))
    officer.press("读这个文件")
    expect(page.locator("main")).to_contain_text("每一列是什么意思")
    expect(page.locator("main")).to_contain_text("138****0001")
    expect(page.locator("main")).not_to_contain_text("13877100001")
    address = page.url
    officer.press("逐行试算")
    settled(officer, "现在什么都还没写进底册")
    expect(page.locator(".import-counts")).to_contain_text("没有收")
    expect(page.locator(".import-rows")).to_contain_text("年份只有两位")
    expect(page.locator(".import-rows")).to_contain_text("不归您的岗位管")
    officer.press(page.locator("form.act button.button-main").inner_text())
    settled(officer, "导入完")
    with page.expect_download() as download:
        page.get_by_role("link", name="没有收的行（Excel）").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="撤销这次导入").click()
    officer.arrive(re.compile("/undo$"))
    expect(page.locator("main")).to_contain_text("从底册里拿掉")
    officer.press("撤销这次导入")
    settled(officer, "撤销完")
    phone = at_the_desk(look, city, "data_officer", size=PHONE)
    phone.check = Usable()
    phone.open(address.removeprefix(city.desk))
    expect(phone.page.locator("main")).to_contain_text("撤销完")
