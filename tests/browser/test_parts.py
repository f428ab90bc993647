"""The parts catalogue on a phone, at the desk and in 长辈版: it fits, everybody can use it, the policy holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import RequestFactory, override_settings

from linli.kit.tests import routes
from tests.browser.conftest import Look
from tests.browser.looking import DESK, PHONE, assert_accessible, assert_fits, picture, small_things, small_words
from tests.browser.plain_site import Site, serving

EDITIONS = {"standard": "18", "elder": "18", "elder-30": "30"}


def drawn(name: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES = {"linli_edition": name.partition("-")[0], "linli_text": EDITIONS[name]}
    with override_settings(ROOT_URLCONF="linli.kit.tests.routes", SURFACE="public"):
        return routes.catalogue(request).content.decode()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving({f"/{name}": drawn(name) for name in EDITIONS}) as made:
        yield made


@pytest.mark.parametrize(
    ("edition", "size"),
    [("standard", PHONE), ("standard", (320, 640)), ("standard", DESK), ("elder", PHONE), ("elder-30", PHONE)],
)
def test_the_catalogue_fits_and_is_accessible(site: Site, look: Look, edition: str, size: tuple[int, int]) -> None:
    page = look(site.address, size=size).page
    page.goto(f"/{edition}")
    page.get_by_text("看全文").click()
    assert_fits(page)
    assert_accessible(page)
    page.get_by_text("看全文").click()
    picture(page, f"parts-{edition}-{size[0]}")


def test_an_elder_finds_nothing_small(site: Site, look: Look) -> None:
    page = look(site.address).page
    page.goto("/elder")
    assert small_words(page, 18) == []
    assert small_things(page, 60) == []


def test_a_thumb_finds_its_targets(site: Site, look: Look) -> None:
    page = look(site.address).page
    page.goto("/standard")
    assert small_words(page, 12) == []
    assert small_things(page, 44) == []


def test_without_javascript_nothing_dead_is_shown(site: Site, look: Look) -> None:
    page = look(site.address, javascript=False).page
    page.goto("/elder")
    assert page.get_by_text("读给我听").count() == 0 or not page.get_by_text("读给我听").first.is_visible()
    assert page.get_by_text("一键呼叫").is_visible()
    assert page.locator("#f-photos").bounding_box() is not None
    assert_fits(page)


def test_icons_are_drawn_from_the_sheet_of_symbols(site: Site, look: Look) -> None:
    """An external <use> draws under the policy: each icon has a box with ink in it."""
    page = look(site.address).page
    page.goto("/standard")
    page.wait_for_load_state("networkidle")
    empty = page.evaluate(
        """[...document.querySelectorAll('.catalogue-icons use')]
           .filter(use => { const box = use.getBBox(); return box.width === 0 && box.height === 0 })
           .map(use => use.getAttribute('href'))"""
    )
    assert empty == []


def test_nothing_in_a_page_is_inline(site: Site, look: Look) -> None:
    page = look(site.address).page
    page.goto("/standard")
    found = page.evaluate("document.querySelectorAll('[style], style, script:not([src]), [onclick]').length")
    assert found == 0
