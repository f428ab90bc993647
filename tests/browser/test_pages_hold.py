"""Every page of both surfaces on a phone, at a desk and in 长辈版, with the longest names and texts people send.

Nothing runs out of the window or over something else, axe has no finding, a finger finds every control, nothing is
set too small to read. A route that no line below speaks of fails the test, so that a new page is looked at too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from tests.browser.city import CLERK, EDITOR, GRID, LEAD, City
from tests.browser.conftest import Look
from tests.browser.elder import CONTROL, TEXT
from tests.browser.hands import Hands
from tests.browser.looking import PHONE, Watch, assert_accessible, assert_fits, small_hits, small_words
from tests.browser.test_stories import at_the_desk

pytestmark = pytest.mark.xdist_group("city")
EDITIONS = {"phone": (PHONE, False), "desk": ((1280, 900), False), "elder": (PHONE, True)}
# Pages by route; {long}, {fresh} and the like are the numbers of cases, [..] their receipt codes.
PUBLIC = {
    "home": ["/"],
    "report": ["/report?item=hotline.stair_light"],
    "report_done": ["/report/done"],
    "my_cases": ["/my"],
    "track": ["/track"],
    "receipt": ["/c/{long.receipt}", "/c/0000-0000-0000"],
    "matter": ["/case/{long.number}", "/case/{answered.number}", "/case/{closed.number}", "/case/nothing"],
    "around": ["/around", "/around?state=closed&days=7&answers=1"],
    "public_matter": ["/around/{long.face}", "/around/{closed.face}", "/around/nothing"],
    "follower": ["/f/{followed.receipt}", "/f/0000-0000-0000"],
    "community": ["/community", "/community?q=桃源路36号"],
    "neighbours": ["/neighbours", "/neighbours?kind=topic"],
    "neighbour": ["/neighbours/{topic.number}", "/neighbours/nothing"],
    "raise_topic": ["/neighbours/new"],
    "punctuality": ["/punctuality"],
    "figures": ["/figures"],
    "map": ["/map", "/map?q=桃源路36&layers=compounds,government"],
    "open311": ["/open311"],
    "offline": ["/offline"],
    "waiting": ["/waiting"],
    "me": ["/me"],
    "my_home": ["/my/home"],
    "login": ["/login"],
    "login_code": ["/login/code"],
    "login_password": ["/login/password"],
}
DESK = {
    "inbox": ["/", "/?view=unplaced", "/?view=done", "/?view=waiting&case={long.number}", "/?q=桃源"],
    "matter": ["/case/{long.number}", "/case/{unplaced.number}?do=placed", "/case/nothing"],
    "beside": ["/case/{long.number}/beside", "/case/{fresh.number}/beside"],
    "compare": ["/together?case={fresh.number}&case={late.number}", "/together"],
    "intake": ["/intake"],
    "map": ["/map", "/map?q=桃源路36", "/map?layers=people,buildings,matters_open&order=name", "/map?paper=a4"],
    "views": ["/views"],
    "phrases": ["/phrases"],
    "keys": ["/keys"],
    "shift": ["/shift"],
    "find_reporter": ["/reporter"],
    "notices": ["/notices"],
    "calls": ["/calls"],
    "call": ["/calls/{call.receipt}", "/calls/nothing"],
    "callers": ["/call-backs"],
    "caller": ["/call-backs/{answered.number}", "/call-backs/nothing"],
    "correct": ["/case/{long.number}/item", "/case/{unplaced.number}/item"],
    "publications": ["/publications"],
    "publication": ["/publications/{topic.number}", "/publications/nothing"],
    "announce": ["/publications/new"],
    "me": ["/me"],
    "login_post": ["/login/post"],
    "register": ["/register"],
    "register_person": ["/register/person/{home.receipt}", "/register/person/nothing"],
    "register_door": ["/register/door/{home.number}", "/register/door/1"],
    "register_names": ["/register/places/{home.face}/names", "/register/places/{community.number}/names"],
    "register_building": ["/register/building/{home.face}"],
    "quality": ["/register/quality", "/register/quality?place={community.number}"],
    "quality_building": ["/register/quality/building/{home.face}"],
    "quality_due": ["/register/quality/due?place={community.number}"],
    "quality_findings": ["/register/quality/findings?place={community.number}"],
    "quality_unplaced": ["/register/quality/unplaced?place={community.number}"],
    "register_waiting": ["/register/waiting", "/register/waiting?place={community.number}"],
    "register_community": ["/register/community/{community.number}"],
    "register_grid": ["/register/grid/{community.receipt}", "/register/grid/1000000"],
    "register_bodies": ["/register/bodies", "/register/bodies?of=social&lacks=code"],
    "register_body": ["/register/bodies/{body.number}", "/register/bodies/1"],
    "register_body_new": ["/register/bodies/new"],
    "register_vehicles": ["/register/vehicles", "/register/vehicles?ended=1"],
    "register_vehicle": ["/register/vehicles/{body.receipt}"],
    "register_vehicle_new": ["/register/vehicles/new"],
    "register_rules": ["/register/rules"],
}
LEADS = {
    "pool": ["/pool"],
    "routes": ["/routes"],
    "board": ["/board"],
    "board_rows": ["/board/rows?indicator=response"],
    "ledger": ["/ledger"],
    "ledger_days": ["/ledger/days"],
    "board_wall": ["/board/wall"],
    "map_areas": ["/map/areas"],
    "map_area": ["/map/areas/1"],
    "map_area_end": ["/map/areas/1/end"],
    "map_area_new": ["/map/areas/new?kind=grid&place=7"],
    "board_draws": ["/board/draws"],
    "board_exclusions": ["/board/exclusions"],
    "board_draw": ["/board/draw?unit=1"],
    "patrol_coverage": ["/patrol/coverage"],
}
OFFICERS = {
    "imports": ["/imports"],
    "import_new": ["/imports/new"],
    "import_sheet": ["/imports/new/nothing"],
    "import_one": ["/imports/{list.receipt}", "/imports/{list.receipt}?columns=1", "/imports/nothing"],
    "import_undo": ["/imports/{list.receipt}/undo"],
    "register_export": ["/register/export"],
    "register_body_new": ["/register/bodies/new"],
    "register_division": ["/register/division/{street.number}"],
}
GRID_WORKERS = {
    "patrol": ["/patrol"],
    "patrol_report": ["/patrol/report"],
    "visits": ["/visits"],
    "visit_building": ["/visits/building/{home.face}"],
    "visit_door": ["/visits/door/{home.number}", "/visits/door/1"],
    "proposals": ["/register/proposals"],
    "proposal": ["/register/proposals/{proposal.receipt}", "/register/proposals/nothing"],
}
SUPERVISORS = {
    "webhooks": ["/webhooks"],
    "board_publication": ["/board/publication"],
    "api_keys": ["/api-keys"],
    "units": ["/units"],
    "unit": ["/units/nothing"],
    "unread": ["/unread"],
    "unread_one": ["/unread/nothing"],
}
STRANGERS = {"login": ["/login"]}
EDITORS = {
    "catalogue": ["/catalogue", "/catalogue?kind=flows"],
    "entry": ["/catalogue/items/hotline.other"],
    "register_rules_set": ["/register/rules/set?place={community.number}"],
}
# Parts of pages, files, programs and pure changes: nobody looks at them by themselves.
NO_PAGES = {
    "public": {"my_home_say", "figures_csv", "figures_json",
                "around_feed", "edition", "forget", "kept_photo", "language", "live_admission", "logout", "manifest",
                "matter_add", "matter_rate", "matter_state", "matter_withdraw", "neighbour_reply", "now",
                "open311_definition", "open311_discovery", "open311_discovery_v2", "open311_no_format",
                "open311_nothing", "open311_request", "open311_requests", "open311_services", "open311_token",
                "paper", "public_follow", "public_leave", "public_matter_feed", "public_photo", "report_blank",
                "layer_tile", "report_places", "report_similar", "robots", "sitemap", "take_back", "tile", "worker"},
    "desk": {"add_duty", "appoint", "dissolve", "end_duty", "end_key", "end_post", "settle_unread",
                "register_reveal", "register_person_say", "register_door_say", "register_regions",
                "register_building_door", "visit_begin", "quality_table", "quality_due_table", "quality_findings_table",
                "quality_confirm",
                "proposal_decide", "register_body_say", "register_bodies_table", "register_vehicle_say",
                "register_vehicles_table", "register_assign", "register_name_end",
                "visit_end", "visit_sync", "act", "answer_order", "apart", "ask_intake", "batch", "buildings",
                "call_back", "caller_back", "caller_reveal", "caller_said", "caller_take", "colleagues", "conceal",
                "decide", "edition", "end_order", "gather", "givers", "hang_up", "hat", "here", "hints",
                "keep_pledge", "kept_photo", "language", "leave_out", "live_admission", "logout", "manifest", "many",
                "note", "now", "offline", "open_child", "order", "paper", "patrol_data", "patrol_shell",
                "patrol_sync", "pause", "phrase", "pick_up", "print", "print_case", "publication_change", "publish",
                "rectify", "release", "resume", "reveal", "sheet", "take", "tile", "view", "waiting", "watch",
                "webhook_end", "webhook_renew", "webhook_replay", "withdraw", "worker", "board_table",
                "board_wall_part", "ledger_sheet", "layer_tile", "board_draw_now", "board_draw_sheet",
                "board_exclude", "board_exclusion", "board_publish", "import_columns", "import_empty",
                "import_look", "import_refused", "import_start", "import_stop"},
}  # fmt: skip

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
    desk = {*DESK, *LEADS, *GRID_WORKERS, *SUPERVISORS, *STRANGERS, *EDITORS, *OFFICERS}
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
    size, elder = EDITIONS[edition]
    watch = look(city.public, size=size, elder=elder)
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


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_pages_of_the_desk_hold(city: City, look: Look, edition: str) -> None:
    size, elder = EDITIONS[edition]
    hold(at_the_desk(look, city, CLERK, size=size, elder=elder).watch, city, DESK, edition)
    hold(at_the_desk(look, city, LEAD, size=size, elder=elder).watch, city, LEADS, edition)
    hold(at_the_desk(look, city, GRID, size=size, elder=elder).watch, city, GRID_WORKERS, edition)
    hold(at_the_desk(look, city, "data_officer", size=size, elder=elder).watch, city, OFFICERS, edition)
    hold(at_the_desk(look, city, "supervisor", size=size, elder=elder).watch, city, SUPERVISORS, edition)
    hold(at_the_desk(look, city, EDITOR, size=size, elder=elder).watch, city, EDITORS, edition)
    hold(look(city.desk, size=size, elder=elder), city, STRANGERS, edition)


def hold(watch: Watch, city: City, pages: dict[str, list[str]], edition: str) -> None:
    """Open every page and gather what does not hold."""
    for refused in ("404", "429"):
        watch.expect(refused)
    wrong = []
    for addresses in pages.values():
        for address in addresses:
            path = address.format(**city.there.cases)
            watch.page.goto(path)
            expect(watch.page.locator("html[data-js]")).to_have_count(1)
            expect(watch.page.locator(".htmx-request")).to_have_count(0)
            wrong += [f"{edition} {path}: {one}" for one in problems(watch.page, edition)]
    assert not wrong, "\n".join(wrong)


def problems(page: Page, edition: str) -> list[str]:
    """What does not hold on one page."""
    elder, thumb = edition == "elder", edition != "desk"
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
