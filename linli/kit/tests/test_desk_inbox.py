"""The inbox: what each post finds in it, what it costs, and that it is the same at any length."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kit.desk import tokens
from linli.kit.tests.desk_site import enter, open_page
from linli.plumbing.time import now as clock
from tests.surfaces import Visit
from tests.world import World

ROW = re.compile(r"<tr data-row")
COUNTED = re.compile(r"^\s*(select|insert|update|delete|with)", re.I)


def statements(queries: CaptureQueriesContext) -> list[str]:
    """The statements that count: not BEGIN, COMMIT, savepoints and the identity.

    Nor what a page pays only now and then: a block of 32 row ids, and the second's look for a new publication.
    """
    now_and_then = ("set_config(", "nextval(", 'MAX("plumbing_pack_version"')
    counted = [one["sql"] for one in queries if COUNTED.match(one["sql"])]
    return [sql for sql in counted if not any(part in sql for part in now_and_then)]


def rows_of(page: str) -> int:
    return len(ROW.findall(page))


def test_whoever_is_not_logged_in_goes_to_the_login(desk: Visit) -> None:
    answer = desk.get("/?view=mine")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login?next=")


def test_a_refresh_without_a_session_sends_the_browser_to_the_login(desk: Visit) -> None:
    answer = desk.get("/?part=list", headers={"HX-Request": "true", "X-Linli-Poll": "1"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/login"


def test_each_post_finds_its_own_tasks(world: World, desk: Visit) -> None:
    light = world.an_open_case()
    unplaced = world.an_open_case(place=None, where="河边栈道")
    page = open_page(enter(desk, world, world.holder(light)), "/")
    assert light.number in page
    assert unplaced.number not in page
    page = open_page(enter(desk, world, world.hat("clerk", "桃源北社区")), "/?view=unplaced")
    assert unplaced.number in page
    assert light.number not in page


def test_another_community_sees_nothing(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    page = open_page(enter(desk, world, world.hat("clerk", "天桃社区")), "/?view=waiting")
    assert opened.number not in page
    assert desk.get(f"/case/{opened.number}").status_code == 404


def test_only_those_who_oversee_have_the_whole_area(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    assert "辖区全部" not in open_page(enter(desk, world, world.hat("clerk", "桃源北社区")), "/?view=area")
    lead = next(hat for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes)
    page = open_page(enter(desk, world, lead), "/?view=area")
    assert "辖区全部" in page
    assert opened.number in page


def test_the_most_urgent_stands_on_top(world: World, desk: Visit) -> None:
    fresh = world.an_open_case()
    late = world.an_open_case(at=clock() - timedelta(days=20), now=clock() - timedelta(days=20))
    from linli.kernel.cases.actions import turn_lamps

    turn_lamps(by=world.hat("robot"), now=clock())
    page = open_page(enter(desk, world, world.holder(fresh)), "/")
    assert page.index(late.number) < page.index(fresh.number)
    assert "超期" in page


def test_filters_narrow_and_can_be_taken_away(world: World, desk: Visit) -> None:
    light = world.an_open_case()
    drain = world.an_open_case(item="hotline.blocked_drain")
    enter(desk, world, world.holder(light))
    page = open_page(desk, "/?view=mine&item=hotline.blocked_drain")
    assert drain.number in page
    assert light.number not in page
    assert "去掉" in page or "take away" in page
    assert "没有符合条件的" in open_page(desk, "/?view=mine&step=answer")


def test_nonsense_in_the_address_is_left_out(world: World, desk: Visit) -> None:
    enter(desk, world, world.hat("clerk", "桃源北社区"))
    for nonsense in (
        "?view=everything",
        "?lamp=purple",
        "?page=-3&size=9999",
        "?page=99999999999",
        "?case=%00",
        "?since=x",
    ):
        assert desk.get(f"/{nonsense}").status_code == 200, nonsense


def test_a_number_finds_its_case_however_it_is_typed(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(desk, world, world.holder(opened))
    typed = opened.number.replace("-", "").lower()
    assert desk.get("/", {"q": typed})["Location"] == f"/case/{opened.number}"
    assert desk.get("/", {"q": typed[2:]})["Location"] == f"/case/{opened.number}"
    page = open_page(desk, "/?q=没有这个")
    assert "没有找到“没有这个”" in page
    assert "编号写成NN-7K3M9-QXT4C-8" in page


def test_the_list_costs_the_same_at_any_length(world: World, desk: Visit) -> None:
    opened = [world.an_open_case() for _ in range(20)]
    enter(desk, world, world.holder(opened[0]))
    open_page(desk, "/")  # names and packs are read once
    counts = {}
    for size in (15, 50):
        with CaptureQueriesContext(connection) as queries:
            page = open_page(desk, f"/?view=mine&size={size}")
        assert rows_of(page) == min(size, 20)
        counts[size] = len(statements(queries))
    assert counts[15] == counts[50] <= 12, counts


def test_pages_follow_one_another(world: World, desk: Visit) -> None:
    opened = [world.an_open_case() for _ in range(17)]
    enter(desk, world, world.holder(opened[0]))
    first, second = open_page(desk, "/?view=mine&size=15"), open_page(desk, "/?view=mine&size=15&page=2")
    assert "1–15" in first
    assert rows_of(second) == 2
    shown = [one.number for one in opened if f'id="r-{one.number}"' in first + second]
    assert len(shown) == 17


def test_a_refresh_says_what_is_new_and_does_not_keep_the_session_alive(world: World, desk: Visit) -> None:
    old = world.an_open_case(at=clock() - timedelta(hours=3))
    enter(desk, world, world.holder(old))
    seen = desk.session["seen"]
    since = (clock() - timedelta(minutes=1)).timestamp()
    new = world.an_open_case(at=clock())
    answer = desk.get(f"/?view=mine&part=list&since={since}", headers={"X-Linli-Poll": "1", "HX-Request": "true"})
    page = answer.content.decode()
    assert "新到1件" in page
    assert 'hx-swap-oob="true"' in page
    assert new.number in page
    assert "<html" not in page
    assert desk.session["seen"] == seen


def test_a_row_opens_beside_the_list(world: World, desk: Visit) -> None:
    opened = world.an_open_case(reporter=world.a_named())
    enter(desk, world, world.holder(opened))
    page = open_page(desk, f"/?view=mine&case={opened.number}&part=pane")
    assert opened.number in page
    assert "<html" not in page
    assert "覃" not in page  # the reporter is not shown beside a list
    assert "接单" in page


def test_several_rows_are_taken_on_at_once(world: World, desk: Visit) -> None:
    opened = [world.an_open_case() for _ in range(3)]
    holder = world.holder(opened[0])
    enter(desk, world, holder)
    page = open_page(desk, "/")
    ticks = re.findall(r'name="tick" form="many" value="([^"]+)"', page)
    assert len(ticks) == 3
    world.act(opened[2], "accept")
    answer = desk.send("/many", {"tick": ticks, "next": "/?view=mine", "act": "first"})
    assert answer.status_code == 303
    page = open_page(desk, answer["Location"])
    assert "2 / 3" in page
    assert f"{holder.label}先办了" in page
    assert [world.step(one) for one in opened] == ["handle"] * 3
    still = re.findall(r'name="tick" form="many" value="([^"]+)"', open_page(desk, "/"))
    answer = desk.send("/many", {"tick": still[:2], "next": "/?view=mine", "act": "watch"})
    assert "办了2件" in open_page(desk, answer["Location"])


def test_a_ticked_row_of_another_desk_is_left_alone(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    tick = f"{opened.number}.{tokens.task_mark(world.task(opened))}"
    enter(desk, world, world.hat("clerk", "桃源北社区"))
    for act in ("first", "accept", "take", "handled"):
        assert desk.send("/many", {"tick": [tick], "act": act}).status_code == 200  # asked what to do; not offered
    assert world.step(opened) == "accept"


@pytest.mark.parametrize("role", ["catalogue_editor", "catalogue_publisher"])
def test_posts_without_an_inbox_go_to_their_own_screen(world: World, desk: Visit, role: str) -> None:
    enter(desk, world, world.hat(role))
    assert desk.get("/")["Location"] == "/catalogue"
