"""A case on its way: who may move it, what an action asks for, answers, ratings, reopenings, handovers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.actions import Move, TaskTaken
from linli.kernel.cases.actions import events as history
from linli.kernel.cases.models import Case, Clock, Event, Handover, Lamp, Task
from linli.kernel.cases.reports import NotAReport, Reporter
from linli.kernel.people import queries as people
from linli.kernel.publications.models import PublicFace
from linli.plumbing import scope
from linli.plumbing.models import OutboxRow
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def test_from_report_to_rated_answer(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    assert world.case(opened).answer == "灯修好了，请您看一眼。"
    world.rate(opened, 5)
    done = world.case(opened)
    assert (done.step, done.outcome) == ("end", "fixed")
    assert done.closed is not None
    with scope.reading(world.hat("robot"), now=clock()):
        assert PublicFace.objects.get(case_id=opened.case_id).state == "closed"
        assert not Clock.objects.filter(case_id=opened.case_id, stopped__isnull=True).exists()


def test_a_case_under_a_version_another_process_published_just_now_is_read(world: World) -> None:
    """The catalogue is looked at once a second; until then a process does not know what another has published."""
    opened = world.an_open_case()
    case = world.case(opened)
    catalogue._shelf().by_id.clear()
    assert catalogue.of_versions(case.item_version, case.flow_version).item.code == case.item


def test_a_matter_that_cannot_be_turned_keeps_nobody_waiting(world: World) -> None:
    broken, waiting = world.an_open_case(until="accept"), world.an_open_case(until="confirm")
    with scope.writing(world.hat("robot"), now=clock()):
        Task.objects.filter(case_id=broken.case_id, done__isnull=True).update(step="a step no flow has")
    cases.turn_lamps(by=world.hat("robot"), now=clock() + timedelta(days=8))
    assert world.step(waiting) == "end"
    assert world.task(broken).turns


def test_silence_closes_after_seven_days(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    later = clock() + timedelta(days=6, hours=23)
    cases.turn_lamps(by=world.hat("robot"), now=later)
    assert world.step(opened) == "confirm"
    cases.turn_lamps(by=world.hat("robot"), now=later + timedelta(hours=2))
    assert world.step(opened) == "end"


@pytest.mark.asvs("V2.3.1", "V8.2.1")
def test_only_the_desk_that_holds_it_may_move_it(world: World) -> None:
    opened = world.an_open_case()
    for hat in (world.hat("clerk", "桃源北社区"), world.hat("street_lead"), world.hat("grid_worker", "桃源北社区")):
        with pytest.raises((NotAllowed, Case.DoesNotExist)):
            cases.act(case_id=opened.case_id, move=Move("accept"), by=hat, now=clock())
    with pytest.raises(NotAllowed):
        cases.act(case_id=opened.case_id, move=Move("accept"), by=VISITOR.seeing(opened.subject_id), now=clock())
    assert world.step(opened) == "accept"


@pytest.mark.asvs("V2.2.3")
@pytest.mark.parametrize(
    ("action", "given", "field"),
    [
        ("handled", {"text": "", "photos": ()}, "text"),
        ("handled", {"text": "修好了", "photos": ()}, "photo"),
        ("hand_over", {"text": "不归我们管"}, "next_owner"),
    ],
)
def test_an_action_asks_for_what_it_needs(world: World, action: str, given: dict[str, Any], field: str) -> None:
    opened = world.an_open_case(until="handle")
    with pytest.raises(NotAReport) as refused:
        world.act(opened, action, **given)
    assert refused.value.field == field
    assert world.step(opened) == "handle"


def test_a_handover_names_the_next_owner_and_keeps_the_clock(world: World) -> None:
    opened = world.an_open_case(until="handle")
    case, first = world.case(opened), world.holder(opened)
    before = case.due
    with scope.reading(first, now=clock()):
        choices = people.units_to_hand_over(case.scope_id, at=clock())
    street = next(owner for owner in choices if owner.role == "street_clerk")
    world.act(opened, "hand_over", text="路面不归物业管", next_owner=street)
    task = world.task(opened)
    assert (task.role, task.step) == ("street_clerk", "accept")
    assert world.case(opened).due == before
    with scope.reading(first, now=clock()):
        assert Handover.objects.get(case_id=opened.case_id).reason == "路面不归物业管"
        assert queries.case_file(opened.number).case.handovers == 1


def test_a_stale_page_moves_nothing(world: World) -> None:
    opened = world.an_open_case()
    task, hat = world.task(opened), world.holder(opened)
    cases.act(case_id=opened.case_id, move=Move("accept", task=task.id), by=hat, now=clock())
    with pytest.raises(TaskTaken):
        cases.act(case_id=opened.case_id, move=Move("accept", task=task.id), by=hat, now=clock())


def test_nobody_is_measured_by_contact_with_somebody_who_left_no_phone(world: World) -> None:
    opened = world.an_open_case()
    with scope.reading(world.hat("robot"), now=clock()):
        assert not Clock.objects.filter(case_id=opened.case_id, kind="contact").exists()


def test_a_contact_is_noted_and_stops_its_clock(world: World) -> None:
    opened = world.an_open_case(until="handle", reporter=Reporter("alias", alias="三楼", phone="13800138009"))
    task = world.task(opened)
    world.act(opened, "contacted")
    assert world.task(opened).id == task.id
    with scope.reading(world.hat("robot"), now=clock()):
        assert Clock.objects.get(case_id=opened.case_id, kind="contact").stopped is not None


def test_a_clerk_places_what_nobody_knew(world: World) -> None:
    opened = world.an_open_case(place=None, where="菜市场后门")
    world.act(opened, "placed", place=world.building())
    case = world.case(opened)
    assert case.step == "accept"
    assert case.area_id is not None
    assert world.task(opened).role == "property_staff"


def test_words_are_added_without_moving_anything(world: World) -> None:
    opened = world.an_open_case()
    mine = VISITOR.seeing(opened.subject_id)
    cases.add_words(case_id=opened.case_id, text="晚上更暗", by=mine, now=clock())
    cases.add_words(case_id=opened.case_id, text="备件周三到", internal=True, by=world.holder(opened), now=clock())
    with scope.reading(mine, now=clock()):
        told = [(event.verb, event.shown, event.body.text) for event in queries.case_file(opened.number).events]
    assert ("added", True, "晚上更暗") in told
    assert ("noted", False, "备件周三到") in told
    assert world.step(opened) == "accept"


def test_lamps_turn_and_the_desk_is_told_once(world: World) -> None:
    opened = world.an_open_case()
    robot = world.hat("robot")
    late = clock() + timedelta(days=7)  # three working days, whatever day it is today
    cases.turn_lamps(by=robot, now=late)
    assert world.task(opened).lamp >= Lamp.RED
    assert world.case(opened).lamp >= Lamp.AMBER
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    told = OutboxRow.objects.filter(name="case.late", body__case_id=opened.case_id).count()
    assert told == 1
    assert cases.turn_lamps(by=robot, now=late) == 0


@pytest.mark.asvs("V16.4.2", "V11.4.3")
@pytest.mark.dengbao("8.1.4.3 c", "8.1.4.7 b")
def test_history_cannot_be_changed_and_its_digests_hold(world: World) -> None:
    opened = world.an_open_case(until="answer")
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    event = Event.objects.select_related("body").get(case_id=opened.case_id, verb="handled")
    happening = history.Happening(
        case_id=event.case_id, verb=event.verb, step=event.step, line=event.line, at=event.at, to_step=event.to_step,
        task_id=event.task_id, text=event.body.text, data=event.body.data, papers=tuple(event.body.papers),
    )  # fmt: skip
    by = scope.Hat(surface="desk", role=event.role, account=event.actor)
    assert history.digest_of(happening, salt=bytes(event.salt), by=by) == bytes(event.digest)
    for statement in ("update cases_event set verb = 'x'", "delete from cases_event"):
        with pytest.raises((IntegrityError, ProgrammingError, Exception), match="history"), transaction.atomic():
            Event.objects.raw(statement)
            with connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_have_one_clear_winner(world: World) -> None:
    opened = world.an_open_case()
    task, hat = world.task(opened), world.holder(opened)
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def press() -> None:
        try:
            start.wait(10)
            cases.act(case_id=opened.case_id, move=Move("accept", task=task.id), by=hat, now=clock())
            outcomes.append("won")
        except TaskTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["taken", "taken", "taken", "won"]
    assert world.step(opened) == "handle"


@pytest.mark.django_db(transaction=True)
def test_lamps_turn_while_desks_work_and_nobody_waits_for_ever(world: World) -> None:
    """Lamps and desks lock a case before its tasks, both of them; the other order was a deadlock."""
    late = clock() - timedelta(days=30)
    opened = [world.an_open_case(at=late, text=f"第{number}盏") for number in range(12)]
    robot, holder = world.hat("robot"), world.holder(opened[0])
    trouble: list[BaseException] = []

    def go(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as problem:
            trouble.append(problem)
        finally:
            connection.close()

    def desk() -> None:
        for one in opened:
            cases.act(case_id=one.case_id, move=Move("accept"), by=holder, now=clock())

    def lamps() -> None:
        for hours in range(24):
            cases.turn_lamps(by=robot, now=clock() + timedelta(hours=hours))

    threads = [threading.Thread(target=go, args=(work,)) for work in (desk, lamps, lamps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert {world.step(one) for one in opened} == {"handle"}
