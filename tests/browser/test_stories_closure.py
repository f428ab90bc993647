"""Honest closing in a browser: secrecy kept from the unit, late matters found and ordered by the street's lead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from linli.kit import words
from linli.plumbing.time import now as clock
from tests.browser.city import FIRM, GRID, LEAD, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE
from tests.browser.test_stories import Usable, at_the_desk

pytestmark = pytest.mark.xdist_group("city")
INTAKE = "liaoshihua"  # 派单员 of the city's hotline
CALLED, NUMBER = "三楼的邻居", "13978816607"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.touches("ONE-15", "report, handle")
def test_secrecy(city: City, look: Look, javascript: bool) -> None:
    usable = Usable()
    resident = Hands(look(city.public, size=PHONE, javascript=javascript), city, javascript, usable)
    resident.open("/report")
    resident.fill_report(item="楼道灯不亮", text="楼道灯不亮三天了，怕说了被记恨。", who="用个称呼")
    resident.page.locator('[name="called"]').fill(CALLED)
    resident.page.locator('[name="phone"]').fill(NUMBER)
    resident.page.get_by_text("身份保密、反映工作人员").click()
    resident.choose("不让办事的单位知道我是谁")
    receipt = resident.send_report()

    unit = at_the_desk(look, city, FIRM, javascript=javascript)
    unit.check = usable
    unit.open(f"/case/{receipt.number}")
    main = unit.page.locator("main")
    expect(main).to_contain_text("居民要求不让承办单位知道是谁")
    for hidden in (CALLED, NUMBER, NUMBER[-4:], "138****"):
        expect(main).not_to_contain_text(hidden)
    unit.page.get_by_label("想请受理台问什么").fill("明天上午上门方便吗？")
    unit.press("请受理台代问")
    expect(unit.page.locator(".flashes")).to_contain_text("已请受理台代问")

    intake = Hands(look(city.desk, size=(1280, 900), javascript=javascript), city, javascript, usable)
    intake.log_in(INTAKE)
    intake.open(f"/case/{receipt.number}")
    expect(intake.page.locator("main")).to_contain_text(CALLED)
    expect(intake.page.locator("main")).to_contain_text("明天上午上门方便吗？")
    expect(intake.page.locator("main")).to_contain_text("只有受理台看得到是谁")


def test_the_street_lead_finds_the_late_ones_and_orders_supervision(city: City, look: Look) -> None:
    usable = Usable()
    late = city.there.cases["late"]
    lead = at_the_desk(look, city, LEAD)
    lead.check = usable
    lead.open("/")
    lead.page.locator("#queue a[href*='view=late']").first.click()
    row = lead.page.locator(f'[id="r-{late.number}"]')
    expect(row).to_be_visible()
    lead.open(f"/case/{late.number}")
    lead.page.get_by_text("督办这件事").click()
    lead.page.get_by_label("要承办单位做什么").fill("本周内到店里谈，回复怎么处理。")
    due = words.local(clock() + timedelta(days=3)).date()
    lead.page.get_by_label("哪天前").fill(due.isoformat())
    lead.press("下督办")
    expect(lead.page.locator(".flashes")).to_contain_text("督办已下达")

    resident = Hands(look(city.public, size=PHONE), city, True, usable)
    resident.open(f"/c/{late.receipt}")
    expect(resident.page.locator("main")).to_contain_text("上级督办")
    expect(resident.page.locator("main")).not_to_contain_text("本周内到店里谈")

    worker = at_the_desk(look, city, GRID, size=PHONE)
    worker.check = usable
    worker.open("/?view=supervised")
    expect(worker.page.locator(f'[id="r-{late.number}"]')).to_be_visible()
    worker.open(f"/case/{late.number}")
    worker.page.get_by_label("办得怎么样").fill("昨晚去谈过，音响今天搬进屋。")
    worker.press("回复督办")
    expect(worker.page.locator(".flashes")).to_contain_text("已回复督办")

    lead.open(f"/case/{late.number}")
    expect(lead.page.locator("main")).to_contain_text("昨晚去谈过，音响今天搬进屋。")
    lead.press("办好，销号")
    expect(lead.page.locator(".flashes")).to_contain_text("督办已销号")
