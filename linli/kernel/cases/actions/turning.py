"""Turning lamps: one indexed scan finds every task and clock whose lamp turns, and every wait that is over.

Nothing ticks per case; the cost is per turn.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from linli.engines import flow, worktime
from linli.kernel.cases import catalogue, clocks
from linli.kernel.cases.actions.moving import waited_out
from linli.kernel.cases.facts import TaskLate
from linli.kernel.cases.models import Case, Clock, Lamp, Task
from linli.kernel.journal import actions as journal
from linli.plumbing import facts, policy, scope
from linli.plumbing.scope import Hat

BATCH = 200
PUT_OFF = timedelta(hours=1)
log = logging.getLogger(__name__)


def turn_lamps(*, by: Hat, now: datetime) -> int:
    """Turn what has to be turned by ``now``, a batch at a time; returns how many rows were turned."""
    policy.require(by, "case.act")
    total = 0
    for _round in range(1000):
        turned = _turn_batch(by=by, now=now)
        total += turned
        if not turned:
            break
    return total


def _turn_batch(*, by: Hat, now: datetime) -> int:
    """Turn the rows of one batch of cases. A case is always locked before its tasks and clocks, as everywhere.

    A case somebody else is moving at this moment is passed by: its new task will have its own next turn.
    """
    with scope.writing(by, now=now):
        calendar = catalogue.calendar(at=now)
        due = _due(Task.objects.filter(done__isnull=True), now) | _due(Clock.objects.filter(stopped__isnull=True), now)
        locked = Case.objects.select_for_update(skip_locked=True).filter(id__in=due).order_by("id")
        cases = {case.id: case for case in locked}
        pauses = _pauses(cases)
        tasks = list(Task.objects.filter(case_id__in=cases, done__isnull=True, turns__lte=now).order_by("turns"))
        for task in tasks:
            _turn_or_put_off(task, cases[task.case_id], calendar, pauses.get(task.case_id, ()), by=by, now=now)
        return len(tasks) + _turn_clocks(cases, calendar, pauses, now=now)


def _due(rows: QuerySet[Task] | QuerySet[Clock], now: datetime) -> set[int]:
    """The cases of the rows that turn first."""
    return set(rows.filter(turns__lte=now).order_by("turns").values_list("case_id", flat=True)[:BATCH])


def _pauses(cases: dict[int, Case]) -> dict[int, list[worktime.ClockEvent]]:
    """The pauses of those cases whose promise ever stood still."""
    return clocks.standing_still(list(cases))


def _turn_clocks(
    cases: dict[int, Case],
    calendar: worktime.Calendar,
    pauses: dict[int, list[worktime.ClockEvent]],
    *,
    now: datetime,
) -> int:
    running = list(Clock.objects.filter(case_id__in=cases, stopped__isnull=True, turns__lte=now).order_by("id"))
    for clock in running:
        clocks.set_clock(clock, calendar=calendar, now=now, pauses=pauses.get(clock.case_id, ()))
        Case.objects.filter(id=clock.case_id, closed__isnull=True, lamp__lt=clock.lamp).update(lamp=clock.lamp)
        Task.objects.filter(case_id=clock.case_id, done__isnull=True, case_lamp__lt=clock.lamp).update(
            case_lamp=clock.lamp
        )
    Clock.objects.bulk_update(running, ["due", "turns", "lamp", "paused", "provisional", "reason", "resumes"])
    return len(running)


def _turn_or_put_off(
    task: Task, case: Case, calendar: worktime.Calendar, pauses: clocks.Pauses, *, by: Hat, now: datetime
) -> None:
    """A matter that cannot be turned keeps nobody waiting: it is tried again later, and the log says why."""
    try:
        with transaction.atomic():
            _turn_task(task, case, calendar, pauses, by=by, now=now)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        log.exception("task %s cannot be turned", task.id)
        Task.objects.filter(id=task.id).update(turns=now + PUT_OFF)


def _turn_task(
    task: Task, case: Case, calendar: worktime.Calendar, pauses: clocks.Pauses, *, by: Hat, now: datetime
) -> None:
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    step = matter.flow[task.step]
    if step.is_wait and task.due is not None and task.due <= now:
        waited_out(case, task, matter, flow.time_out(matter.flow, step.name), by=by, now=now)
        return
    before = task.lamp
    clocks.set_task(task, calendar=calendar, now=now, pauses=pauses)
    if step.is_wait:
        task.lamp, task.turns = Lamp.GREEN, task.due  # a resident's time to look is nobody's delay
    Task.objects.filter(id=task.id).update(lamp=task.lamp, due=task.due, turns=task.turns)
    if task.lamp > max(before, Lamp.GREEN):
        line = journal.append(verb="case.late", kind="case", record=case.id, by=by, at=now)
        facts.tell(TaskLate(case.id, task.id, task.lamp), line=line, by=by, at=now)
