"""Any calendar and any clock: what the property tests draw from, in zones with and without clock changes."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from linli.engines.worktime import (
    Calendar,
    ClockEvent,
    Limit,
    LimitChanged,
    Pause,
    Resume,
    Start,
    Stop,
    Unit,
    Week,
    every_day,
    hours,
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


def some_calendar(week: Week, zone: str) -> Calendar:
    """Three years with a day in ten against its weekday; 2011 has a date that Apia skipped."""
    dice = random.Random(zone)
    dates = (date(2010, 1, 1) + timedelta(days=n) for n in range(1_095))
    days = {day: dice.random() < 0.5 for day in dates if dice.random() < 0.1}
    return Calendar(ZoneInfo(zone), week, days, frozenset({2010, 2011}), frozenset({(1, 1)}))


calendars = st.sampled_from([some_calendar(week, zone) for week in WEEKS for zone in ZONES])
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


steady = st.sampled_from([some_calendar(week, "Asia/Shanghai") for week in WEEKS])
