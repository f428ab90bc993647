"""A desk's morning by the keyboard alone, and two colleagues on one case: in a browser, over real processes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.city import CLERK, FIRM, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands, Receipt, photo
from tests.browser.looking import PHONE, assert_accessible
from tests.browser.test_stories import WIDE, at_the_desk

pytestmark = pytest.mark.xdist_group("city")
ITEM, MORE = "楼道灯不亮", "二单元三层的楼道灯不亮两天了，晚上看不见。"


def reported(look: Look, city: City, count: int) -> list[Receipt]:
    """Residents report a light each."""
    resident = Hands(look(city.public, size=PHONE), city)
    receipts = []
    for number in range(count):
        resident.open("/report")
        resident.fill_report(item=ITEM, text=f"{MORE}第{number + 1}盏", where=f"{number + 3}层")
        receipts.append(resident.send_report())
    return receipts


def tab_to(page: Page, words: str, *, most: int = 60) -> None:
    """Press Tab until something of these words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const at = document.activeElement;"
            " return at.innerText || at.ariaLabel || at.labels?.[0]?.innerText || '' }"
        )
        if words in said:
            return
    raise AssertionError(f"Tab never came to {words}")


def tab_to_field(page: Page, name: str, *, most: int = 60) -> None:
    """Press Tab until the field of this name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.name || ''") == name:
            return
    raise AssertionError(f"Tab never came to {name}")


def arrow_to(page: Page, value: str, *, most: int = 60) -> None:
    """Press the arrow until the list that has the focus says this."""
    for _ in range(most):
        if page.evaluate("() => document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the list never came to {value}")


@pytest.mark.touches("ONE-14", "来件、派单、处理、回话")
def test_a_morning_by_the_keyboard_alone(city: City, look: Look) -> None:
    """A view is kept, its rows are taken on together, one is answered with words kept ready, a colleague is named."""
    receipts = reported(look, city, 2)
    desk = at_the_desk(look, city, FIRM, size=WIDE)
    page = desk.page
    keep_words(desk)

    desk.open("/")
    page.keyboard.press("l")  # the filter
    tab_to_field(page, "step")
    arrow_to(page, "accept")
    tab_to(page, "看这些")
    page.keyboard.press("Enter")
    desk.arrive("**step=accept*")
    page.keyboard.press("s")
    desk.arrive("**/views*")
    expect(page.get_by_label("叫什么")).to_be_focused()
    page.keyboard.type("等我接单")
    page.keyboard.press("Enter")
    desk.arrive("**?saved=*")
    kept = page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text("等我接单")
    assert_accessible(page)

    count = page.locator("[data-row]").count()
    assert count >= 2
    page.keyboard.press("Shift+A")
    expect(page.locator(".tick:checked")).to_have_count(count)
    page.keyboard.press("m")
    desk.arrive("**/many")
    assert_accessible(page)
    tab_to(page, f"接单：{count}件")
    page.keyboard.press("Enter")
    desk.arrive(re.compile("done="))
    expect(page.locator(".flashes")).to_contain_text(f"办了{count}件")
    assert page.url.startswith(kept)
    expect(page.locator("[data-row]")).to_have_count(0)

    answer_with_words_kept_ready(desk)
    name_a_colleague(desk, city, look, receipts[0].number)


def test_ticks_outlast_a_list_that_was_being_fetched(city: City, look: Look) -> None:
    """The list was asked for before anything was ticked and comes afterwards: it is not drawn over the ticks."""
    reported(look, city, 1)
    page = at_the_desk(look, city, FIRM, size=WIDE).page
    held: list[Route] = []
    page.route("**part=list**", lambda route: held.append(route))
    page.goto("/")
    count = page.locator(".tick").count()
    assert count
    page.evaluate("() => htmx.trigger('#list', 'told')")
    for _ in range(100):
        if not held:
            page.wait_for_timeout(50)
    page.keyboard.press("Shift+A")
    expect(page.locator(".tick:checked")).to_have_count(count)
    with page.expect_response("**part=list**"):
        for route in held:
            route.continue_()
    page.wait_for_timeout(300)  # for the list to be drawn, were it
    assert page.locator(".tick:checked").count() == count


def keep_words(desk: Hands) -> None:
    """The unit keeps a phrase, with a gap the case fills and a blank the writer fills."""
    desk.open("/phrases")
    desk.page.get_by_label("叫什么").fill("修好了")
    desk.page.get_by_label("正文").fill("{where}的灯今天修好了，换了____。再有就打12345。")
    desk.press("存下这段话")
    desk.arrive("**/phrases")
    expect(desk.page.locator("main")).to_contain_text("修好了")


def answer_with_words_kept_ready(desk: Hands) -> None:
    """Alt and a figure puts the words in; a blank left open is not sent."""
    page = desk.page
    standing = desk.city.take("handled")
    desk.open(f"/case/{standing.number}")
    desk.deed("处理好了", text="换了声控灯头。", photos=[photo(after=True)])
    page.keyboard.press("/")
    page.keyboard.type(standing.number)
    page.keyboard.press("Enter")
    desk.arrive(f"**/case/{standing.number}")
    page.keyboard.press("f")
    text = page.locator("#do textarea:visible").first
    for _ in range(12):
        if text.evaluate("area => area === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Alt+1")
    expect(text).to_have_value(re.compile("的灯今天修好了，换了____。再有就打12345。"))
    page.locator("#do input[type=radio]:visible").first.focus()
    page.keyboard.press("Space")
    desk.watch.expect("422")
    tab_to(page, "答复居民")
    page.keyboard.press("Enter")
    expect(page.locator("#do .wrong").first).to_be_visible()
    expect(page.locator("#do")).to_contain_text("还有空（____）没填")
    text = page.locator("#do textarea:visible").first
    value = text.input_value()
    text.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(value.replace("____", "声控灯头"))
    tab_to(page, "答复居民")
    page.keyboard.press("Enter")
    desk.arrive("**?did=answer")
    expect(page.locator("main")).to_contain_text("换了声控灯头")


def name_a_colleague(desk: Hands, city: City, look: Look, number: str) -> None:
    """@ and the beginning of a name; the colleague finds the matter among what mentions them."""
    clerk = at_the_desk(look, city, CLERK, size=WIDE)
    clerk.open("/me")
    name = clerk.page.locator(".top-me b").inner_text().strip()
    page = desk.page
    desk.open(f"/case/{number}")
    page.keyboard.press("n")
    expect(page.locator("#f-note-text")).to_be_focused()
    page.keyboard.type(f"@{name[0]}")
    expect(page.locator("#names [data-name]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#f-note-text")).to_have_value(f"@{name} ")
    page.keyboard.type("物业已接单，下午去换。")
    tab_to(page, "记下备注")
    page.keyboard.press("Enter")
    desk.arrive("**?did=note")
    clerk.open("/?view=mentioned")
    row = clerk.page.locator("[data-row]").filter(has=clerk.page.locator(f'[id="r-{number}"]'))
    expect(row).to_contain_text("提到您")
    clerk.open(f"/case/{number}")
    expect(clerk.page.locator("main")).to_contain_text("物业已接单，下午去换。")
    clerk.open("/?view=mentioned")
    expect(row).not_to_contain_text("提到您")


def test_two_colleagues_on_one_case_see_each_other_and_one_wins(city: City, look: Look) -> None:
    number = reported(look, city, 1)[0].number
    first = at_the_desk(look, city, FIRM, size=WIDE)
    second = at_the_desk(look, city, FIRM, size=WIDE)
    clerk = at_the_desk(look, city, CLERK, size=WIDE)
    for hands in (first, second, clerk):
        hands.open(f"/case/{number}")
    expect(clerk.page.locator("#here")).to_contain_text("在看", timeout=20_000)
    first.deed("接单")

    second.page.locator("#f-note-text").fill("我这边的备注不能丢")
    second.press("记下备注")
    second.arrive("**?did=note*")
    expect(second.page.locator(".flashes")).to_contain_text("这期间办件有了变化")
    expect(second.page.locator(".flashes")).to_contain_text("接单")

    handled = first.box("转给别的单位")
    late = second.box("转给别的单位")
    for box, words in ((handled, "归别的单位管，图纸上写着。"), (late, "我看也不归我们管。")):
        box.get_by_role("combobox", name="给谁接着办").or_(box.locator("select")).first.select_option(index=1)
        box.locator("textarea").first.fill(words)
    first.press("转给别的单位", inside=handled)
    expect(first.page.locator(".flashes")).to_contain_text("转给别的单位")
    second.watch.expect("409")
    second.press("转给别的单位", inside=late)
    expect(second.page.locator(".flashes")).to_contain_text("最新：")
    expect(second.page.locator("textarea").filter(has_text="我看也不归我们管").first).to_be_attached()
