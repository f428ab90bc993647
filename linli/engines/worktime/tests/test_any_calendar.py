"""What holds for the working time of every calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from linli.engines.worktime import Calendar, Limit

from .any_clock import TICK, calendars, limits, moments, waits


@given(calendars, moments, waits)
def test_adding_and_measuring_are_inverse(calendar: Calendar, start: datetime, wait: timedelta) -> None:
    end = calendar.add(start, wait)
    assert calendar.between(start, end) == wait
    assert end >= start
    assert wait == timedelta(0) or calendar.between(start, end - TICK) == wait - TICK  # no earlier moment will do
    assert calendar.between(end, start) == -wait


@given(calendars, moments, waits)
def test_measuring_and_adding_are_inverse(calendar: Calendar, start: datetime, wait: timedelta) -> None:
    end = start + wait
    working = calendar.between(start, end)
    assert start <= calendar.add(start, working) <= end
    if working and calendar.between(end - TICK, end):
        assert calendar.add(start, working) == end


@given(calendars, moments, waits, waits, waits)
def test_working_time_is_monotone_and_adds_up(
    calendar: Calendar, start: datetime, one: timedelta, two: timedelta, three: timedelta
) -> None:
    first, second, third = start, start + one, start + one + two
    assert calendar.between(first, second) + calendar.between(second, third) == calendar.between(first, third)
    assert timedelta(0) <= calendar.between(first, second) <= one
    assert calendar.add(first, three) <= calendar.add(second, three)
    assert calendar.add(first, one) <= calendar.add(first, one + two)


@given(calendars, moments, waits, limits)
def test_due_is_monotone(calendar: Calendar, start: datetime, wait: timedelta, limit: Limit) -> None:
    due = calendar.due(start, limit)
    assert due >= start
    assert due <= calendar.due(start + wait, limit)
    assert due < calendar.due(start, Limit(limit.amount + 1, limit.unit))


@given(calendars, moments, st.integers(1, 200))
def test_working_time_agrees_with_looking_at_the_office_every_five_minutes(
    calendar: Calendar, start: datetime, steps: int
) -> None:
    step = timedelta(minutes=5)
    start = start.replace(minute=start.minute // 5 * 5, second=0, microsecond=0)
    assume(_offset_is_steady(calendar, start, start + steps * step))
    seen = sum((step for n in range(steps) if _open(calendar, start + n * step)), timedelta(0))
    assert calendar.between(start, start + steps * step) == seen


def _offset_is_steady(calendar: Calendar, start: datetime, end: datetime) -> bool:
    """The other tests hold through clock changes; there a wall clock cannot be asked so simply."""
    around = (start - timedelta(days=2), end + timedelta(days=2))
    return len({at.astimezone(calendar.zone).utcoffset() for at in around}) == 1


def _open(calendar: Calendar, at: datetime) -> bool:
    local = at.astimezone(calendar.zone)
    minute = local.hour * 60 + local.minute
    return any(shift.opens <= minute < shift.closes for shift in calendar.hours_of(local.date()))
