"""One matter, many neighbours: followed instead of reported again, gathered by staff, answered to everybody.

Pictures for the eye are written where LINLI_PICTURES names a folder.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.city import CLERK, FIRM, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands, Receipt, photo
from tests.browser.looking import PHONE, assert_accessible, assert_fits, picture
from tests.browser.test_stories import at_the_desk
from tests.browser.test_stories_patrol import rows

pytestmark = pytest.mark.xdist_group("city")
LIFT, DRAIN = ("hotline.lift", "电梯故障"), ("hotline.blocked_drain", "下水道堵塞、返水")
FACE = "select f.code from publications_public_face f join cases_case c on c.id = f.case_id where c.number = %s"
TEXTS = ("电梯停在六楼不动，老人下不来。", "二单元电梯坏了，停在六楼。", "电梯不动了，轮椅下不来。")


def usable(hands: Hands) -> None:
    assert_fits(hands.page)
    assert_accessible(hands.page)


@pytest.mark.touches("ONE-15", "热线事项")
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "plain"])
def test_a_duplicate_is_followed_instead_of_reported_and_the_answer_arrives(
    city: City, look: Look, javascript: bool
) -> None:
    standing = report(
        city, look, "一楼厨房返水，两天了。", item=DRAIN
    )  # of a kind no other story has: nothing else is near
    face = rows(city, FACE, standing.number)[0][0]
    phone = f"1391234567{int(javascript)}"
    before = city.reported()
    neighbour = Hands(look(city.public, size=PHONE, javascript=javascript), city, javascript)
    neighbour.open(f"/report?item={DRAIN[0]}")
    neighbour.fill_report(item=DRAIN[1], text="二单元的下水道又堵了。", who="用个称呼")
    neighbour.page.get_by_label("姓名，或者怎么称呼").fill("三楼的")
    neighbour.page.get_by_label("手机号").fill(phone)
    if not javascript:
        neighbour.press("送出")
    offer = neighbour.page.locator("#similar")
    expect(offer).to_contain_text("是不是这一件")
    expect(offer).to_contain_text("米")
    usable(neighbour)
    picture(neighbour.page, f"offer-{javascript}")
    neighbour.page.locator(f'button[value="follow:{face}"]').click()
    neighbour.arrive("**/around/*")
    expect(neighbour.page.locator(".flashes")).to_contain_text("短信发出了")
    assert city.reported() == before
    usable(neighbour)
    link = city.link_for(phone)
    neighbour.open(link)
    usable(neighbour)
    picture(neighbour.page, f"confirm-{javascript}")
    neighbour.press("是我，告诉我")
    expect(neighbour.page.locator("#follow")).to_contain_text("您关注着这件事")

    the_firm_answers(at_the_desk(look, city, FIRM), standing.number)
    neighbour.open(link)
    expect(neighbour.page.locator(".timeline")).to_contain_text("承办单位答复了")
    picture(neighbour.page, f"followed-{javascript}")
    follows_no_longer(neighbour, link)


def the_firm_answers(firm: Hands, number: str) -> None:
    firm.open(f"/case/{number}")
    firm.deed("接单")
    firm.deed("处理好了", text="疏通了主管。", photos=[photo("drain")])
    firm.deed("答复居民", text="主管今天疏通了，是油垢堵的。再堵就打12345。", choose="办好了")


def follows_no_longer(neighbour: Hands, link: str) -> None:
    """What was followed is let go, and its link leads nowhere any more."""
    neighbour.press("不再关注")
    neighbour.arrive("**/around/*")
    expect(neighbour.page.locator(".flashes")).to_contain_text("不再关注了")
    neighbour.watch.expect("404")
    gone = neighbour.page.goto(link)
    assert gone is not None
    assert gone.status == 404


@pytest.mark.touches("ONE-15", "热线事项")
def test_staff_gather_three_matters_and_all_three_reporters_are_answered(city: City, look: Look) -> None:
    receipts = [report(city, look, text) for text in TEXTS]
    lead, second, third = receipts
    clerk = at_the_desk(look, city, CLERK)
    gather(clerk, lead, [second, third])
    expect(clerk.page.locator("#do")).to_contain_text(third.number)
    usable(clerk)
    picture(clerk.page, "gathered")

    clerk.open(f"/case/{third.number}")  # not the same lift after all: taken out, it is at the firm's desk again
    clerk.page.get_by_text("拆出来", exact=True).click()
    clerk.page.get_by_label("为什么不是同一件").fill("另一部电梯")
    clerk.press("拆出来单独办")
    expect(clerk.page.locator(".flashes")).to_contain_text("单独办了")
    firm = at_the_desk(look, city, FIRM)
    firm.open(f"/case/{third.number}")
    expect(firm.page.locator("#do")).to_contain_text("接单")
    gather(clerk, lead, [third])  # and it was the same one

    firm.open(f"/case/{lead.number}")
    firm.deed("接单")
    firm.deed("处理好了", text="换了门机皮带。", photos=[photo()])
    firm.deed("答复居民", text="电梯今天修好了，是门机皮带断了。再停就打12345。", choose="办好了")
    for receipt in receipts:
        resident = Hands(look(city.public, size=PHONE), city)
        resident.open(receipt.link.removeprefix(city.public))
        answered(resident)
        for other in receipts:
            assert other is receipt or other.number not in resident.page.locator("main").inner_text()


def report(city: City, look: Look, text: str, *, item: tuple[str, str] = LIFT) -> Receipt:
    resident = Hands(look(city.public, size=PHONE), city)
    resident.open(f"/report?item={item[0]}")
    resident.fill_report(item=item[1], text=text)
    return resident.send_report()


def gather(clerk: Hands, lead: Receipt, others: list[Receipt]) -> None:
    """From the lead's page: what may be the same event, ticked, compared, handled together."""
    clerk.open(f"/case/{lead.number}")
    beside = clerk.page.locator(".beside-case form").filter(has_text="并排比一比")
    expect(beside).to_be_visible()
    picture(clerk.page, "beside")
    for box in beside.locator("input[type=checkbox]").all():
        box.set_checked(box.get_attribute("value") in {other.number for other in others})
    clerk.press("并排比一比", inside=beside)
    clerk.arrive("**/together?*")
    usable(clerk)
    picture(clerk.page, "compare")
    clerk.page.locator(f'input[name=lead][value="{lead.number}"]').check()
    clerk.press("并在一起办")
    expect(clerk.page.locator(".flashes")).to_contain_text("并在一起办了")


def answered(resident: Hands) -> None:
    """The worker answers the members a moment after the lead."""
    for _try in range(40):
        if "门机皮带断了" in resident.page.locator("main").inner_text():
            return
        resident.page.wait_for_timeout(500)
        resident.page.reload()
    raise AssertionError("the answer did not arrive")


@pytest.mark.parametrize(("name", "size"), [("390", PHONE), ("1280", (1280, 900))])
def test_the_list_of_what_is_public_is_seen_by_anybody(
    city: City, look: Look, name: str, size: tuple[int, int]
) -> None:
    visitor = Hands(look(city.public, size=size), city)
    visitor.open("/around")
    expect(visitor.page.locator(".around-row").first).to_be_visible()
    expect(visitor.page.locator(".map-canvas[data-drawn]")).to_have_count(1, timeout=15000)
    usable(visitor)
    picture(visitor.page, f"around-{name}")
    visitor.page.locator(".around-row a").first.click()
    visitor.arrive("**/around/*")
    usable(visitor)
    picture(visitor.page, f"public-{name}")
