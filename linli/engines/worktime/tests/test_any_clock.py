"""What holds for every clock, whatever happened to it."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from linli.engines.worktime import (
    Calendar,
    ClockEvent,
    Lamp,
    Limit,
    LimitChanged,
    Pause,
    Resume,
    Start,
    Stop,
    Unit,
    parse_limit,
    read,
)

from .any_clock import TICK, calendars, courses, limits, short


def limit_of(events: list[ClockEvent]) -> Limit:
    return [event.limit for event in events if isinstance(event, Start | LimitChanged)][-1]


@given(calendars, courses(), short)
def test_a_reading_does_not_depend_on_order_or_on_being_repeated(
    calendar: Calendar, events: list[ClockEvent], later: timedelta
) -> None:
    now = events[-1].at + later
    reading = read(events, calendar, now)
    shuffled = random.Random(len(events)).sample(events, len(events))
    assert read(shuffled, calendar, now) == reading
    assert read(events + events, calendar, now) == reading
    assert read(iter(events), calendar, now) == reading


@given(calendars, courses(), short, short)
def test_later_events_do_not_change_earlier_readings(
    calendar: Calendar, events: list[ClockEvent], back: timedelta, on: timedelta
) -> None:
    then = max(events[-1].at - back + on, events[0].at)
    so_far = [event for event in events if event.at <= then]
    assert read(events, calendar, then) == read(so_far, calendar, then)


@given(calendars, courses(stops=False), short, short)
def test_pausing_and_going_on_at_once_changes_nothing(
    calendar: Calendar, events: list[ClockEvent], then: timedelta, later: timedelta
) -> None:
    at = events[-1].at + then + TICK
    assume(not read(events, calendar, at).paused)
    paused = [*events, Pause(at, "slip", parse_limit("1h")), Resume(at)]
    assert read(paused, calendar, at + later) == read(events, calendar, at + later)


@given(calendars, courses(stops=False), short, short, short, limits)
def test_a_pause_in_two_parts_is_one_pause(
    calendar: Calendar,
    events: list[ClockEvent],
    one: timedelta,
    two: timedelta,
    later: timedelta,
    other: Limit,
) -> None:
    at, long = events[-1].at + TICK, parse_limit("900d")
    middle, end = at + one, at + one + two
    whole = [*events, Pause(at, "materials", long), Resume(end)]
    split = [*events, Pause(at, "materials", long), Resume(middle), Pause(middle, "materials", long), Resume(end)]
    taken_over = [*events, Pause(at, "materials", long), Pause(middle, "materials", other), Resume(end)]
    reading = read(whole, calendar, end + later)
    assert read(split, calendar, end + later) == reading
    if calendar.due(middle, other) >= end:
        assert read(taken_over, calendar, end + later) == reading


@given(calendars, courses(stops=False), limits, short)
def test_a_pause_ends_by_itself_as_if_somebody_had_ended_it(
    calendar: Calendar, events: list[ClockEvent], maximum: Limit, later: timedelta
) -> None:
    at = events[-1].at + TICK
    left_alone = [*events, Pause(at, "materials", maximum)]
    ended = calendar.due(at, maximum)
    assert read(left_alone, calendar, at).resumes == ended
    resumed = [*left_alone, Resume(ended)]
    assert read(left_alone, calendar, ended + later) == read(resumed, calendar, ended + later)


@given(calendars, courses(stops=False), short, short)
def test_a_longer_pause_is_never_due_earlier(
    calendar: Calendar, events: list[ClockEvent], one: timedelta, two: timedelta
) -> None:
    at, now = events[-1].at + TICK, events[-1].at + timedelta(days=20)
    pause = Pause(at, "materials", parse_limit("900d"))
    dues = [read([*events, pause, Resume(at + length)], calendar, now).due for length in (timedelta(0), one, one + two)]
    assert dues == sorted(dues)


@given(calendars, courses(stops=False), limits, short)
def test_a_changed_limit_keeps_what_has_elapsed(
    calendar: Calendar, events: list[ClockEvent], limit: Limit, later: timedelta
) -> None:
    at = events[-1].at + TICK
    start = events[0]
    assert isinstance(start, Start)
    changed = [*events, LimitChanged(at, limit)]
    always = [Start(start.at, limit), *(e for e in events[1:] if not isinstance(e, LimitChanged))]
    assert read(changed, calendar, at + later) == read(always, calendar, at + later)
    back = [*changed, LimitChanged(at, limit_of(events))]
    assert read(back, calendar, at + later) == read(events, calendar, at + later)


@given(calendars, courses(), short)
def test_time_elapsed_and_time_remaining_make_up_the_limit(
    calendar: Calendar, events: list[ClockEvent], later: timedelta
) -> None:
    reading = read(events, calendar, events[-1].at + later)
    limit = reading.limit
    if limit.unit is not Unit.working_day:
        whole = timedelta(microseconds=limit.micros)
        assert reading.elapsed + reading.remaining - reading.over_by == whole
    assert not (reading.remaining and reading.over_by)
    assert timedelta(0) <= reading.elapsed <= reading.waited
    if limit.unit.is_daily:
        assert reading.used_days is not None
        assert reading.left_days is not None
        assert reading.used_days + reading.left_days == limit.amount


@given(calendars, courses(), short)
def test_the_residents_clock_never_stops(calendar: Calendar, events: list[ClockEvent], later: timedelta) -> None:
    now = events[-1].at + later
    until = events[-1].at if isinstance(events[-1], Stop) else now
    assert read(events, calendar, now).waited == until - events[0].at


@given(calendars, courses(), short, st.floats(0, 1))
def test_next_change_is_the_next_change(
    calendar: Calendar, events: list[ClockEvent], later: timedelta, part: float
) -> None:
    now = events[-1].at + later
    reading = read(events, calendar, now)
    change = reading.next_change
    if change is None:
        assert reading.stopped or reading.lamp is Lamp.black
        change = now + timedelta(days=400)
    else:
        after = read(events, calendar, change)
        assert change > now
        assert (after.lamp, after.paused) != (reading.lamp, reading.paused)
    for between in (now + (change - now) * part, change - TICK):
        if now <= between < change:
            seen = read(events, calendar, between)
            assert (seen.lamp, seen.paused) == (reading.lamp, reading.paused)


@given(calendars, courses(), short)
def test_lamp_and_due_agree(calendar: Calendar, events: list[ClockEvent], later: timedelta) -> None:
    now = events[-1].at + later
    reading = read(events, calendar, now)
    until = events[0].at + reading.waited
    assert (reading.lamp in (Lamp.red, Lamp.black)) == (until > reading.due)
    if reading.lamp is Lamp.paused:
        assert reading.paused
