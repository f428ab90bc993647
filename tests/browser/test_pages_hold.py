"""Every page of both surfaces on a phone, at a desk and in 长辈版, with the longest names and texts people send.

Nothing runs out of the window or over something else, axe has no finding, a finger finds every control, nothing is
set too small to read. A route that no line below speaks of fails the test, so that a new page is looked at too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from tests.browser.city import CLERK, EDITOR, GRID, LEAD, City
from tests.browser.conftest import Look
from tests.browser.elder import CONTROL, TEXT
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, Watch, assert_accessible, assert_fits, small_hits, small_words
from tests.browser.pages import (
    AUDITORS,
    DESK,
    EDITORS,
    GRID_WORKERS,
    HALF,
    KEEPERS,
    LEADS,
    NEW,
    NO_PAGES,
    OFFICERS,
    PUBLIC,
    STRANGERS,
    SUPERVISORS,
)
from tests.browser.test_stories import WIDE, at_the_desk

pytestmark = pytest.mark.xdist_group("city")
EDITIONS = {
    "standard": {"desk": WIDE, "phone": PHONE},
    "elder": {"elder": PHONE},
}  # a page is opened at the first width
OWN = {CLERK: DESK, LEAD: LEADS, GRID: GRID_WORKERS, "data_officer": OFFICERS, "supervisor": SUPERVISORS,
       EDITOR: EDITORS, "auditor": AUDITORS, "system_administrator": KEEPERS}  # fmt: skip
at_the_desks = pytest.mark.parametrize("edition", ["standard", pytest.param("elder", marks=pytest.mark.proof)])
# Words over words, or over a field or a picture, as far as they can be seen. Only the middle of a line counts: the
# letters of a font may reach further than its line.
OVERLAPS = """() => {
  const boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = (e, r) => {  // the part of a rectangle that no ancestor cuts off; null where it is not to be seen
    let {left, right, top, bottom} = r;
    for (let up = e; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (['fixed', 'sticky'].includes(style.position)) return null;
      if (style.opacity === '0' || style.clipPath !== 'none') return null;
      if (up.matches('.said, .skip, svg, option, .map-canvas, [hidden]')) return null;
      if (style.overflow === 'visible' || up === document.body) continue;
      const cut = up.getBoundingClientRect();
      left = Math.max(left, cut.left); right = Math.min(right, cut.right);
      top = Math.max(top, cut.top); bottom = Math.min(bottom, cut.bottom); }
    return right - left > 2 && bottom - top > 2 ? {left, right, top, bottom} : null; };
  const add = (own, e, r, said) => {
    const b = seen(e, r);
    if (b) boxes.push({own, said, left: b.left, right: b.right, top: b.top + (b.bottom - b.top) * 0.2,
      bottom: b.bottom - (b.bottom - b.top) * 0.2}); };
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const all = [...range.getClientRects()];
    for (const r of all.length > 40 ? [all[0], all.at(-1)] : all) add(node, parent, r, node.textContent.trim()); }
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea, img'))
    if (e.checkVisibility()) add(e, e, e.getBoundingClientRect(), e.outerHTML);
  boxes.sort((a, b) => a.top - b.top);
  const found = new Set();
  boxes.forEach((a, at) => {
    for (let next = at + 1; next < boxes.length && boxes[next].top < a.bottom - 2; next += 1) {
      const b = boxes[next];
      if (a.own === b.own || Math.min(a.right, b.right) - Math.max(a.left, b.left) < 3) continue;
      found.add(`${a.said.slice(0, 40)} × ${b.said.slice(0, 40)}`); } });
  return [...found]; }"""

DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def named(resolver: URLResolver | None = None, urlconf: str = "") -> Iterator[str]:
    """The names of all routes of a surface, the API's aside."""
    for one in (resolver or get_resolver(urlconf)).url_patterns:
        if isinstance(one, URLResolver):
            if not str(one.pattern).startswith("api"):
                yield from named(one)
        elif isinstance(one, URLPattern) and one.name:
            yield one.name


@pytest.mark.parametrize("surface", ["public", "desk"])
def test_every_route_is_looked_at_or_is_no_page(surface: str) -> None:
    desk = {*STRANGERS, *HALF, *NEW}.union(*OWN.values())
    looked_at = set(PUBLIC) if surface == "public" else desk
    assert set(named(urlconf=f"linli.main.urls_{surface}")) <= looked_at | NO_PAGES[surface]


SPOIL = """() => {
  const label = document.querySelector('main label'), button = document.querySelector('main button');
  Object.assign(label.style, {position: 'relative', top: '160px'});
  label.textContent = '移到别处的一行字'.repeat(3);
  Object.assign(button.style, {minHeight: 0, height: '20px', padding: 0, fontSize: '9px'});
  document.querySelector('main').style.minWidth = '500px'; }"""


def test_the_measures_find_what_they_look_for(city: City, look: Look) -> None:
    """A page spoilt on purpose: words over words, a small button with small letters, wider than the window."""
    page = look(city.public, size=PHONE).page
    page.goto("/track")
    assert problems(page, "phone") == []
    page.evaluate(SPOIL)
    found = "\n".join(problems(page, "phone"))
    for finding in ("over each other", "too small to hit", "too small to read", "px wide"):
        assert finding in found


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_pages_of_residents_hold(city: City, look: Look, edition: str) -> None:
    watch = look(city.public, **edition_of(edition))
    watch.context.add_cookies([{"name": "linli_community", "value": str(city.there.community), "url": city.public}])
    visitor = Hands(watch, city)
    visitor.open("/report")
    visitor.fill_report(item="别的事", text="公告栏还贴着去年的通知。")
    visitor.send_report()
    visitor.open("/login")
    watch.page.get_by_label("手机号").fill(f"1390139000{len(edition)}")
    visitor.press("发验证码")
    for one in ("answered", "closed"):
        visitor.open(f"/c/{city.there.cases[one].receipt}")
    hold(watch, city, PUBLIC, edition)


@at_the_desks
@pytest.mark.parametrize("role", OWN)
def test_the_pages_of_the_desk_hold(city: City, look: Look, edition: str, role: str) -> None:
    hold(at_the_desk(look, city, role, **edition_of(edition)).watch, city, OWN[role], edition)


@at_the_desks
def test_the_pages_of_the_desks_door_hold(city: City, look: Look, edition: str) -> None:
    hold(look(city.desk, **edition_of(edition)), city, STRANGERS, edition)
    for login, pages in ((city.there.logins["supervisor"], HALF), (city.there.logins["newcomer"], NEW)):
        half = Hands(look(city.desk, **edition_of(edition)), city)
        half.open("/login")
        half.fill_login(login)
        half.arrive("**/login/*")
        hold(half.watch, city, pages, edition)


def edition_of(edition: str) -> dict[str, Any]:
    """What a browser is opened with."""
    return {"size": next(iter(EDITIONS[edition].values())), "elder": edition == "elder"}


def hold(watch: Watch, city: City, pages: dict[str, list[str]], edition: str) -> None:
    """Open every page once, look at it in every width of its edition, and gather what does not hold."""
    for refused in ("404", "429"):
        watch.expect(refused)
    wrong = []
    for address in (one for addresses in pages.values() for one in addresses):
        path = address.format(**city.there.cases)
        for number, (screen, (wide, tall)) in enumerate(EDITIONS[edition].items()):
            watch.page.set_viewport_size({"width": wide, "height": tall})
            if not number:
                watch.page.goto(path)
            watch.page.evaluate(DRAWN)
            expect(watch.page.locator("html[data-js]")).to_have_count(1)
            expect(watch.page.locator(".htmx-request")).to_have_count(0)
            wrong += [f"{screen} {path}: {one}" for one in problems(watch.page, screen)]
    assert not wrong, "\n".join(wrong)


def problems(page: Page, screen: str) -> list[str]:
    """What does not hold on one page."""
    elder, thumb = screen == "elder", screen != "desk"
    hits = small_hits(page, CONTROL if elder else 44) if thumb else []
    return [
        *said(assert_fits, page),
        *said(assert_accessible, page),
        *(f"too small to hit: {one}" for one in hits),
        *(f"too small to read: {one}" for one in small_words(page, TEXT if elder else 12)),
        *(f"over each other: {one}" for one in json.loads(page.evaluate(f"JSON.stringify(({OVERLAPS})())"))),
    ]


def said(ask: Callable[[Page], None], page: Page) -> list[str]:
    try:
        ask(page)
    except AssertionError as error:
        return [str(error)]
    return []
