"""What the browser's scripts add: sending once, keys, photos before sending, polling, reading aloud."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from threading import Event

import pytest
from django.test import RequestFactory, override_settings
from PIL import Image
from playwright.sync_api import FilePayload, expect
from playwright.sync_api import Page as Tab

from linli.kit.tests import routes
from tests.browser.conftest import Look
from tests.browser.looking import DESK, assert_accessible
from tests.browser.plain_site import Answer, Page, Site, serving

OK: Answer = (200, "text/html; charset=utf-8", b"<!doctype html><title>sent</title>")
VOICE = """window.said = [];
  speechSynthesis.speak = piece => { said.push(piece.text) }; speechSynthesis.cancel = () => { said.push('stop') };"""


class Slow:
    """An address that answers only when it is told to."""

    def __init__(self) -> None:
        self.let = Event()

    def __call__(self, body: bytes) -> Answer:
        self.let.wait(10)
        return OK


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def site(slow: Slow) -> Iterator[Site]:
    with override_settings(ROOT_URLCONF="linli.kit.tests.routes", SURFACE="desk"):
        drawn = routes.scripts(RequestFactory().get("/")).content.decode()
    polled: Answer = (200, "text/html", '<input name="inside" aria-label="写在里面">新的'.encode())
    pages: dict[str, Page] = {"/": drawn, "/send": slow, "/list": polled}
    pages |= dict.fromkeys(("/case/2", "/return", "/done", "/find"), OK)
    with serving(pages) as made:
        yield made
        slow.let.set()


@pytest.fixture
def page(site: Site, look: Look) -> Tab:
    opened = look(site.address, size=DESK).page
    opened.add_init_script(VOICE)
    opened.goto("/")
    return opened


def photo(colour: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(made, "JPEG")
    return made.getvalue()


def test_a_double_tap_sends_once_and_the_width_stays(site: Site, page: Tab, slow: Slow) -> None:
    page.fill("#f-words", "灯坏了")
    page.fill("#f-code", "480017")
    before, words, after = page.evaluate(
        """() => { const b = document.querySelector('button.button-main'), before = b.offsetWidth;
                   b.click(); b.click(); b.click(); return [before, b.textContent, b.offsetWidth]; }"""
    )
    assert words == "正在送出"
    assert after >= before
    slow.let.set()
    page.wait_for_url("**/send")
    assert [path for path, _body in site.posts] == ["/send"]
    assert "灯坏了".encode() in site.posts[0][1]


def test_a_form_that_is_not_ready_is_not_held(site: Site, page: Tab) -> None:
    page.locator("button.button-main").click()
    assert site.posts == []
    expect(page.locator("button.button-main")).to_have_text("送出")


def test_photos_are_seen_before_they_are_sent_and_can_be_taken_back(page: Tab) -> None:
    chosen = [FilePayload(name=f"{c}.jpg", mimeType="image/jpeg", buffer=photo(c)) for c in ("red", "green", "blue")]
    field = page.locator("#f-photos")
    field.set_input_files(chosen[0])
    expect(page.locator("#f-photos-shown img")).to_have_count(1)
    field.set_input_files(chosen[1:])
    expect(page.locator("#f-photos-shown img")).to_have_count(2)  # the form takes two
    source = page.locator("#f-photos-shown img").first.get_attribute("src") or ""
    assert source.startswith("data:image/jpeg")
    page.get_by_role("button", name="不要red.jpg").click()
    expect(page.locator("#f-photos-shown img")).to_have_count(1)
    assert page.evaluate("[...document.querySelector('#f-photos').files].map(f => f.name)") == ["green.jpg"]


def test_a_text_that_is_no_picture_is_named_and_not_drawn(page: Tab) -> None:
    lie = FilePayload(name="照片.jpg", mimeType="image/jpeg", buffer=b"not a picture")
    page.locator("#f-photos").set_input_files(lie)
    expect(page.locator("#f-photos-shown")).to_have_text("照片.jpg")


def test_the_inbox_is_walked_by_keys(page: Tab) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#row-2")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("input[value='2']")).to_be_checked()
    page.keyboard.press("k")
    expect(page.locator("#row-1")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/case/2")


def test_keys_do_nothing_while_somebody_types_or_when_switched_off(page: Tab) -> None:
    page.locator("#f-words").focus()
    page.keyboard.type("xjkf/")
    expect(page.locator("#f-words")).to_have_value("xjkf/")
    page.locator("[data-keys-off]").click()
    expect(page.locator("[data-keys-off]")).to_have_attribute("aria-pressed", "true")
    page.locator("h1").click()
    page.keyboard.press("f")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") != "row-1"
    assert page.url.endswith("/")


def test_slash_searches_and_a_letter_presses_its_button(page: Tab) -> None:
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("f")
    page.wait_for_url("**/done")


def test_a_list_refreshes_itself_but_never_under_the_hand(page: Tab) -> None:
    inside = page.locator("#list input")
    inside.focus()
    page.wait_for_timeout(700)
    expect(page.locator("#list")).not_to_contain_text("新的")
    page.locator("h1").click()
    expect(page.locator("#list")).to_contain_text("新的")


def test_reading_aloud_says_the_page_in_sentences_and_stops(page: Tab) -> None:
    button = page.get_by_role("button", name="读给我听")
    button.click()
    said = page.evaluate("said")
    assert said[0] == "读一读，灯修好了。"
    assert said[1] == "请您看一眼！"
    assert not any("送出" in sentence for sentence in said)
    page.get_by_role("button", name="别读了").click()
    assert page.evaluate("said.at(-1)") == "stop"


def test_what_may_still_be_written_is_counted(page: Tab) -> None:
    page.locator("#f-words").press_sequentially("灯坏了")
    expect(page.locator("#f-words-left")).to_have_text("还能写17字")


def test_a_question_opens_in_place_or_as_a_page(site: Site, page: Tab, look: Look) -> None:
    page.get_by_role("link", name="退回").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="先不退").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    plain = look(site.address, javascript=False).page
    plain.goto("/")
    plain.get_by_role("link", name="退回").click()
    plain.wait_for_url("**/return")


def test_a_code_can_be_pasted_whole(page: Tab) -> None:
    page.locator("#f-code").fill("480017")
    expect(page.locator("#f-code")).to_have_value("480017")
    shown = page.evaluate("const f = document.querySelector('#f-code'); [f.scrollWidth <= f.clientWidth, f.scrollLeft]")
    assert shown[1] == 0
