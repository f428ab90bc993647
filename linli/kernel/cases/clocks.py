"""Clocks as rows: what the engine computes from events, kept where one indexed scan finds it."""

from __future__ import annotations

from datetime import datetime

from linli.engines import worktime
from linli.kernel.cases.models import Clock, Lamp, Task

LAMPS = {
    worktime.Lamp.paused: Lamp.PAUSED,
    worktime.Lamp.green: Lamp.GREEN,
    worktime.Lamp.amber: Lamp.AMBER,
    worktime.Lamp.red: Lamp.RED,
    worktime.Lamp.black: Lamp.BLACK,
}


def read(*, started: datetime, limit: str, calendar: worktime.Calendar, now: datetime) -> worktime.ClockReading:
    """A clock that began at ``started`` and was never paused, as it stands at ``now``."""
    return worktime.read([worktime.Start(started, worktime.parse_limit(limit))], calendar, now)


def set_task(task: Task, *, calendar: worktime.Calendar, now: datetime) -> None:
    """Compute due moment, lamp and next turn of a task; a task without a limit is never due."""
    if not task.limit:
        task.due = task.turns = None
        task.lamp = Lamp.GREEN
        return
    reading = read(started=task.opened, limit=task.limit, calendar=calendar, now=now)
    task.due, task.turns, task.lamp = reading.due, reading.next_change, LAMPS[reading.lamp]


def set_clock(clock: Clock, *, calendar: worktime.Calendar, now: datetime) -> None:
    """Compute a running clock of a case."""
    reading = read(started=clock.started, limit=clock.limit, calendar=calendar, now=now)
    clock.due, clock.turns, clock.lamp = reading.due, reading.next_change, LAMPS[reading.lamp]
    clock.paused, clock.provisional = reading.paused, reading.provisional
