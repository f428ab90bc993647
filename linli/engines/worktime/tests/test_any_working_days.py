"""What holds for every clock of working days, and for the rule of days of every clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.engines.worktime import (
    Calendar,
    ClockEvent,
    Limit,
    Mark,
    Pause,
    Resume,
    Start,
    Unit,
    day_cells,
    parse_limit,
    read,
)

from .any_clock import TICK, calendars, courses, short, starts, steady


def _taken(calendar: Calendar, day: date, gap: tuple[datetime, datetime]) -> bool:
    """The rule of the rulers module said for one day, by the wall clock of the office."""
    opens, closes = _doors(calendar, day)
    paused, went_on = gap
    same = paused.astimezone(calendar.zone).date() == went_on.astimezone(calendar.zone).date() == day
    return paused < closes and went_on > opens and not (same and went_on < closes)


def _doors(calendar: Calendar, day: date) -> tuple[datetime, datetime]:
    shifts = calendar.hours_of(day)
    midnight = datetime.combine(day, datetime.min.time())
    return (
        (midnight + timedelta(minutes=shifts[0].opens)).replace(tzinfo=calendar.zone).astimezone(UTC),
        (midnight + timedelta(minutes=shifts[-1].closes)).replace(tzinfo=calendar.zone).astimezone(UTC),
    )


@given(steady, starts, st.integers(1, 12), st.lists(st.tuples(short, short), max_size=4))
def test_working_days_agree_with_leafing_through_the_calendar(
    calendar: Calendar, start: datetime, amount: int, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    events: list[ClockEvent] = [Start(start, Limit(amount, Unit.working_day))]
    gaps, at = [], start
    for run, rest in pauses:
        paused = at + run + TICK
        at = paused + rest + TICK
        gaps.append((paused, at))
        events += [Pause(paused, "materials", parse_limit("900d")), Resume(at)]
    day, left = start.astimezone(calendar.zone).date(), amount
    while left:
        day += timedelta(days=1)
        if calendar.is_working_day(day) and not any(_taken(calendar, day, gap) for gap in gaps):
            left -= 1
    assert read(events, calendar, at).due == _doors(calendar, day)[1]


@given(calendars, courses(), short)
def test_the_cells_add_up(calendar: Calendar, events: list[ClockEvent], later: timedelta) -> None:
    now = events[-1].at + later
    reading, cells = read(events, calendar, now), day_cells(events, calendar, now)
    days = [cell.day for cell in cells]
    assert days == sorted(set(days))
    assert [cell.day for cell in cells if cell.due] == [(reading.due - TICK).astimezone(calendar.zone).date()]
    if reading.limit.unit is Unit.working_day:
        marks = [cell.mark for cell in cells]
        assert marks.count(Mark.used) + marks.count(Mark.half) == reading.used_days
        assert marks.count(Mark.left) == reading.left_days
        assert marks.count(Mark.over) == reading.over_days
        assert [c.mark is Mark.weekend for c in cells] == [not calendar.is_working_day(c.day) for c in cells]
