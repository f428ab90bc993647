"""A phone whose storage is full, and a form that asks more than it did when it was begun: nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.asking_more import ask_more
from tests.browser.city import City
from tests.browser.conftest import Look
from tests.browser.hands import Hands, photo
from tests.browser.looking import assert_accessible, until
from tests.browser.test_stories_patrol import CONTROLLED, READY, alone, cut

pytestmark = pytest.mark.xdist_group("city")
SMALL = 8 * 1024 * 1024  # bytes this origin may keep: its pages and a text fit, three large photos do not
LARGE = 6 * 1024 * 1024
TEXT = "二单元门口的井盖翘起来了，晚上看不见。"


def _begin(look: Look, city: City, *, most: int = 0) -> Hands:
    """The report form on a phone that works without a network; ``most`` bytes are all that Chromium keeps for it."""
    hands = alone(look, city, city.public)
    if most:
        session = hands.watch.context.new_cdp_session(hands.page)
        session.send("Storage.overrideQuotaForOrigin", {"origin": city.public, "quotaSize": most})
    hands.open("/report")
    hands.page.evaluate(READY)
    until(hands.page, CONTROLLED)
    return hands


def _large(number: int) -> FilePayload:
    picture = photo("road", name=f"IMG_{number}.jpg")
    return FilePayload(name=picture["name"], mimeType="image/jpeg", buffer=picture["buffer"] + bytes(LARGE))


def test_a_full_phone_says_so_and_keeps_what_is_on_the_screen(city: City, look: Look) -> None:
    hands = _begin(look, city, most=SMALL)
    page, said = hands.page, hands.page.locator("[data-draft-words]")
    page.get_by_label("怎么了").fill(TEXT)
    page.get_by_label("什么事").select_option(label="路面破损、井盖松动")
    page.get_by_label("社区").select_option(label="桃源北社区")
    page.locator("#f-photo").set_input_files([_large(number) for number in range(3)])
    expect(said).to_contain_text("手机存储满了")
    assert_accessible(page)

    cut(hands, off=True)
    hands.press("送出")
    expect(said).to_contain_text("手机存储满了")
    assert page.url.endswith("/report"), "nobody is sent away from what they have typed"
    expect(page.get_by_label("怎么了")).to_have_value(TEXT)
    expect(page.locator("#f-photo-shown img")).to_have_count(3)

    cut(hands, off=False)
    page.locator("#f-photo").set_input_files(photo("road"))
    hands.press("送出")
    hands.settle_report()


def test_what_was_written_before_the_form_asked_more_is_kept_and_asked_for(city: City, look: Look) -> None:
    """Written without a network; meanwhile the matter has a question that must be answered: told, and nothing lost."""
    hands = _begin(look, city)
    page, words = hands.page, "一楼楼梯间拉线给电动车充电，晚上最多四辆。"
    page.get_by_label("怎么了").fill(words)
    page.locator("#f-photo").set_input_files(photo("stairs"))
    cut(hands, off=True)
    page.get_by_label("什么事").select_option(label="电动车进楼充电")
    page.get_by_label("社区").select_option(label="桃源北社区")
    hands.press("送出")
    page.wait_for_url("**/waiting")
    expect(page.locator("#outbox li")).to_have_count(1)
    ask_more(city)
    cut(hands, off=False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    refused = page.locator('#outbox li[data-state="refused"]')
    expect(refused).to_contain_text("“充在哪里”要填", timeout=20_000)
    refused.get_by_role("button", name="改一改").click()
    page.wait_for_url("**/report")
    expect(page.get_by_label("怎么了")).to_have_value(words)
    expect(page.locator("#f-photo-shown img")).to_have_count(1)
    hands.choose("楼梯间", inside=page.locator("main"))
    before = city.reported()
    hands.press("送出")
    hands.settle_report()
    assert city.reported() == before + 1
