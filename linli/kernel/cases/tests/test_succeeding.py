"""A unit that was dissolved while it held open tasks: nothing is lost, everything stands where somebody sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.models import Event, Handover
from linli.kernel.people import actions as people
from linli.kernel.people.models import Duty, Organisation
from linli.main.demo.ground import INGEST
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def dissolve(world: World, name: str, successor: str | None = None) -> None:
    bodies = dict(Organisation.objects.values_list("name", "id"))
    people.dissolve(
        organisation_id=bodies[name], successor_id=bodies[successor] if successor else None, by=INGEST, now=clock()
    )


def succeed(world: World) -> int:
    return cases.succeed(by=world.hat("robot"), now=clock() + timedelta(seconds=1))


def told(world: World, opened: Opened) -> Event:
    with scope.reading(world.hat("robot"), now=clock()):
        return Event.objects.select_related("body").filter(case_id=opened.case_id).order_by("-id")[0]


def test_the_successor_gets_every_open_task_with_its_clock(world: World) -> None:
    opened = world.an_open_case(until="handle")
    before, case = world.task(opened), world.case(opened)
    assert succeed(world) == 0
    dissolve(world, "桂和物业", "嘉邻物业")
    assert succeed(world) == 1
    after = world.task(opened)
    assert (after.step, after.role, after.unit_name) == ("handle", "property_staff", "嘉邻物业")
    assert (after.opened, after.due, after.limit, after.area_id) == (
        before.opened,
        before.due,
        before.limit,
        before.area_id,
    )
    assert world.case(opened).due == case.due
    event = told(world, opened)
    assert (event.verb, event.body.data) == ("succeeded", {"to": "嘉邻物业", "from": "桂和物业"})
    assert succeed(world) == 0


def test_without_a_successor_the_desk_of_last_resort_has_it_and_keeps_it(world: World) -> None:
    opened = world.an_open_case(until="handle")
    dissolve(world, "桂和物业")
    assert succeed(world) == 1
    assert (world.task(opened).role, world.task(opened).unit_name) == ("street_clerk", "中山街道办事处")
    world.act(opened, "handled")
    assert world.task(opened).role == "street_clerk"
    with scope.reading(world.hat("robot"), now=clock()):
        assert Handover.objects.get(case_id=opened.case_id).owns
        assert queries.case_file(opened.number).first is not None
    assert world.case(opened).returns == 0


def test_a_co_handler_that_is_no_more_is_replaced_and_the_brief_goes_on(world: World) -> None:
    opened = world.an_open_case(until="accept")
    world.act(opened, "share", co_handlers=world.units("enforcement_staff", case=opened))
    dissolve(world, "中山城管执法中队", "新竹城管执法中队")
    assert succeed(world) == 1
    (part,) = world.parts(opened)
    assert (part.unit_name, part.branch, part.brief) == ("新竹城管执法中队", "helping.1", "请enforcement_staff查一查")
    assert world.task(opened).role == "property_staff"


def test_a_duty_that_ended_by_its_date_is_handed_on_too(world: World) -> None:
    opened = world.an_open_case(until="handle")
    task = world.task(opened)
    Duty.objects.filter(organisation_id=task.unit_id or 0, area_id=task.area_id).update(until=clock())
    assert succeed(world) == 1
    assert world.task(opened).role == "street_clerk"


def test_what_the_unit_has_done_already_stays_as_it_was(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    dissolve(world, "桂和物业", "嘉邻物业")
    assert succeed(world) == 0
    assert world.step(opened) == "confirm"


def test_where_the_street_is_no_more_either_the_district_answers(world: World) -> None:
    opened = world.an_open_case(until="handle")
    due = world.task(opened).due
    dissolve(world, "中山街道办事处")
    dissolve(world, "桂和物业")
    assert succeed(world) == 1
    after = world.task(opened)
    assert (after.role, after.unit_name, after.due) == ("street_clerk", "青秀区社会治理服务中心", due)
    district = world.hat("street_clerk", login="luzhihong")
    with scope.reading(district, now=clock()):
        assert [task.number for task in queries.inbox(district, queries.Wanted())] == [opened.number]
    world.act(opened, "handled", by=district)
    assert world.step(opened) == "answer"


def test_a_new_matter_nobody_answers_for_begins_at_the_district(world: World) -> None:
    dissolve(world, "中山街道办事处")
    dissolve(world, "桂和物业")
    opened = world.an_open_case()
    assert world.task(opened).unit_name == "青秀区社会治理服务中心"
    neighbour = world.an_open_case(place=world.building("xinghu_6-1"), scope=world.community("星湖社区"))
    assert world.task(neighbour).unit_name != "青秀区社会治理服务中心", (
        "where the duty is held the district is not asked"
    )
