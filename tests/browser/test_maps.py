"""The map: drawn from our own tiles with Chinese labels and no glyph server, and a pin for thumb, tap and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import RequestFactory, override_settings
from playwright.sync_api import Page, expect

from linli.kit.tests import routes
from tests.browser.conftest import Look
from tests.browser.looking import assert_accessible, assert_fits, picture
from tests.browser.plain_site import Site, serving
from tests.browser.small_city import tile


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with override_settings(ROOT_URLCONF="linli.kit.tests.routes", SURFACE="public"):
        drawn = routes.maps(RequestFactory().get("/")).content.decode()
    with serving({"/": drawn, "/tiles/": tile}) as made:
        yield made


def opened(look: Look, site: Site, **options: object) -> Page:
    page = look(site.address, **options).page
    page.goto("/")
    expect(page.locator("[data-map][data-drawn]")).to_have_count(2)
    return page


def spot(page: Page) -> tuple[float, float]:
    return (
        float(page.locator("#f-lon").input_value()),
        float(page.locator("#f-lat").input_value()),
    )


def test_the_map_is_drawn_without_a_complaint(site: Site, look: Look) -> None:
    page = opened(look, site, sharpness=2)
    picture(page, "map-390", full=False)
    assert_accessible(page)
    assert_fits(page)
    page.locator(".map").nth(1).scroll_into_view_if_needed()
    page.locator(".map").nth(1).screenshot()
    picture(page, "map-matters-390", full=False)


def test_a_tap_and_the_arrow_keys_move_the_pin(site: Site, look: Look) -> None:
    page = opened(look, site)
    start = spot(page)
    assert start == pytest.approx((108.3661, 22.817))
    page.locator(".map-canvas").first.click(position={"x": 60, "y": 60})
    tapped = spot(page)
    assert tapped[0] < start[0]
    assert tapped[1] > start[1]
    page.locator(".pin-chosen").focus()
    page.keyboard.press("ArrowUp")
    assert spot(page)[1] - tapped[1] == pytest.approx(5 / 111_320, abs=2e-6)
    expect(page.locator("[data-map-words]").first).to_have_text("地方标好了")


def test_the_pin_is_dragged(site: Site, look: Look) -> None:
    page = opened(look, site)
    start = spot(page)
    box = page.locator(".pin-chosen").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 14, box["y"] + 14)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 14, steps=5)
    page.mouse.up()
    assert spot(page)[0] > start[0]


def test_where_i_am_is_used_inside_the_city_and_refused_outside(site: Site, look: Look) -> None:
    here = {"longitude": 108.3668, "latitude": 22.8168}
    page = opened(look, site, geolocation=here, permissions=["geolocation"])
    page.get_by_role("button", name="我在哪里").click()
    expect(page.locator("#f-lon")).to_have_value("108.366800")
    page.context.set_geolocation({"longitude": 116.4, "latitude": 39.9})
    page.get_by_role("button", name="我在哪里").click()
    expect(page.locator("[data-map-words]").first).to_contain_text("不在本市")
    expect(page.locator("#f-lon")).to_have_value("108.366800")


def test_a_matter_on_the_map_is_a_link_with_its_words(site: Site, look: Look) -> None:
    page = opened(look, site)
    expect(page.get_by_role("link", name="超期：化粪池外溢")).to_have_attribute("href", "/case/2")


def test_without_javascript_there_is_no_dead_map(site: Site, look: Look) -> None:
    page = look(site.address, javascript=False).page
    page.goto("/")
    expect(page.locator(".map").first).to_be_hidden()
