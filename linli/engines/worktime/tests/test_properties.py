"""What holds for every clock, in zones with and without clock changes."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from linli.engines.worktime import (
    Calendar,
    ClockEvent,
    Lamp,
    Limit,
    LimitChanged,
    Mark,
    Pause,
    Resume,
    Start,
    Stop,
    Unit,
    Week,
    day_cells,
    every_day,
    hours,
    parse_limit,
    read,
    weekdays,
)

TICK = timedelta(microseconds=1)
HALF_SATURDAY = (*weekdays("8:30-12:00", "14:30-17:30")[:5], hours("8:30-12:00"), ())
WEEKS: list[Week] = [
    weekdays("9:00-12:00", "14:00-18:00"),
    weekdays("8:00-17:00"),
    every_day("0:00-24:00"),
    every_day("0:00-2:15", "2:15-3:30", "22:00-24:00"),
    HALF_SATURDAY,
]
ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"]


def _calendar(week: Week, zone: str) -> Calendar:
    """Three years with a day in ten against its weekday; 2011 has a date that Apia skipped."""
    dice = random.Random(zone)
    dates = (date(2010, 1, 1) + timedelta(days=n) for n in range(1_095))
    days = {day: dice.random() < 0.5 for day in dates if dice.random() < 0.1}
    return Calendar(ZoneInfo(zone), week, days, frozenset({2010, 2011}), frozenset({(1, 1)}))


calendars = st.sampled_from([_calendar(week, zone) for week in WEEKS for zone in ZONES])
moments = st.datetimes(datetime(2010, 9, 1), datetime(2012, 3, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
waits = st.timedeltas(timedelta(0), timedelta(days=40))
short = st.one_of(
    st.timedeltas(timedelta(0), timedelta(days=6)),
    st.integers(0, 300).map(lambda n: timedelta(minutes=30 * n)),  # lands on opening and closing times
)
limits = st.one_of(
    st.builds(Limit, st.integers(1, 600), st.sampled_from([Unit.minute, Unit.working_minute])),
    st.builds(Limit, st.integers(1, 90), st.sampled_from([Unit.hour, Unit.working_hour])),
    st.builds(Limit, st.integers(1, 15), st.sampled_from([Unit.day, Unit.working_day])),
)
starts = st.one_of(moments, moments.map(lambda at: at.replace(minute=30 * (at.minute // 30), second=0, microsecond=0)))


@st.composite
def courses(draw: st.DrawFn, stops: bool = True) -> list[ClockEvent]:
    """A clock that was begun and whatever happened to it, each event later than the one before."""
    at = draw(starts)
    events: list[ClockEvent] = [Start(at, draw(limits))]
    for kind in draw(st.lists(st.sampled_from(["pause", "resume", "change"]), max_size=6)):
        at += draw(short) + TICK
        if kind == "pause":
            events.append(Pause(at, "materials", draw(limits)))
        elif kind == "resume":
            events.append(Resume(at))
        else:
            events.append(LimitChanged(at, draw(limits)))
    if stops and draw(st.integers(0, 4)) == 0:
        events.append(Stop(at + draw(short) + TICK))
    return events


def limit_of(events: list[ClockEvent]) -> Limit:
    return [event.limit for event in events if isinstance(event, Start | LimitChanged)][-1]


# The calendar


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


# The clock


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


# Working days


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


steady = st.sampled_from([_calendar(week, "Asia/Shanghai") for week in WEEKS])


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
