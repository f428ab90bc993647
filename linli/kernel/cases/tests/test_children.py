"""A case opened for a part of another: numbers and clocks of their own, one waits for the other, each page knows."""

from __future__ import annotations

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Case, Clock, Event, Task
from linli.kernel.cases.reports import NotAReport
from linli.kernel.people.models import Subject
from linli.kernel.publications.models import PublicFace
from linli.plumbing import scope
from linli.plumbing.models import OutboxRow
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def child_of(world: World, opened: Opened, *, awaited: bool = True) -> int:
    number = cases.open_child(
        case_id=opened.case_id,
        item="hotline.road_damage",
        text="楼前井盖也要换。",
        awaited=awaited,
        by=world.holder(opened),
        now=clock(),
    )
    with scope.reading(world.hat("robot"), now=clock()):
        return Case.objects.get(number=number).id


def close(world: World, child: int) -> None:
    for action in ("confirmed_on_site", "accept", "handled", "answer"):
        world.act(child, action)
    cases.let_in(case_id=child, by=world.hat("robot"), now=clock())


def test_a_child_has_its_own_number_item_desk_and_clock_and_no_reporter(world: World) -> None:
    opened = world.an_open_case(until="handle", reporter=world.a_named())
    child, parent = world.case(child_of(world, opened)), world.case(opened)
    assert (child.parent_id, child.item, child.step, child.where) == (
        parent.id,
        "hotline.road_damage",
        "verify",
        parent.where,
    )
    assert child.number != parent.number
    assert (parent.waits, parent.step) == (1, "handle")
    with scope.reading(world.hat("robot"), now=clock()):
        assert Subject.objects.get(id=child.subject_id).kind == "anonymous"
        assert not PublicFace.objects.filter(case_id=child.id).exists()
        kinds = set(Clock.objects.filter(case_id=child.id).values_list("kind", flat=True))
        assert "promised" in kinds
        assert "contact" not in kinds
        event = Event.objects.select_related("body").get(case_id=parent.id, verb="child_opened")
    assert (event.shown, event.body.data["number"]) == (False, child.number)
    with scope.reading(VISITOR.seeing(opened.subject_id), now=clock()):
        assert not Case.objects.filter(id=child.id).exists()


def test_the_parent_is_not_answered_before_the_child_is_closed(world: World) -> None:
    opened = world.an_open_case(until="handle")
    child = child_of(world, opened)
    world.act(opened, "handled")
    with pytest.raises(NotAReport, match="还没办完") as early:
        world.act(opened, "answer")
    assert early.value.field == "join"
    close(world, child)
    assert (world.step(child), world.case(child).outcome) == ("end", "fixed")
    world.act(opened, "answer")
    assert world.step(opened) == "confirm"


def test_a_child_nobody_waits_for_keeps_nobody_waiting(world: World) -> None:
    opened = world.an_open_case(until="answer")
    child_of(world, opened, awaited=False)
    world.act(opened, "answer")
    assert world.step(opened) == "confirm"


def test_the_parent_learns_the_answer_once_however_often_it_is_told(world: World) -> None:
    opened = world.an_open_case(until="handle")
    child = child_of(world, opened)
    close(world, child)
    cases.let_in(case_id=child, by=world.hat("robot"), now=clock())
    with scope.reading(world.hat("robot"), now=clock()):
        (event,) = Event.objects.select_related("body").filter(case_id=opened.case_id, verb="child_closed")
    assert event.body.text == world.case(child).answer
    assert world.case(opened).waits == 0


def test_only_who_holds_a_case_opens_another_for_it_and_one_deep(world: World) -> None:
    opened = world.an_open_case(until="handle")
    with pytest.raises(NotAllowed):
        cases.open_child(
            case_id=opened.case_id,
            item="hotline.noise",
            text="吵",
            by=world.hat("clerk", "桃源北社区"),
            now=clock(),
        )
    child = child_of(world, opened)
    with pytest.raises(NotAReport) as refused:
        cases.open_child(case_id=child, item="hotline.noise", text="吵", by=world.holder(child), now=clock())
    assert refused.value.field == "item"


def checked(world: World) -> Opened:
    """A hidden danger, looked at by four desks at once until all have."""
    opened = world.an_open_case(item="joint.hidden_danger", text="楼道堆满电瓶车，线路发烫。")
    assert (world.step(opened), world.task(opened).role) == ("check", "emergency_staff")
    parts = world.parts(opened)
    assert [task.branch for task in parts] == ["grid", "enforcement", "order"]
    for task in parts:
        assert world.step(opened) == "check"
        world.act(opened, "checked", by=world.desks.holder(task), task=task.id, text="查过了。")
    return opened


def test_branches_the_flow_names_open_with_the_case_and_the_last_goes_on_by_itself(world: World) -> None:
    opened = checked(world)
    assert (world.step(opened), world.task(opened).role, world.parts(opened)) == ("decide", "emergency_staff", [])
    with scope.reading(world.hat("robot"), now=clock()):
        assert Event.objects.filter(case_id=opened.case_id, verb="joined").count() == 1


def test_a_step_opens_a_case_and_goes_on_when_it_is_closed(world: World) -> None:
    opened = checked(world)
    world.act(opened, "order_mending", text="线路要换。")
    assert (world.step(opened), world.case(opened).waits) == ("mend", 1)
    with scope.reading(world.hat("robot"), now=clock()):
        child = Case.objects.get(parent_id=opened.case_id)
        assert Task.objects.get(case_id=child.id).role == "property_staff"
    for action in ("accept", "handled", "answer"):
        world.act(child.id, action)
    cases.let_in(case_id=child.id, by=world.hat("robot"), now=clock())
    assert (world.step(opened), world.case(opened).waits) == ("answer", 0)
    assert world.task(opened).role == "emergency_staff"


def test_whoever_holds_the_parent_hears_that_a_withdrawn_child_is_waited_for_no_longer(world: World) -> None:
    opened = world.an_open_case(until="handle")
    unit, clerk = world.holder(opened), world.hat("clerk", "桃源北社区")
    number = cases.open_child(case_id=opened.case_id, item="hotline.noise", text="问一问", by=unit, now=clock())
    with scope.reading(world.hat("robot"), now=clock()):
        child = Case.objects.get(number=number).id
    assert cases.withdraw(case_id=child, text="开错了", by=clerk, now=clock())
    cases.let_in(case_id=child, by=world.hat("robot"), now=clock())
    assert world.case(opened).waits == 0
    with scope.reading(world.hat("robot"), now=clock()):
        told = OutboxRow.objects.filter(name="case.parts_in").order_by("-id")[0]
        event = Event.objects.select_related("body").get(case_id=opened.case_id, verb="child_closed")
    assert told.body["task_id"] == world.task(opened).id
    assert event.body.data["outcome"] == "withdrawn"
    world.act(opened, "handled")
    world.act(opened, "answer")
