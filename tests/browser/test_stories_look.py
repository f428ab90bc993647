"""The top bar of a post with many screens: what does not fit stands behind 更多, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.city import LEAD, City
from tests.browser.conftest import Look
from tests.browser.test_stories import at_the_desk

pytestmark = pytest.mark.xdist_group("city")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_screen_of_a_post_is_in_its_bar_or_behind_more(
    city: City, look: Look, width: int, javascript: bool
) -> None:
    hands = at_the_desk(look, city, LEAD, size=(width, 844), javascript=javascript)
    hands.open("/routes")
    bar = hands.page.get_by_role("navigation", name="主要栏目")
    first = bar.get_by_role("link").all_inner_texts()
    bar.get_by_text("更多").click()
    every = bar.get_by_role("link").all_inner_texts()
    assert len(first) < len(every) == len(set(every))
    assert "巡查覆盖" in every
    if javascript:
        hands.page.keyboard.press("Escape")
        expect(bar.get_by_role("link")).to_have_count(len(first))
        expect(bar.get_by_text("更多")).to_be_focused()
        bar.get_by_text("更多").click()
    bar.get_by_role("link", name="巡查覆盖").click()
    hands.arrive("**/patrol/coverage")
    assert hands.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
