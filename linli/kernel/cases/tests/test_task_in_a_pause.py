"""A task that is opened while the promise of its case stands still does not run before the promise does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.engines import worktime
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.models import Lamp
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def test_it_waits_with_its_case_and_runs_when_that_goes_on(world: World) -> None:
    opened = world.an_open_case(until="accept")
    holder, now = world.holder(opened), clock()
    cases.pause(case_id=opened.case_id, reason="missing_papers", text="等业主签字", by=holder, now=now)
    later = now + timedelta(days=1)
    world.act(opened, "accept", by=holder, now=later)
    waiting = world.task(opened)
    assert (waiting.step, waiting.lamp) == ("handle", Lamp.PAUSED)
    long_after = now + timedelta(days=9)
    cases.turn_lamps(by=world.hat("robot"), now=long_after)
    assert world.task(opened).lamp == Lamp.PAUSED, "nobody is late with what stands still"
    cases.resume(case_id=opened.case_id, by=holder, now=long_after)
    running = world.task(opened)
    calendar = catalogue.calendar(at=now)
    assert running.lamp in (Lamp.GREEN, Lamp.AMBER)
    assert running.due is not None
    assert running.due >= calendar.due(long_after, worktime.parse_limit("1 working day"))


def test_it_runs_by_itself_when_the_longest_pause_is_over(world: World) -> None:
    opened = world.an_open_case(until="accept")
    holder, now = world.holder(opened), clock()
    limit = "3 working days"
    cases.pause(case_id=opened.case_id, reason="missing_papers", text="等业主签字", longest=limit, by=holder, now=now)
    world.act(opened, "accept", by=holder, now=now + timedelta(hours=1))
    over = catalogue.calendar(at=now).due(now, worktime.parse_limit(limit))
    cases.turn_lamps(by=world.hat("robot"), now=over + timedelta(minutes=1))
    assert world.task(opened).lamp != Lamp.PAUSED
    cases.turn_lamps(by=world.hat("robot"), now=over + timedelta(days=30))
    assert world.task(opened).lamp >= Lamp.RED
