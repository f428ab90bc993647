"""Handing over: the next desk keeps it, who first received it stays, and after three returns a coordinator decides."""

from __future__ import annotations

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import Move, Opened
from linli.kernel.cases.models import Clock, Handover
from linli.kernel.cases.queries import Wanted
from linli.kernel.cases.reports import NotAReport
from linli.kernel.people.models import Duty
from linli.kernel.people.queries import Owner
from linli.plumbing import scope
from linli.plumbing.scope import VISITOR, Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db
ROUND = ("street_clerk", "enforcement_staff", "emergency_staff")


def desk(world: World, opened: Opened, role: str) -> Owner:
    return world.units(role, case=opened)[0].owner


def give_back(world: World, opened: Opened, role: str) -> None:
    world.act(opened, "hand_over", text="不归我们管", next_owner=desk(world, opened, role))


def reopen(opened: Opened) -> None:
    hat = VISITOR.seeing(opened.subject_id)
    with scope.writing(hat, now=clock()):
        cases.move(case_id=opened.case_id, move=Move("not_fixed"), by=hat, now=clock())


def listed(hat: Hat, view: str) -> list[str]:
    with scope.reading(hat, now=clock()):
        assert queries.view_counts(hat)[view] == len(queries.inbox(hat, Wanted(view=view), limit=100))
        return [task.number for task in queries.inbox(hat, Wanted(view=view), limit=100)]


def test_who_was_given_a_matter_keeps_it_through_every_step_of_the_owner(world: World) -> None:
    opened = world.an_open_case(until="handle")
    with scope.reading(world.hat("robot"), now=clock()):
        before = Clock.objects.get(case_id=opened.case_id, kind="promised")
    give_back(world, opened, "street_clerk")
    for action in ("accept", "handled"):
        assert world.task(opened).role == "street_clerk"
        world.act(opened, action)
    assert (world.step(opened), world.task(opened).role) == ("answer", "street_clerk")
    world.act(opened, "answer")
    world.rate(opened, 1)
    world.act(opened, "send_back")
    assert (world.step(opened), world.task(opened).role) == ("handle", "street_clerk")
    with scope.reading(world.hat("robot"), now=clock()):
        kept = Clock.objects.filter(case_id=opened.case_id, kind="promised").order_by("id")[0]
    assert (kept.started, kept.limit, kept.due) == (before.started, before.limit, before.due)


def test_the_third_return_goes_before_the_coordinator_whose_decision_binds(world: World) -> None:
    opened = world.an_open_case(until="accept")
    for role in ROUND[:2]:
        give_back(world, opened, role)
        assert (world.step(opened), world.task(opened).role) == ("accept", role)
    give_back(world, opened, ROUND[2])
    task = world.task(opened)
    assert (task.step, task.role, task.unit_name) == ("coordinate", "coordinator", "中山街道办事处")
    with scope.reading(world.holder(opened), now=clock()):
        last = queries.case_file(opened.number).events[0]
        assert last.body.data["proposed"] == "中山街道应急管理站"
        assert [row.to_role for row in Handover.objects.order_by("id")] == [*ROUND[:2], "coordinator"]
    with pytest.raises(NotAReport):
        world.act(opened, "assign", next_owner=None)
    world.act(opened, "assign", next_owner=desk(world, opened, "enforcement_staff"))
    assert (world.step(opened), world.task(opened).role) == ("accept", "enforcement_staff")
    with pytest.raises(NotAReport, match="不能再退") as refused:
        give_back(world, opened, "street_clerk")
    assert refused.value.field == "next_owner"
    holder = world.holder(opened)
    with scope.reading(holder, now=clock()):
        assert "hand_over" not in [action.name for action in queries.case_file(opened.number).actions]
    world.act(opened, "accept")
    assert world.task(opened).role == "enforcement_staff"


def test_a_coordinator_may_name_a_lead_and_helpers_at_once(world: World) -> None:
    opened = world.an_open_case(until="accept")
    for role in ROUND:
        give_back(world, opened, role)
    lead = desk(world, opened, "street_clerk")
    helpers = world.units("enforcement_staff", "emergency_staff", case=opened)
    world.act(opened, "assign_together", text="街道牵头，两家配合。", next_owner=lead, co_handlers=helpers)
    assert (world.step(opened), world.task(opened).role) == ("together", "street_clerk")
    assert [task.role for task in world.parts(opened)] == ["enforcement_staff", "emergency_staff"]


def test_what_two_streets_cannot_settle_the_city_does(world: World) -> None:
    opened = world.an_open_case(until="accept")
    for role in ROUND:
        give_back(world, opened, role)
    world.act(opened, "pass_up")
    task = world.task(opened)
    assert (task.step, task.role, task.unit_name) == ("coordinate_city", "coordinator", "南宁市12345热线受理中心")
    world.act(opened, "assign", next_owner=desk(world, opened, "property_staff"))
    assert world.task(opened).role == "property_staff"


def test_a_street_without_a_coordinator_brings_it_before_the_city(world: World) -> None:
    Duty.objects.filter(role="coordinator", place_id=world.places["zhongshan"]).update(until=clock())
    opened = world.an_open_case(until="accept")
    for role in ROUND:
        give_back(world, opened, role)
    assert world.task(opened).unit_name == "南宁市12345热线受理中心"


def test_passing_a_place_on_is_no_return(world: World) -> None:
    opened = world.an_open_case(place=None, where="菜市场后门")
    street = desk(world, opened, "street_clerk")
    for _time in range(4):
        world.act(opened, "hand_over", text="不在我们社区", next_owner=street)
    assert (world.step(opened), world.case(opened).returns, world.case(opened).handovers) == ("place", 0, 4)
    world.act(opened, "placed")
    assert world.task(opened).role == "property_staff"


def test_the_first_receiver_sees_it_until_it_is_closed(world: World) -> None:
    opened = world.an_open_case(until="accept")
    first = world.holder(opened)
    assert listed(first, "first") == []
    give_back(world, opened, "street_clerk")
    assert listed(first, "first") == [opened.number]
    for action in ("accept", "handled", "answer"):
        world.act(opened, action)
    with scope.reading(first, now=clock()):
        file = queries.case_file(opened.number)
        assert file.first is not None
        assert file.first.role == "property_staff"
    world.rate(opened, 5)
    assert listed(first, "first") == []
    reopen(opened)
    assert listed(first, "first") == [opened.number]
