"""The map under a thumb, its names at every zoom, its words; a grid drawn with a hole, merged, and drawn again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.city import LEAD, City
from tests.browser.conftest import Look
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, assert_accessible, assert_fits, picture, until
from tests.browser.test_stories import at_the_desk
from tests.browser.test_stories_map import SLOW, settled

pytestmark = pytest.mark.xdist_group("city")
NAMED = """level => {
  const map = document.querySelector('[data-citymap]').cityMap;
  return [...new Set(map.queryRenderedFeatures({layers: [`name-${level}`]}).map(one => one.properties.name))]; }"""
LATIN = re.compile(r"[A-Za-z]{2,}")


def sheet(page: Page) -> Locator:
    return page.locator("#map-sheet")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_layers_are_a_sheet_on_a_phone_and_beside_the_map_at_a_desk(city: City, look: Look, javascript: bool) -> None:
    lead = at_the_desk(look, city, LEAD, size=PHONE, javascript=javascript)
    lead.open("/map")
    page = lead.page
    if javascript:
        settled(page)
        expect(page.locator("[data-citymap] canvas")).to_be_in_viewport()
    button = page.get_by_role("button", name="图层和日期")
    expect(sheet(page)).to_be_hidden()
    button.click()
    expect(sheet(page)).to_be_visible()
    expect(sheet(page).get_by_role("checkbox").first).to_be_in_viewport()
    if javascript:
        picture(page, "citymap-sheet-390", full=False)
        _focus_stays(page)
        assert_accessible(page)
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    button.click()
    page.mouse.click(PHONE[0] - 40, 60)  # beside it, where nothing leads anywhere without a script
    expect(sheet(page)).to_be_hidden()
    if javascript:
        expect(button).to_be_focused()
        expect(page.locator("[data-part=face] h2")).to_have_count(0)
    assert_fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(sheet(page)).to_be_visible()
    expect(button).to_be_hidden()


def _focus_stays(page: Page) -> None:
    """Focus went into the sheet, does not leave it by the tabulator, and comes back to the button."""
    inside = "document.getElementById('map-sheet').contains(document.activeElement)"
    until(page, inside)
    for key in ("Shift+Tab", "Shift+Tab", *["Tab"] * 30):
        page.keyboard.press(key)
        assert page.evaluate(inside), key
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="图层和日期")).to_be_focused()
    page.keyboard.press("Enter")
    until(page, inside)


def test_the_elder_edition_has_the_layers_in_its_page(city: City, look: Look) -> None:
    resident = Hands(look(city.public, size=PHONE), city)
    cookie: Any = {"name": "linli_edition", "value": "elder", "url": city.public}
    resident.watch.context.add_cookies([cookie])
    resident.open("/map")
    settled(resident.page)
    expect(sheet(resident.page)).to_have_count(0)
    resident.page.get_by_text("图层和日期").click()
    expect(resident.page.get_by_role("checkbox").first).to_be_visible()
    picture(resident.page, "citymap-elder-390", full=False)
    assert_accessible(resident.page)


def test_every_word_on_the_map_is_chinese(city: City, look: Look) -> None:
    lead = at_the_desk(look, city, LEAD, size=(1280, 900))
    lead.open("/map")
    page = lead.page
    settled(page)
    frame = page.locator("[data-citymap]")
    expect(frame.locator(".maplibregl-ctrl-scale")).to_have_text(re.compile(r"^\d+(米|公里)$"))
    told = frame.locator("*").evaluate_all("all => all.flatMap(one => [one.getAttribute('aria-label'), one.title])")
    assert [one for one in told if one and LATIN.search(one)] == []
    assert not LATIN.search(frame.inner_text())


def test_at_every_zoom_the_level_above_is_named(city: City, look: Look) -> None:
    """From the whole city to a yard: whatever is named, a street or district around it is named as well."""
    lead = at_the_desk(look, city, LEAD, size=(1280, 900))
    lead.open("/map?layers=communities,streets,grids")
    page = lead.page
    settled(page)
    seen: dict[int, dict[str, list[str]]] = {}
    for zoom in (10, 11, 12, 13, 14, 15):
        page.evaluate("zoom => document.querySelector('[data-citymap]').cityMap.jumpTo({zoom})", zoom)
        until(
            page,
            "(() => { const map = document.querySelector('[data-citymap]').cityMap;"
            " return map.areTilesLoaded() && !map.isMoving() })()",
        )
        page.wait_for_timeout(400)
        seen[zoom] = {level: page.evaluate(NAMED, level) for level in ("district", "street", "community")}
    assert any(one["district"] or one["street"] for one in seen.values())
    assert seen[15]["community"], seen
    for zoom, named in seen.items():
        if named["community"] and zoom <= 14:
            assert named["street"] or named["district"], (zoom, named)
    picture(page, "citymap-names-15", full=False)


def test_a_grid_with_a_hole_is_drawn_merged_and_drawn_again(city: City, look: Look) -> None:
    """A street lead's afternoon: draws two grids by hand, one with a hole, merges them, and takes it back."""
    lead = at_the_desk(look, city, LEAD, size=(1280, 900))
    page = lead.page
    first = _drawn_by_hand(lead, "试画一片", [(0.1, 0.1), (0.4, 0.1), (0.4, 0.5), (0.1, 0.5)], hole=True)
    _drawn_by_hand(lead, "试画二片", [(0.6, 0.1), (0.9, 0.1), (0.9, 0.5)], hole=False)
    page.goto(first)
    lead.arrive()
    expect(page.locator("[data-drawing][data-drawn]")).to_have_count(1, timeout=SLOW)
    assert len(json.loads(page.locator("#f-ring").input_value())) == 2, "the hole came back"
    page.get_by_role("link", name="合并或停用").click()
    lead.arrive("**/end")
    page.get_by_label("怎么处理").select_option(label="并到“试画二片”")
    lead.press("看会变什么")
    lead.arrive()
    expect(page.locator("#changes")).to_contain_text("它名下没有楼栋")
    expect(page.locator("#changes")).to_contain_text("分成几块")
    assert_accessible(page)
    assert_fits(page)
    picture(page, "merging-1280")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert_fits(page)
    picture(page, "merging-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    lead.press("从今天起合并")
    lead.arrive("**did=ended")
    page.get_by_role("link", name="试画一片").click()
    lead.arrive()
    expect(page.locator("main")).to_contain_text("试画二片")
    page.get_by_role("link", name="照原样再画一个").click()
    lead.arrive("**like=*")
    lead.press("看会变什么")
    lead.arrive()
    expect(page.locator("#changes")).to_contain_text("从“试画二片”划过来")
    lead.press("从这天起按这样存")
    lead.arrive("**did=saved")
    _ended(lead, page.url.split("?")[0])


def _drawn_by_hand(lead: Hands, name: str, corners: list[tuple[float, float]], *, hole: bool) -> str:
    """Draw a new grid by pressing its corners on the map, as shares of its size; the address of the saved one."""
    page = lead.page
    lead.open("/map/areas?kind=grid")
    page.get_by_role("link", name="新画一个").click()
    lead.arrive("**/new?*")
    expect(page.locator("[data-drawing][data-drawn]")).to_have_count(1, timeout=SLOW)
    _press(page, corners)
    if hole:
        page.get_by_role("button", name=re.compile("再画一块")).click()
        (west, north), (east, south) = corners[0], corners[2]
        wide, tall = east - west, south - north
        _press(page, [(west + wide * x, north + tall * y) for x, y in ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7))])
        expect(page.locator("[data-drawing-words]")).to_contain_text("第2块，共2块")
        picture(page, "drawing-hole-1280")
    page.get_by_label("名称").fill(name)
    lead.press("看会变什么")
    lead.arrive()
    expect(page.locator("#changes")).to_contain_text("平方米")
    lead.press("从这天起按这样存")
    lead.arrive("**did=saved")
    return page.url.split("?")[0]


def _press(page: Page, corners: list[tuple[float, float]]) -> None:
    box = page.locator("[data-drawing]").bounding_box()
    assert box is not None
    for x, y in corners:
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def _ended(lead: Hands, address: str) -> None:
    lead.open(f"{address}/end")
    lead.page.get_by_label("怎么处理").select_option("none")
    lead.press("看会变什么")
    lead.arrive()
    lead.press("从今天起停用")
    lead.arrive("**did=ended")
