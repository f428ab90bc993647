"""Several units at one matter, and a matter nobody wants: by whoever uses the desk, on a phone and at a wide screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city import FIRM, GRID, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands, Receipt, photo
from tests.browser.looking import PHONE, picture
from tests.browser.test_stories import WIDE, Usable, at_the_desk

pytestmark = pytest.mark.xdist_group("city")
ITEM, WORDS = "垃圾没人清", "垃圾堆到了消防通道上，一股煤气味。"
STREET, ENFORCEMENT, EMERGENCY, COORDINATOR = "street_clerk", "enforcement_staff", "emergency_staff", "coordinator"


def reported(city: City, look: Look, item: str, words: str) -> tuple[Hands, Receipt]:
    """A resident on a phone who has sent a report."""
    resident = Hands(look(city.public, size=PHONE), city, check=Usable())
    resident.open("/report")
    resident.fill_report(item=item, text=words)
    return resident, resident.send_report()


def ask_units(lead: Hands, deed: str, *units: tuple[str, str]) -> None:
    """Choose units and say what each is asked to do; with one line too few, ask for more."""
    box = lead.box(deed)
    if box.locator(".unit-line").count() < len(units):
        lead.press("再加一个单位", inside=box)
        expect(lead.box(deed).locator(".unit-line")).to_have_count(4)
    for number, (unit, brief) in enumerate(units, 1):
        option = box.locator(f"select[name=co_unit_{number}] option").filter(has_text=unit).first
        box.locator(f"select[name=co_unit_{number}]").select_option(value=option.get_attribute("value"))
        box.locator(f"input[name=co_brief_{number}]").fill(brief)
    lead.press(deed, inside=box)
    expect(lead.page.locator(".flashes")).to_contain_text(deed)


def lanes(page: Page) -> str:
    return page.locator(".lanes").inner_text()


@pytest.mark.touches("CRD-01", "one workflow, information passes between the parties")
def test_several_units_work_at_once_and_the_lead_waits_for_all(city: City, look: Look) -> None:
    resident, receipt = reported(city, look, ITEM, WORDS)
    lead = at_the_desk(look, city, GRID, size=PHONE)
    street, police, emergency = (at_the_desk(look, city, role, size=WIDE) for role in (STREET, ENFORCEMENT, EMERGENCY))
    lead.check = street.check = police.check = Usable()
    lead.open_from_inbox(receipt.number)
    lead.deed("看过了，属实", text="垃圾占了半条消防通道，有煤气味。")
    ask_units(
        lead,
        "请别的单位一起办",
        ("中山街道办事处（街道办）", "请联系燃气公司查管道"),
        ("中山城管执法中队", "请把占道的杂物清走"),
        ("中山街道应急管理站", "请看消防通道能不能用"),
    )
    expect(lead.page.locator(".lanes-said")).to_contain_text(
        "牵头，等中山街道办事处、中山城管执法中队、中山街道应急管理站回话"
    )
    box = lead.box("处理好了")
    expect(box.locator(".deed-waits")).to_contain_text("回齐以后在这里送出")
    assert box.locator("form").count() == 0
    picture(lead.page, "lanes-390-open")

    resident.open(f"/case/{receipt.number}")
    heading = resident.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("4个单位在一起办")
    expect(resident.page.locator("main")).to_contain_text("中山城管执法中队、中山街道应急管理站。")
    assert "请联系燃气公司" not in resident.page.locator("main").inner_text()
    picture(resident.page, "lanes-resident")

    street.open_from_inbox(receipt.number)
    expect(street.page.locator("#do")).to_contain_text("请您这里办：请联系燃气公司查管道")
    picture(street.page, "lanes-1280-open")
    street.deed("办好了，回给牵头单位", text="燃气公司查过，不漏气，是下水道的味。")
    police.open_from_inbox(receipt.number)
    police.deed("办不了，说明理由", text="通道里的不是占道经营，归消防管。")
    lead.open(f"/case/{receipt.number}")
    expect(lead.page.locator(".lanes-said")).to_contain_text("等中山街道应急管理站回话")
    assert "燃气公司查过，不漏气" in lanes(lead.page)
    assert "说办不了" in lanes(lead.page)
    lead.deed("不再等这个单位", text="消防通道我们自己看过，能用。", choose="中山街道应急管理站")
    emergency.open(f"/case/{receipt.number}")
    assert emergency.page.locator("#do details.deed").count() == 0
    expect(lead.page.locator(".lanes-said")).to_contain_text("各家都回齐了")
    picture(lead.page, "lanes-390-complete")
    street.open(f"/case/{receipt.number}")
    picture(street.page, "lanes-1280-complete")

    lead.deed("处理好了", text="垃圾清了，通道洗了。", photos=[photo("bins", after=True)])
    lead.deed(
        "答复居民", text="垃圾今天清了，煤气管查过不漏，味道是下水道的，已经疏通。再有就打12345。", choose="办好了"
    )
    resident.open(f"/case/{receipt.number}")
    expect(heading).to_have_text("办好了，请您看一眼")
    told = resident.page.locator("main").inner_text()
    assert "燃气公司查过，不漏气" in told
    assert "归消防管" not in told
    assert "我们自己看过" not in told


def hand_on(hands: Hands, number: str, unit: str, why: str) -> None:
    """Give a matter back by naming who takes over."""
    hands.open_from_inbox(number)
    box = hands.box("转给别的单位")
    option = box.locator("select[name=next_owner] option").filter(has_text=unit).first
    box.locator("select[name=next_owner]").select_option(value=option.get_attribute("value"))
    box.locator("textarea").fill(why)
    hands.press("转给别的单位", inside=box)
    expect(hands.page.locator(".flashes")).to_contain_text("转给别的单位")


@pytest.mark.touches("ONE-15", "dispatch: refusal with a next owner, and who decides in the end")
def test_a_matter_nobody_wants_comes_before_the_coordinator(city: City, look: Look) -> None:
    _resident, receipt = reported(city, look, "楼道灯不亮", "楼下路灯和楼道灯一起灭了，谁来修说不清。")
    firm, street, police, coordinator = (
        at_the_desk(look, city, role, size=WIDE) for role in (FIRM, STREET, ENFORCEMENT, COORDINATOR)
    )
    firm.check = coordinator.check = Usable()
    firm.open_from_inbox(receipt.number)
    box = firm.box("转给别的单位")
    box.locator("textarea").fill("路灯不归物业管")
    assert box.locator("select[name=next_owner]").evaluate("one => one.required"), "nobody refuses without a next owner"
    hand_on(firm, receipt.number, "中山街道办事处（街道办）", "路灯不归物业管")
    hand_on(street, receipt.number, "中山城管执法中队", "路灯归城管")
    hand_on(police, receipt.number, "桂和物业", "楼道灯归物业，路灯也是小区里的")

    coordinator.open_from_inbox(receipt.number)
    page = coordinator.page
    expect(page.locator("#do")).to_contain_text("街道协调")
    for words in ("路灯不归物业管", "路灯归城管", "楼道灯归物业"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("main")).to_contain_text("首接单位是桂和物业")
    picture(page, "coordinate-1280")
    box = coordinator.box("定下由谁办")
    option = box.locator("select[name=next_owner] option").filter(has_text="中山街道办事处（街道办）").first
    box.locator("select[name=next_owner]").select_option(value=option.get_attribute("value"))
    box.locator("textarea").fill("路灯是小区外的，街道联系路灯所，物业只管楼道。")
    coordinator.press("定下由谁办", inside=box)

    street.open_from_inbox(receipt.number)
    assert street.page.locator("#do").get_by_text("转给别的单位").count() == 0, "what is decided is not given back"
    street.deed("接单")
    firm.open("/?view=first")
    expect(firm.page.locator(f'[id="r-{receipt.number}"]')).to_be_visible()
