"""The map of the city in a browser: what is drawn is what is listed; found by typing; a grid drawn by hand and keys."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city import LEAD, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, assert_accessible, assert_fits, picture, until
from tests.browser.test_stories import at_the_desk

pytestmark = pytest.mark.xdist_group("city")
SLOW = 25_000  # a software renderer on a busy machine
SIZES = {"phone": PHONE, "desk": (1280, 900)}
DRAWN = """code => {
  const map = document.querySelector('[data-citymap]').cityMap;
  const layers = map.getStyle().layers.filter(one => one.id.startsWith(`layer-${code}-`)).map(one => one.id);
  return [...new Set(map.queryRenderedFeatures({layers}).map(one => one.properties.key))].sort(); }"""


def settled(page: Page) -> None:
    """The map is idle and its lists have been asked for anew."""
    expect(page.locator("[data-citymap][data-drawn][data-layered]")).to_have_count(1, timeout=SLOW)
    expect(page).to_have_url(re.compile("box="), timeout=SLOW)
    until(page, "document.querySelector('[data-citymap]').cityMap.areTilesLoaded()")


def listed(page: Page, code: str) -> list[str]:
    keys = page.locator(f"[data-layer={code}] tbody tr").evaluate_all("rows => rows.map(one => one.dataset.key)")
    return sorted(keys)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_what_is_drawn_is_what_is_listed(city: City, look: Look, size: tuple[int, int]) -> None:
    lead = at_the_desk(look, city, LEAD, size=size)
    lead.open("/map?layers=communities,grids,matters_open")
    page = lead.page
    settled(page)
    for code in ("communities", "grids", "matters_open"):
        until(page, f"code => ({DRAWN})(code).length > 0", code)
        assert page.evaluate(DRAWN, code) == listed(page, code), code
    assert_fits(page)
    assert_accessible(page)
    picture(page, f"citymap-{size[0]}", full=False)


def test_a_place_is_found_by_typing_and_opened(city: City, look: Look) -> None:
    lead = at_the_desk(look, city, LEAD, size=(1280, 900))
    lead.open("/map")
    page = lead.page
    settled(page)
    box = page.get_by_role("combobox", name="找地址、社区、小区或网格")
    box.press_sequentially("桃源路36")
    expect(box).to_have_attribute("aria-expanded", "true")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("桃源路36号院")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    box.press("Enter")
    face = page.locator("[data-part=face]")
    expect(face.get_by_role("heading")).to_contain_text("桃源路36号院")
    expect(face).to_contain_text("位于")
    assert page.evaluate("document.querySelector('[data-citymap]').cityMap.getZoom()") > 16
    assert_accessible(page)
    box.fill("没有这个地方")
    expect(page.locator("[data-part=found]")).to_contain_text("没找到")


def test_a_grid_is_redrawn_by_keys_and_seen_as_it_was(city: City, look: Look) -> None:
    """A corner is moved by arrow keys; the page tells what it means; saved, the map shows it, and its day before."""
    lead = at_the_desk(look, city, LEAD, size=(1280, 900))
    page = _open_a_grid(lead)
    corner = page.get_by_role("button", name=re.compile("第1个角点"))
    (before,) = _rings(page)
    corner.focus()
    for _step in range(4):
        corner.press("Shift+ArrowLeft")
    (after,) = _rings(page)
    assert after[0][0] < before[0][0]
    assert after[1:] == before[1:]
    page.get_by_role("button", name="看会变什么").click()
    lead.arrive()
    expect(page.locator("#changes")).to_contain_text("平方米")
    assert_accessible(page)
    assert_fits(page)
    picture(page, "drawing-1280")
    page.get_by_role("button", name="从这天起按这样存").click()
    lead.arrive("**did=saved")
    expect(page.get_by_role("link", name=re.compile("^从"))).to_have_count(2)


def test_a_crossing_line_is_shown_where_it_crosses(city: City, look: Look) -> None:
    lead = at_the_desk(look, city, LEAD, size=(1280, 900))
    lead.watch.expect("422")
    page = _open_a_grid(lead)
    (ring,) = _rings(page)
    ring[0], ring[1] = ring[1], ring[0]
    page.locator("#f-ring").evaluate("(field, value) => { field.value = value }", json.dumps([ring]))
    page.get_by_role("button", name="看会变什么").click()
    lead.arrive()
    expect(page.locator("main")).to_contain_text("交叉")
    assert json.loads(page.locator("[data-drawing]").get_attribute("data-drawing") or "{}")["wrong"]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("edition", ["standard", "elder"])
def test_a_resident_has_the_map_or_its_list(city: City, look: Look, javascript: bool, edition: str) -> None:
    resident = Hands(look(city.public, size=PHONE, javascript=javascript), city, javascript)
    if edition == "elder":
        cookie = {"name": "linli_edition", "value": "elder", "url": city.public}
        resident.watch.context.add_cookies([cookie])  # type: ignore[list-item]
    resident.open("/map")
    page = resident.page
    if javascript:
        settled(page)
        assert_accessible(page)
    expect(page.locator("[data-layer=communities] tbody tr").first).to_be_visible()
    expect(page.locator("[data-layer=people], [data-layer=matters_open]")).to_have_count(0)
    page.locator("#map-q").fill("桃源路36")
    page.get_by_role("button", name="找", exact=True).click()
    expect(page.locator("[data-part=found] li").first).to_contain_text("桃源路36号院")
    page.locator("[data-part=found] li").first.locator("a, .map-hit").click()
    expect(page.locator("[data-part=face]")).to_contain_text("桃源北社区")
    assert_fits(page)


def _rings(page: Page) -> Any:
    """The rings of corners as the form would send them."""
    return json.loads(page.locator("#f-ring").input_value())


def _open_a_grid(lead: Hands) -> Page:
    """From the map to the areas of a community, to the last grid the city was founded with, drawn."""
    lead.open("/map")
    lead.page.get_by_role("link", name="画小区和网格").click()
    lead.arrive("**/map/areas")
    lead.page.locator("main tbody").get_by_role("link", name=re.compile("第.网格")).last.click()
    lead.arrive("**/map/areas/*")
    expect(lead.page.locator("[data-drawing][data-drawn]")).to_have_count(1, timeout=SLOW)
    return lead.page
