"""The desk's API: log in, find a matter, move it on; nothing for whoever it is not for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.gates.web_api import shapes
from linli.gates.web_api.tests.fitting import fits, refused
from linli.kernel.desks.models import Mention
from linli.kernel.desks.queries import colleagues_of
from linli.kernel.journal.models import Line
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, as_login
from tests.world import PASSWORD, World, a_photo


def enter(world: World, desk: Visit, hat: Hat) -> Any:
    return desk.enter(login=world.login(hat), password=PASSWORD)


def test_a_case_is_found_opened_and_moved_on(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    holder = world.holder(opened)
    assert enter(world, desk, holder)["role"] == holder.role
    inbox = fits(desk.api("GET", "inbox", {"limit": 5}), shapes.InboxOut)
    assert opened.number in {task["number"] for task in inbox["tasks"]}
    case = fits(desk.api("GET", f"cases/{opened.number.lower()}"), shapes.CaseOut)
    assert [one["action"] for one in case["actions"]] == ["accept", "share", "hand_over"]
    acting = f"cases/{opened.number}/actions"
    fits(desk.api("POST", acting, {"action": "accept", "task": case["task"]}), shapes.Done)
    refused(desk.api("POST", acting, {"action": "accept", "task": case["task"]}), 409, "task")
    refused(desk.api("POST", acting, {"action": "accept"}), 409, "task")
    refused(desk.api("POST", acting, {"action": "handled", "text": "换好了。"}), 422, "photo")
    fits(desk.api("POST", acting, {"action": "handled", "text": "换好了。", "files": [a_photo()]}), shapes.Done)
    refused(desk.api("POST", acting, {"action": "answer", "text": "换好了。"}), 422, "outcome")
    fits(desk.api("POST", acting, {"action": "answer", "text": "换好了。", "outcome": "fixed"}), shapes.Done)
    fits(desk.api("POST", f"cases/{opened.number}/words", {"text": "打过电话。"}), shapes.Done)
    case = fits(desk.api("GET", f"cases/{opened.number}"), shapes.CaseOut)
    assert [event["verb"] for event in case["events"]] == ["noted", "answer", "handled", "accept", "opened"]
    assert [event["internal"] for event in case["events"]] == [True, False, False, False, False]


def test_a_matter_is_placed_from_the_candidates(world: World, desk: Visit) -> None:
    opened = world.an_open_case(place=None, where="河边栈道")
    enter(world, desk, world.holder(opened))
    waiting = fits(desk.api("GET", "inbox", {"view": "unplaced"}), shapes.InboxOut)["tasks"]
    assert [task["number"] for task in waiting] == [opened.number]
    found = fits(desk.api("GET", "places", {"q": "桃源路36号院2栋"}), list[shapes.PlaceOut])
    acting = f"cases/{opened.number}/actions"
    refused(desk.api("POST", acting, {"action": "placed"}), 422, "place")
    fits(desk.api("POST", acting, {"action": "placed", "place": found[0]["place"]}), shapes.Done)
    assert fits(desk.api("GET", f"cases/{opened.number}"), shapes.CaseOut)["step"] == "accept"


def test_what_was_said_with_a_grade_is_for_those_who_oversee(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="confirm")
    world.rate(opened, 1, text="来的人很凶。")
    for hat, said in ((world.hat("clerk", "桃源北社区"), ""), (world.holder(opened), "来的人很凶。")):
        desk.csrf = ""
        desk.cookies.clear()
        enter(world, desk, hat)
        case = fits(desk.api("GET", f"cases/{opened.number}"), shapes.CaseOut)
        assert [(one["grade"], one["words"]) for one in case["ratings"]] == [(1, said)], hat.role


def test_a_case_is_handed_over_to_a_named_desk(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(world, desk, world.holder(opened))
    owners = fits(desk.api("GET", f"cases/{opened.number}/owners"), list[shapes.OwnerOut])
    street = next(one for one in owners if one["role"] == "street_clerk")
    acting, body = f"cases/{opened.number}/actions", {"action": "hand_over", "text": "归街道管。"}
    refused(desk.api("POST", acting, body), 422, "next_owner")
    refused(desk.api("POST", acting, {**body, "next_owner": "0" * 32}), 422, "next_owner")
    fits(desk.api("POST", acting, {**body, "next_owner": street["owner"]}), shapes.Done)
    with as_login(""):
        assert world.holder(opened).role == "street_clerk"


def test_staff_take_in_what_was_said_earlier(world: World, desk: Visit) -> None:
    enter(world, desk, world.hat("clerk", "星湖社区"))
    said = clock() - timedelta(days=2)
    body = {"item": "hotline.noise", "text": "夜里很吵。", "channel": "phone", "place": world.building()}
    reporter = {"kind": "named", "name": "韦建国", "phone": "13800138002"}
    body = {**body, "at": said.isoformat(), "reporter": reporter}
    opened = fits(desk.api("POST", "cases", body), shapes.OpenedOut, status=201)
    refused(desk.api("GET", f"cases/{opened['number']}"), 404)  # another community's by now
    late = {**body, "at": (clock() + timedelta(hours=1)).isoformat()}
    refused(desk.api("POST", "cases", late), 422, "at")
    refused(desk.api("POST", "cases", {**body, "at": "2026-11-20T08:00:00"}), 422, "at")


def test_nobody_is_asked_to_log_in(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    for path in ("inbox", "items", "places?q=桃源", f"cases/{opened.number}"):
        refused(desk.api("GET", path), 401)
    for path in ("cases", f"cases/{opened.number}/actions", f"cases/{opened.number}/words"):
        refused(desk.api("POST", path, {}), 401)
    refused(desk.api("POST", "login", {"login": "huangzhiqiang", "password": "no"}), 401, "password")


def test_a_change_needs_the_token(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(world, desk, world.holder(opened))
    desk.csrf = ""
    refused(desk.api("POST", f"cases/{opened.number}/actions", {"action": "accept"}), 403)


def test_another_posts_case_is_not_there(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(world, desk, world.hat("clerk", "星湖社区"))
    refused(desk.api("GET", f"cases/{opened.number}"), 404)
    refused(desk.api("POST", f"cases/{opened.number}/actions", {"action": "accept"}), 404)
    fits(desk.api("POST", "logout"), shapes.Done)
    enter(world, desk, world.hat("clerk", "桃源北社区"))  # sees it, and does not hold it
    fits(desk.api("GET", f"cases/{opened.number}"), shapes.CaseOut)
    refused(desk.api("POST", f"cases/{opened.number}/actions", {"action": "accept"}), 403)


def test_a_look_at_a_named_reporter_is_written_down(world: World, desk: Visit) -> None:
    named, nameless = world.an_open_case(reporter=world.a_named()), world.an_open_case()
    enter(world, desk, world.holder(named))
    told = fits(desk.api("GET", f"cases/{named.number}"), shapes.CaseOut)
    assert (told["reporter"], told["phone"]) == ("覃**", "138****8001")
    fits(desk.api("GET", f"cases/{nameless.number}"), shapes.CaseOut)
    with as_login(""):
        assert list(Line.objects.filter(verb="case.read").values_list("record", flat=True)) == [named.case_id]


def test_a_post_without_cases_has_no_inbox(world: World, desk: Visit) -> None:
    enter(world, desk, world.hat("catalogue_editor"))
    refused(desk.api("GET", "inbox"), 403)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 101}, "limit"),
        ({"limit": 0}, "limit"),
        ({"offset": -1}, "offset"),
        ({"view": "everything"}, "view"),
        ({"lamp": "blue"}, "lamp"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_question_that_makes_no_sense(world: World, desk: Visit, query: dict[str, Any], field: str) -> None:
    enter(world, desk, world.hat("clerk"))
    refused(desk.api("GET", "inbox", query), 422, field)


def test_the_inbox_in_pages_and_by_lamp(world: World, desk: Visit) -> None:
    for _case in range(4):
        world.an_open_case()
    enter(world, desk, world.holder(world.an_open_case()))
    first = desk.api("GET", "inbox", {"limit": 3}).json()
    rest = desk.api("GET", "inbox", {"limit": 3, "offset": 3}).json()
    assert (len(first["tasks"]), first["more"], len(rest["tasks"]), rest["more"]) == (3, True, 2, False)
    assert len(desk.api("GET", "inbox", {"lamp": "green", "item": "hotline.stair_light"}).json()["tasks"]) == 5
    assert desk.api("GET", "inbox", {"lamp": "black"}).json() == {"tasks": [], "more": False}


@pytest.mark.parametrize(("path", "most"), [("inbox?limit=15", 6), ("inbox?limit=100", 6), ("cases/", 14)])
def test_statements_are_few_and_the_same_for_any_page(world: World, desk: Visit, path: str, most: int) -> None:
    opened = [world.an_open_case() for _case in range(20)][-1]
    enter(world, desk, world.holder(opened))
    path = path + opened.number if path == "cases/" else path
    desk.api("GET", path)
    with CaptureQueriesContext(connection) as asked:
        connection.queries_log.clear()
        asked.initial_queries = 0
        fits(desk.api("GET", path), shapes.InboxOut if "inbox" in path else shapes.CaseOut)
    done = [one["sql"] for one in connection.queries_log]
    assert 0 < len(done) <= most, done


def test_a_case_is_put_under_the_matter_it_is(world: World, desk: Visit) -> None:
    opened = world.an_open_case()
    enter(world, desk, world.holder(opened))
    seen = fits(desk.api("GET", f"cases/{opened.number}"), shapes.CaseOut)["task"]
    item = f"cases/{opened.number}/item"
    refused(desk.api("POST", item, {"item": "hotline.lift", "reason": "", "task": seen}), 422, "why")
    refused(desk.api("POST", item, {"item": "no.such", "reason": "电梯坏了", "task": seen}), 422, "item")
    fits(desk.api("POST", item, {"item": "hotline.lift", "reason": "是电梯里的灯", "task": seen}), shapes.Done)
    refused(desk.api("POST", item, {"item": "hotline.noise", "reason": "是噪声", "task": seen}), 409, "task")
    case = fits(desk.api("GET", f"cases/{opened.number}"), shapes.CaseOut)
    assert (case["item"], case["events"][0]["verb"]) == ("hotline.lift", "corrected")


def test_other_units_are_brought_in_and_done_without(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="handle")
    enter(world, desk, world.holder(opened))
    acting = f"cases/{opened.number}/actions"
    found = fits(desk.api("GET", f"cases/{opened.number}/owners"), list[shapes.OwnerOut])
    walks = next(one["owner"] for one in found if one["role"] == "grid_worker")
    refused(desk.api("POST", acting, {"action": "share"}), 422, "co_handlers")
    asked = {"action": "share", "co_handlers": [{"owner": walks, "brief": "看看二楼的线路"}]}
    refused(desk.api("POST", acting, {**asked, "co_handlers": [{"owner": "0" * 32, "brief": "看"}]}), 422, "next_owner")
    fits(desk.api("POST", acting, asked), shapes.Done)
    case = fits(desk.api("GET", f"cases/{opened.number}"), shapes.CaseOut)
    assert [(one["brief"], one["done"]) for one in case["parts"]] == [("看看二楼的线路", None)]
    assert world.parts(opened)[0].role == "grid_worker"
    without = {"action": "let_go", "text": "自己查过了", "branch": case["parts"][0]["part"]}
    refused(desk.api("POST", acting, {**without, "branch": ""}), 422, "branch")
    fits(desk.api("POST", acting, without), shapes.Done)
    assert world.parts(opened) == []
    refused(desk.api("POST", acting, without), 409, "task")


def test_a_note_over_the_api_tells_whom_it_names(world: World, desk: Visit) -> None:
    opened = world.an_open_case(until="handle")
    holder = world.holder(opened)
    enter(world, desk, holder)
    with scope.reading(holder, now=clock()):
        colleague = next(one for one in colleagues_of(opened.case_id, now=clock()) if one.account != holder.account)
    noted = {"text": f"@{colleague.name} 帮着看一下", "internal": True}
    fits(desk.api("POST", f"cases/{opened.number}/words", noted), shapes.Done)
    with as_login(""):
        assert Mention.objects.filter(case_id=opened.case_id, account_id=colleague.account).exists()
