"""Clocks are what their events say: replayed they come to the same, a pause never reaches the resident's, limits keep
what has elapsed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.engines import worktime
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, clocks, queries
from linli.kernel.cases.actions import escalating
from linli.kernel.cases.actions.pausing import COLUMNS
from linli.kernel.cases.models import Clock, Event, Lamp, Task
from linli.kernel.cases.models_oversight import Escalation
from linli.kernel.cases.packs_limits import Limited
from linli.kernel.cases.reports import NotAReport
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db
REASONS = ("missing_papers", "weather")
Deed = tuple[str, int]
DEEDS = st.lists(st.tuples(st.sampled_from(["pause", "resume", "turn"]), st.integers(1, 60)), max_size=6)


@given(deeds=DEEDS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_clock_is_what_its_events_say(world: World, deeds: list[Deed]) -> None:
    """Whatever was paused, resumed and turned, in whatever order: the row equals the events read anew."""
    opened = world.an_open_case(until="handle", at=clock() - timedelta(hours=1))
    unit, moment = world.holder(opened), clock()
    for verb, hours in deeds:
        moment += timedelta(hours=hours)
        try:
            if verb == "pause":
                reason = REASONS[hours % 2]
                cases.pause(case_id=opened.case_id, reason=reason, text="等着", by=unit, now=moment)
            elif verb == "resume":
                cases.resume(case_id=opened.case_id, by=unit, now=moment)
        except NotAReport:
            pass  # it stands still already, or runs already, or this reason was used: nothing has changed
        cases.turn_lamps(by=world.hat("robot"), now=moment)
    with scope.reading(world.hat("robot"), now=moment):
        row = Clock.objects.get(case_id=opened.case_id, kind="promised")
        again = Clock(case_id=row.case_id, kind=row.kind, limit=row.limit, started=row.started)
        events = list(Event.objects.filter(case_id=opened.case_id).select_related("body").order_by("id"))
        calendar = catalogue.calendar(at=moment)
        clocks.set_clock(again, calendar=calendar, now=moment, pauses=clocks.pauses_in(events))
        waited = queries.reading(row, calendar=calendar, now=moment, pauses=clocks.pauses_in(events)).waited
    shown = [name for name in COLUMNS if name != "reason"]
    assert {name: getattr(row, name) for name in shown} == {name: getattr(again, name) for name in shown}
    assert waited == moment - row.started  # the resident's clock never stops


@given(limit=st.integers(2, 30), changed=st.integers(2, 30), gone=st.integers(1, 400), paused=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_another_limit_keeps_what_has_elapsed(world: World, limit: int, changed: int, gone: int, paused: bool) -> None:
    begun = datetime(2026, 3, 2, 2, tzinfo=UTC)
    now, calendar = begun + timedelta(hours=gone), catalogue.calendar(at=begun)
    stop = worktime.Pause(begun + timedelta(hours=1), "weather", worktime.parse_limit("2 working days"))
    pauses = [stop] if paused else []
    row = Clock(kind="promised", limit=f"{limit} working days", started=begun)
    before = clocks.reading(row, pauses, calendar=calendar, now=now)
    clocks.change_limit(row, f"{changed} working days", calendar=calendar, now=now, pauses=pauses)
    after = clocks.reading(row, pauses, calendar=calendar, now=now)
    assert (after.elapsed, after.began, after.waited) == (before.elapsed, before.began, before.waited)


def test_unconfirmed_limits_start_no_statutory_clock(world: World) -> None:
    matter = catalogue.matter("hotline.rubbish", at=clock())
    assert "statutory" not in matter.limits(at=clock())

    def with_law(law: Limited) -> dict[str, str]:
        item = msgspec.structs.replace(matter.item, statutory=law)
        return catalogue.Matter(item, matter.flow, 1, 1).limits(at=clock())

    assert "statutory" not in with_law(Limited(limit="10 working days", unverified=True))
    assert with_law(Limited(limit="10 working days", source="《条例》第三条"))["statutory"] == "10 working days"


def test_a_matter_is_sent_out_within_the_limit_of_its_urgency(world: World) -> None:
    opened = world.an_open_case(item="hotline.rubbish")  # begins with a look on site, so it is not sent out yet
    with scope.reading(world.hat("robot"), now=clock()):
        running = Clock.objects.get(case_id=opened.case_id, kind="dispatch")
    assert (running.limit, running.stopped) == ("24 h", None)
    world.act(opened, "confirmed_on_site")
    with scope.reading(world.hat("robot"), now=clock()):
        assert Clock.objects.get(case_id=opened.case_id, kind="dispatch").stopped is not None
    straight = world.an_open_case()  # with its owner from the start: nothing to be sent out
    with scope.reading(world.hat("robot"), now=clock()):
        assert not Clock.objects.filter(case_id=straight.case_id, kind="dispatch").exists()


def test_a_late_task_climbs_each_rung_once(world: World) -> None:
    opened = world.an_open_case()
    robot, task = world.hat("robot"), world.task(opened)
    first = escalating.climb(task_id=task.id, lamp=Lamp.AMBER, by=robot, now=clock())
    assert [rung.level for rung in first] == ["person"]
    assert world.holder(opened).account in first[0].accounts
    later = escalating.climb(task_id=task.id, lamp=Lamp.BLACK, by=robot, now=clock())
    assert [rung.level for rung in later] == ["unit", "street", "district", "supervision"]
    leads = {hat.account for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes}
    assert leads & set(later[1].accounts)
    assert world.hat("supervisor").account in later[3].accounts
    assert escalating.climb(task_id=task.id, lamp=Lamp.BLACK, by=robot, now=clock()) == []
    with scope.reading(robot, now=clock()):
        assert Escalation.objects.filter(task_id=task.id).count() == 5
        assert Task.objects.get(id=task.id).done is None
