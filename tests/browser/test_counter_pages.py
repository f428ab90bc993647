"""Residents' pages in a real browser: on a phone, on a desk, in 长辈版, with and without scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Page, expect

from linli.kernel.cases.models import Case, Event
from linli.kit.tests.counter_site import LIGHT, all_powers, draw_photos, form, public, upload
from tests.browser.conftest import Look
from tests.browser.looking import DESK, assert_accessible, assert_fits, picture, small_things, small_words
from tests.world import ONWARD, World

OWN = ("sent", "answered", "done", "nothing")  # with a photo, or without an address; the others: test_pages_hold.py
PATHS = {
    "home": "/",
    "report": f"/report?item={LIGHT}",
    "sent": "/case/{sent}",
    "answered": "/case/{answered}",
    "done": "/report/done",
    "nothing": "/nothing",
}


@dataclass(frozen=True)
class Way:
    """A way of looking: how the browser is set up, which pages are worth it, how small a control may be."""

    options: dict[str, Any]
    pages: tuple[str, ...]
    least: int = 44
    language: str = ""


WAYS = {
    "phone": Way({}, OWN),
    "elder": Way({"elder": True}, OWN, least=60),
    "elder-30": Way({"elder": True, "text": "30"}, ("home", "report", "answered"), least=60),
    "desk": Way({"size": DESK}, ("home", "answered"), least=0),
    "no-script": Way({"javascript": False}, ("home", "report", "answered")),
    "english": Way({}, ("home", "report", "answered", "done"), language="en"),
}


@dataclass
class Site:
    """The public surface on the machine's own address, and matters of one browser in three states."""

    url: str
    world: World
    numbers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def report(self, name: str, *, until: str = "") -> None:
        """Send a matter in that browser and move it on to a step."""
        client = Client()
        for key, value in self.cookies.items():
            client.cookies[key] = value
        client.post("/report", form(self.world, key=name * 5, asked="1", photo=[upload()], where="2单元3层"))
        self.numbers[name] = client.session["receipt_shown"]["number"]
        self.cookies = {key: morsel.value for key, morsel in client.cookies.items()}
        case = Case.objects.get(number=self.numbers[name])
        while until and self.world.step(case.id) != until:
            self.world.act(case.id, ONWARD[self.world.step(case.id)])

    def carried(self, **more: str) -> list[SetCookieParam]:
        """The cookies of that browser, for another one."""
        return [{"name": name, "value": value, "url": self.url} for name, value in {**self.cookies, **more}.items()]


@pytest.fixture
def site(settings: LazySettings, live_server: Any, world: World) -> Site:
    public(settings)
    return Site(str(live_server.url), world)


@pytest.mark.parametrize("name", WAYS)
def test_every_page_fits_and_can_be_used_by_everybody(look: Look, site: Site, name: str) -> None:
    for matter, until in (("sent", ""), ("handled", "handle"), ("answered", "confirm")):
        site.report(matter, until=until)
    draw_photos(site.world)
    way, chosen = WAYS[name], {"linli_community": str(site.world.community())}
    watch = look(site.url, **way.options)
    watch.expect("404")
    watch.context.add_cookies(site.carried(**chosen, **({"linli_language": way.language} if way.language else {})))
    for page in way.pages:
        watch.page.goto(PATHS[page].format(**site.numbers))
        watch.page.wait_for_load_state("networkidle")
        picture(watch.page, f"counter-{page}-{name}")
        assert_fits(watch.page)
        assert not small_things(watch.page, way.least)
        assert not small_words(watch.page, 18 if "elder" in way.options else 12)
        if way.options.get("javascript", True):
            assert_accessible(watch.page)


def test_with_scripts_the_form_answers_while_it_is_filled(look: Look, site: Site) -> None:
    site.report("earlier")
    page: Page = look(site.url).page
    page.goto(f"/report?item={LIGHT}")
    page.locator("#f-text").fill("三楼楼道灯坏了。")
    page.locator("#f-q").press_sequentially("桃源路36号院2栋")
    page.locator("#places label", has_text="桃源路36号院2栋").first.click()
    expect(page.locator("#similar")).to_contain_text("是不是这一件")
    picture(page, "counter-offer")
    page.get_by_role("button", name="送出").dblclick()
    expect(page.locator("h1")).to_have_text("收到了，记下编号")
    all_powers()
    assert Event.objects.filter(verb="opened").count() == 2


@pytest.mark.parametrize("elder", [False, True])
def test_without_scripts_a_matter_is_reported_followed_and_rated(look: Look, site: Site, elder: bool) -> None:
    page: Page = look(site.url, javascript=False, elder=elder).page
    page.goto("/report")
    page.locator("#f-photo").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": upload().read()})
    page.locator("#f-text").fill("三楼楼道灯坏了。")
    page.locator("#f-item").select_option(LIGHT)
    page.locator("#f-q").fill("桃源路36号院2栋")
    page.get_by_role("button", name="找地址").click()
    page.locator("#places label", has_text="桃源路36号院2栋").first.click()
    assert page.locator("ul.photos img").count() == 1
    page.get_by_role("button", name="送出").click()
    number = page.locator(".receipt-number").inner_text()
    page.get_by_role("link", name="看办到哪一步").click()
    page.locator("#f-text").fill("二楼也不亮了。")
    page.get_by_role("button", name="补充进去").click()
    expect(page.locator("main")).to_contain_text("补充好了")
    all_powers()
    case = Case.objects.get(number=number)
    while site.world.step(case.id) != "confirm":
        site.world.act(case.id, ONWARD[site.world.step(case.id)])
    page.goto(f"/case/{number}")
    page.get_by_label("非常不满意").check()
    page.get_by_role("button", name="确认办完").click()
    expect(page.locator("main")).to_contain_text("重新打开了")
