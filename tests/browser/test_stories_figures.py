"""The board in a browser: a street lead reads it, opens what stands behind a figure, prints it, leaves it on a wall."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from linli.main.launcher import processes
from tests.browser.city import LEAD, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, assert_accessible, assert_fits, picture
from tests.browser.test_stories import at_the_desk

pytestmark = pytest.mark.xdist_group("city")
SHEET, SCREEN = (1440, 1020), (1920, 1080)
MINUTE = 60_000


def figures_of(page: Page) -> Locator:
    """How many matters a place or unit has, where it has any."""
    return (
        page.locator(".board-rank tbody tr").locator("td.number:nth-of-type(2)").filter(has_text=re.compile(r"[1-9]"))
    )


def with_figures(hands: Hands, address: str) -> Page:
    """Come back until the worker has counted what stands in the city."""

    def counted() -> bool:
        hands.open(address)
        return figures_of(hands.page).count() > 0

    assert processes.wait_for(counted, 60, pause=1.0), "the worker never counted a figure"
    return hands.page


def test_a_street_lead_reads_the_board(city: City, look: Look) -> None:
    """The board, another period, the matters behind a figure, one of them; and back."""
    lead = at_the_desk(look, city, LEAD, size=SHEET)
    page = with_figures(lead, "/board?span=month")
    page.get_by_role("link", name="年", exact=True).click()
    lead.arrive("**span=year**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("治理年报")
    assert_accessible(page)
    first = figures_of(page).first
    counted = int(first.inner_text().replace(",", ""))
    first.get_by_role("link").click()
    lead.arrive("**/board/rows?**indicator=cases**")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(min(counted, 50))
    matter = rows.first.get_by_role("link").first
    address = matter.get_attribute("href")
    assert address
    matter.click()
    lead.arrive(f"**{address}")
    page.go_back()
    page.get_by_role("link", name="回到指标板").click()
    lead.arrive("**/board?**span=year**")


def test_the_board_on_paper(city: City, look: Look) -> None:
    """No bars, no buttons; the drawings and every figure are there, on a sheet that lies on its side."""
    lead = at_the_desk(look, city, LEAD, size=SHEET)
    page = with_figures(lead, "/board?span=year")
    page.emulate_media(media="print")
    for gone in (".top-bar", ".board-acts", ".board-ways", ".hints"):
        for one in page.locator(gone).all():
            expect(one).to_be_hidden()
    for there in (
        ".board-head h1",
        ".board-tiles",
        ".board-map",
        ".board-lines",
        ".board-rank >> nth=0",
        ".board-foot",
    ):
        expect(page.locator(there).first).to_be_visible()
    assert_fits(page)
    picture(page, "board-print")
    paper = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", paper)
    assert boxes
    assert all(float(wide) > float(high) > 800 for wide, high in boxes), boxes  # A3 is 1191 × 842 points


def test_the_board_on_a_wall(city: City, look: Look) -> None:
    """It fetches itself every minute; a figure that changed is underlined; what is old says so."""
    lead = at_the_desk(look, city, LEAD, size=SCREEN)
    with_figures(lead, "/board?span=year")
    page = lead.page
    page.clock.install()
    lead.open("/board/wall?span=year")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "a wall does not scroll"
    figure = page.locator("[data-wall-figure]").last
    figure.evaluate("one => { one.dataset.was = one.textContent }")
    with page.expect_response("**/board/wall/part**"):
        page.clock.fast_forward(MINUTE + 1000)
    expect(page.locator("main [data-was]")).to_have_count(0)
    expect(page.locator(".wall-stale")).to_be_hidden()
    page.route("**/board/wall/part**", lambda route: route.abort())
    for said in ("ERR_FAILED", "htmx:sendError", "htmx:afterRequest"):
        lead.watch.expect(said)
    page.clock.fast_forward(6 * MINUTE)
    expect(page.locator(".wall-stale")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_everybody_finds_the_published_figures(city: City, look: Look, javascript: bool) -> None:
    """From 我的 to what is published, with a thumb; where nothing is published yet, the page says when it will be."""
    resident = Hands(look(city.public, size=PHONE, javascript=javascript), city, javascript)
    resident.open("/me")
    resident.page.get_by_role("link", name="公开数据：办得怎么样").click()
    resident.arrive("**/figures")
    expect(resident.page.locator("main")).to_contain_text("还没有公布过")
    assert_fits(resident.page)
