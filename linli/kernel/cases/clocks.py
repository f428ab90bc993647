"""Clocks as rows: what the engine computes from events, kept where one indexed scan finds it.

A pause and a going on are events of the case (:data:`PAUSED`, :data:`RESUMED`); a clock that has ever stood still says
the reason, so that its events are read again whenever it is looked at, and only then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from linli.engines import worktime
from linli.kernel.cases import catalogue
from linli.kernel.cases.models import Clock, Event, Lamp, Task

LAMPS = {
    worktime.Lamp.paused: Lamp.PAUSED,
    worktime.Lamp.green: Lamp.GREEN,
    worktime.Lamp.amber: Lamp.AMBER,
    worktime.Lamp.red: Lamp.RED,
    worktime.Lamp.black: Lamp.BLACK,
}
PAUSED, RESUMED = "paused", "resumed"
MAY_PAUSE = frozenset({"promised", "statutory"})  # the contact, the dispatch and an order of supervision never wait
Pauses = Sequence[worktime.ClockEvent]


def pauses_in(events: Iterable[Event]) -> list[worktime.ClockEvent]:
    """The pauses and goings on among the events of a case, as the engine reads them."""
    found: list[worktime.ClockEvent] = []
    for event in events:
        if event.verb == PAUSED:
            longest = worktime.parse_limit(event.body.data["longest"])
            found.append(worktime.Pause(event.at, event.body.data["reason"], longest))
        elif event.verb == RESUMED:
            found.append(worktime.Resume(event.at))
    return found


def pauses_of(case_ids: Sequence[int]) -> dict[int, list[worktime.ClockEvent]]:
    """The pauses of several cases. One statement; none where there are no cases."""
    if not case_ids:
        return {}
    events = Event.objects.filter(case_id__in=case_ids, verb__in=(PAUSED, RESUMED)).select_related("body")
    by_case: dict[int, list[Event]] = defaultdict(list)
    for event in events.order_by("id"):
        by_case[event.case_id].append(event)
    return {case: pauses_in(found) for case, found in by_case.items()}


def standing_still(case_ids: Sequence[int]) -> dict[int, list[worktime.ClockEvent]]:
    """The pauses of those cases whose running promise has ever stood still, since it began: for its tasks too."""
    running = Clock.objects.filter(case_id__in=case_ids, kind__in=MAY_PAUSE, stopped__isnull=True).exclude(reason="")
    began: dict[int, datetime] = {}
    for case, started in running.values_list("case_id", "started"):
        began[case] = min(started, began.get(case, started))
    found = pauses_of(list(began))
    return {case: [one for one in found.get(case, ()) if one.at >= since] for case, since in began.items()}


def met(pauses: Pauses, *, at: datetime, calendar: worktime.Calendar) -> list[worktime.ClockEvent]:
    """Pauses as a clock meets them that begins at a moment: one that lasts then holds it from the start."""
    before = [one for one in pauses if one.at < at]
    last = before[-1] if before else None
    after = [one for one in pauses if one.at >= at]
    if not isinstance(last, worktime.Pause) or calendar.due(last.at, last.maximum) <= at:
        return after
    return [worktime.Pause(at, last.reason, last.maximum, since=last.at), *after]


def course(clock: Clock, pauses: Pauses = ()) -> list[worktime.ClockEvent]:
    """The events of one clock: its start, its pauses if it may have any, its stop."""
    events: list[worktime.ClockEvent] = [worktime.Start(clock.started, worktime.parse_limit(clock.limit))]
    if clock.kind in MAY_PAUSE:
        events += pauses
    if clock.stopped:
        events.append(worktime.Stop(clock.stopped))
    return events


def reading(clock: Clock, pauses: Pauses, *, calendar: worktime.Calendar, now: datetime) -> worktime.ClockReading:
    """A clock of a case as it stands at ``now``."""
    return worktime.read(course(clock, pauses), calendar, now, catalogue.ladder(at=now).thresholds())


def read(*, started: datetime, limit: str, calendar: worktime.Calendar, now: datetime) -> worktime.ClockReading:
    """A clock that began at ``started`` and was never paused, as it stands at ``now``."""
    return worktime.read([worktime.Start(started, worktime.parse_limit(limit))], calendar, now)


def set_task(task: Task, *, calendar: worktime.Calendar, now: datetime, pauses: Pauses = ()) -> None:
    """Compute due moment, lamp and next turn of a task; a task without a limit is never due."""
    if not task.limit:
        task.due = task.turns = None
        task.lamp = Lamp.GREEN
        return
    start = worktime.Start(task.opened, worktime.parse_limit(task.limit))
    held = met(pauses, at=task.opened, calendar=calendar)
    reading = worktime.read([start, *held], calendar, now, catalogue.ladder(at=now).thresholds())
    task.due, task.turns, task.lamp = reading.due, reading.next_change, LAMPS[reading.lamp]


def hold_still(tasks: Iterable[Task], *, calendar: worktime.Calendar, now: datetime) -> None:
    """Tasks that were opened while the promise of their case stands still wait with it; a reporter's time runs on."""
    waiting = [task for task in tasks if task.role != "reporter"]
    pauses = standing_still([task.case_id for task in waiting])
    for task in waiting:
        set_task(task, calendar=calendar, now=now, pauses=pauses.get(task.case_id, ()))
    Task.objects.bulk_update(waiting, ["due", "turns", "lamp"])


def set_clock(clock: Clock, *, calendar: worktime.Calendar, now: datetime, pauses: Pauses = ()) -> None:
    """Compute a running clock of a case."""
    found = reading(clock, pauses, calendar=calendar, now=now)
    clock.due, clock.turns, clock.lamp = found.due, found.next_change, LAMPS[found.lamp]
    clock.paused, clock.provisional = found.paused, found.provisional
    clock.reason = found.reason or clock.reason
    clock.resumes = found.resumes


def change_limit(clock: Clock, limit: str, *, calendar: worktime.Calendar, now: datetime, pauses: Pauses = ()) -> None:
    """Put a running clock under another limit; what has elapsed stays elapsed."""
    clock.limit = limit
    set_clock(clock, calendar=calendar, now=now, pauses=pauses)
