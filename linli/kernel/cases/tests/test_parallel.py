"""Several units at one case: lead and co-handlers side by side, one join, who is released, who sees what."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, owners, queries
from linli.kernel.cases.actions import CoHandler, Opened, TaskTaken
from linli.kernel.cases.models import Event, Lamp, Task
from linli.kernel.cases.reports import NotAReport
from linli.kernel.people import queries as people
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db
HELPERS = ("street_clerk", "enforcement_staff", "grid_worker")


def shared(world: World, *roles: str) -> Opened:
    """A stairwell light, accepted by the property firm together with others."""
    opened = world.an_open_case(until="accept")
    world.act(opened, "share", co_handlers=world.units(*(roles or HELPERS), case=opened))
    return opened


def part(world: World, opened: Opened, role: str) -> tuple[Task, Hat]:
    """The open task of a unit that takes part, and whoever holds it."""
    task = next(task for task in world.parts(opened) if task.role == role)
    return task, world.desks.holder(task)


def act(world: World, opened: Opened, role: str, action: str) -> None:
    task, hat = part(world, opened, role)
    world.act(opened, action, by=hat, task=task.id)


def test_each_unit_has_a_task_a_clock_and_a_brief_of_its_own(world: World) -> None:
    opened = shared(world)
    lead, parts = world.task(opened), world.parts(opened)
    assert (lead.step, lead.role, lead.branch) == ("together", "property_staff", "")
    assert [(task.role, task.step, task.branch, task.brief) for task in parts] == [
        (role, "help", f"helping.{number}", f"请{role}查一查") for number, role in enumerate(HELPERS, 1)
    ]
    assert all(task.limit == "1 working day" and task.due for task in parts)
    assert world.step(opened) == "together"


def test_the_lead_waits_for_everybody_and_is_told_whose_part_is_missing(world: World) -> None:
    opened = shared(world)
    act(world, opened, "street_clerk", "helped")
    with pytest.raises(NotAReport, match="中山城管执法中队、桃源北社区居民委员会") as early:
        world.act(opened, "handled")
    assert early.value.field == "join"
    act(world, opened, "enforcement_staff", "cannot_help")
    act(world, opened, "grid_worker", "helped")
    world.act(opened, "handled")
    assert world.step(opened) == "answer"
    assert world.task(opened).role == "property_staff"


def test_a_part_speaks_for_itself_and_leaves_the_whole_where_it_was(world: World) -> None:
    opened = shared(world)
    before = world.case(opened)
    task, hat = part(world, opened, "street_clerk")
    world.act(opened, "helped", by=hat, task=task.id)
    after = world.case(opened)
    assert (after.step, after.due, after.answer, after.lamp) == (before.step, before.due, "", before.lamp)
    with scope.reading(world.holder(opened), now=clock()):
        event = Event.objects.get(case_id=opened.case_id, verb="helped")
    assert (event.task_id, event.step, event.to_step, event.unit_name) == (task.id, "help", "end", "中山街道办事处")


def test_the_lead_releases_a_unit_and_brings_in_another(world: World) -> None:
    opened = shared(world, "street_clerk")
    waiting, _hat = part(world, opened, "street_clerk")
    with pytest.raises(NotAReport, match="已经不在办"):
        world.act(opened, "let_go", branch=world.task(opened).id)
    world.act(opened, "bring_in", co_handlers=world.units("enforcement_staff", case=opened))
    world.act(opened, "let_go", branch=waiting.id)
    assert [task.role for task in world.parts(opened)] == ["enforcement_staff"]
    act(world, opened, "enforcement_staff", "helped")
    world.act(opened, "handled")
    assert world.step(opened) == "answer"
    with scope.reading(world.hat("robot"), now=clock()):
        assert Task.objects.get(id=waiting.id).action == "released"
        assert Event.objects.select_related("body").get(verb="let_go").body.data["released"] == ["中山街道办事处"]


@pytest.mark.parametrize("wrong", ["lead", "twice", "no brief", "at it already", "nobody"])
def test_units_are_asked_once_each_with_a_brief_and_the_lead_is_none_of_them(world: World, wrong: str) -> None:
    opened = world.an_open_case(until="accept")
    street = world.units("street_clerk", case=opened)[0]
    given: dict[str, tuple[CoHandler, ...]] = {
        "lead": (CoHandler(owners.desk_of(world.task(opened)), "再看一眼"),),
        "twice": (street, street),
        "no brief": (CoHandler(street.owner, " \n"),),
        "at it already": (street,),
        "nobody": (),
    }
    action = "share"
    if wrong == "at it already":
        world.act(opened, "share", co_handlers=(street,))
        action = "bring_in"
    with pytest.raises(NotAReport) as refused:
        world.act(opened, action, co_handlers=given[wrong])
    assert refused.value.field == "co_handlers"


def test_whom_an_action_does_not_ask_for_it_cannot_name(world: World) -> None:
    opened = world.an_open_case(until="accept")
    street = world.units("street_clerk", case=opened)
    world.act(opened, "accept", next_owner=street[0].owner, co_handlers=street)
    assert (world.task(opened).role, world.parts(opened)) == ("property_staff", [])


def test_nobody_acts_for_another_unit(world: World) -> None:
    opened = shared(world, "street_clerk", "enforcement_staff")
    task, _street = part(world, opened, "street_clerk")
    _task, police = part(world, opened, "enforcement_staff")
    for hat in (police, world.holder(opened)):
        with pytest.raises(NotAllowed):
            world.act(opened, "helped", by=hat, task=task.id)
    with pytest.raises(TaskTaken):
        world.act(opened, "handled", by=police)


def test_a_unit_of_another_street_takes_part_and_everybody_sees_all_parts(world: World) -> None:
    """Walls are per division; whoever sees a case sees all its tasks, and the join counts those behind the wall."""
    opened = world.an_open_case(until="accept")
    with scope.reading(world.hat("robot"), now=clock()):
        owner = people.owner("street_clerk", "street", scope_id=world.places["xinzhu"], at=clock())
    assert owner is not None
    lead = world.holder(opened)
    assert owner.scope_id not in lead.scopes
    world.act(opened, "share", co_handlers=(CoHandler(owner, "请看看隔壁街道的线路"),))
    with pytest.raises(NotAReport, match="新竹街道办事处"):
        world.act(opened, "handled", by=lead)
    (task,) = world.parts(opened)
    helper = world.desks.holder(task)
    for hat in (lead, helper):
        with scope.reading(hat, now=clock()):
            file = queries.case_file(opened.number)
            assert [one.role for one in file.open] == ["property_staff", "street_clerk"]
            assert Task.objects.filter(case_id=opened.case_id).exclude(scope_id__in=hat.scopes).count() == 0
    world.act(opened, "helped", by=helper)
    world.act(opened, "handled", by=lead)
    assert world.step(opened) == "answer"


def test_one_token_a_branch_is_kept_by_the_database(world: World) -> None:
    opened = shared(world, "street_clerk")
    (task,) = world.parts(opened)
    with scope.writing(world.hat("robot"), now=clock()):
        task.id = None
        with pytest.raises(IntegrityError, match="one_token_a_branch"), transaction.atomic():
            task.save(force_insert=True)


def test_a_part_that_is_late_turns_its_own_lamp(world: World) -> None:
    opened = shared(world, "street_clerk")
    cases.turn_lamps(by=world.hat("robot"), now=clock() + timedelta(days=5))
    assert world.parts(opened)[0].lamp >= Lamp.RED


def test_a_second_round_opens_parts_of_its_own(world: World) -> None:
    opened = shared(world, "street_clerk")
    act(world, opened, "street_clerk", "helped")
    world.act(opened, "handled")
    world.act(opened, "answer")
    world.rate(opened, 1)
    world.act(opened, "send_back")
    world.act(opened, "share", co_handlers=world.units("street_clerk", case=opened))
    assert [(task.branch, task.fork) for task in world.parts(opened)] == [("helping.1", 2)]
    with scope.reading(world.holder(opened), now=clock()):
        assert [task.fork for task in queries.case_file(opened.number).parts] == [2]


def _refused(world: World, opened: Opened, task: Task, action: str, given: Mapping[str, Any]) -> str:
    """The field an action is refused for; empty when it is done."""
    try:
        world.act(opened, action, by=world.desks.holder(task), task=task.id, **given)
    except NotAReport as refused:
        return refused.field
    return ""


STEPS = ("helped", "cannot_help", "let_go", "handled", "bring_in", "contacted")


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(STEPS)), max_size=14))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_tried_in_whatever_order_the_tokens_stay_sound(world: World, tried: list[tuple[int, str]]) -> None:
    opened = shared(world)
    for who, action in tried:
        parts, lead = world.parts(opened), world.task(opened)
        chosen = parts[who % len(parts)] if parts else None
        mine = action in ("helped", "cannot_help")
        if lead.step != "together" or (mine and chosen is None):
            break
        asked: dict[str, dict[str, Any]] = {
            "let_go": {"branch": chosen.id if chosen else 0},
            "bring_in": {"co_handlers": world.units("public_order_staff", case=opened)},
        }
        given = asked.get(action, {})
        task = chosen if mine and chosen else lead
        refused = _refused(world, opened, task, action, given)
        assert refused in ("", {"handled": "join", "bring_in": "co_handlers", "let_go": "branch"}.get(action))
        assert action != "handled" or bool(refused) == bool(parts)
        keys = [one.branch for one in world.parts(opened)]
        assert len(keys) == len(set(keys))
        assert (world.task(opened).step == "together") or not keys


@pytest.mark.django_db(transaction=True)
def test_however_many_finish_at_once_one_is_the_last(world: World) -> None:
    """Every unit and the lead press at the same moment, again and again, until the case has gone on: exactly once."""
    for _round in range(3):
        opened = shared(world)
        start = threading.Barrier(4)
        outcomes: list[str] = []

        def press(work: Callable[[], None], start: threading.Barrier = start, outcomes: list[str] = outcomes) -> None:
            start.wait(10)
            for _try in range(200):
                with suppress(NotAReport):  # not everybody's part is in
                    work()
                    outcomes.append("done")
                    break
            connection.close()

        def lead(opened: Opened = opened) -> None:
            world.act(opened, "handled", by=world.hat("property_staff"))

        works: list[Callable[[], None]] = [lead]
        for role in HELPERS:
            works.append(lambda role=role, opened=opened: act(world, opened, role, "helped"))  # type: ignore[misc]
        threads = [threading.Thread(target=press, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["done"] * 4
        assert (world.step(opened), world.parts(opened)) == ("answer", [])
        with scope.reading(world.hat("robot"), now=clock()):
            assert Event.objects.filter(case_id=opened.case_id, verb="handled").count() == 1
            assert Task.objects.filter(case_id=opened.case_id, step="answer").count() == 1


def test_the_pack_says_how_the_flow_forks(world: World) -> None:
    flow = catalogue.matter("hotline.stair_light", at=clock()).flow
    assert flow["together"].each == "helping"
    assert flow.fork_of("help") == "together"
