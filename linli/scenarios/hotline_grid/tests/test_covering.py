"""Coverage is counted so that anybody can do it again by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.scenarios.hotline_grid.covering import (
    DONE,
    DUE,
    OVERDUE,
    Covered,
    Frequency,
    counted,
    coverage,
    period,
    standing,
)

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
PERS = st.sampled_from(["day", "week", "month"])
FREQUENCIES = st.builds(Frequency, st.integers(1, 5), PERS, st.integers(0, 12 * 60), st.integers(12 * 60 + 1, 24 * 60))


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001  the city's own time


VISITS = st.lists(st.tuples(DAYS, st.integers(0, 23), st.integers(0, 59)).map(lambda one: at(*one)), max_size=12)


def test_a_week_with_one_visit_of_two_targets_is_half() -> None:
    weekly = Frequency(times=1, per="week")
    assert coverage(weekly, {"a": [at(MONDAY)]}, ["a", "b"], MONDAY, MONDAY) == Covered(1, 2)


def test_a_daily_plan_asks_for_the_days_that_have_begun() -> None:
    daily = Frequency(times=1, per="day", begin=8 * 60, end=18 * 60)
    visits = {
        "a": [at(MONDAY), at(MONDAY, 23), at(MONDAY + timedelta(days=1), 7)]
    }  # the last two lie outside the hours
    wednesday = MONDAY + timedelta(days=2)
    assert coverage(daily, visits, ["a"], wednesday, wednesday) == Covered(1, 3)


@pytest.mark.parametrize(
    ("visits", "found"),
    [
        ([], OVERDUE),
        ([at(MONDAY - timedelta(days=3))], DUE),
        ([at(MONDAY)], DONE),
        ([at(MONDAY), at(MONDAY - timedelta(days=3))], DONE),
    ],
)
def test_missed_last_week_and_not_yet_this_week_is_overdue(visits: Sequence[datetime], found: str) -> None:
    assert standing(Frequency(), visits, at(MONDAY + timedelta(days=1), 12)) == found


def test_a_plan_that_began_this_week_has_missed_nothing() -> None:
    assert standing(Frequency(), [], at(MONDAY + timedelta(days=1)), since=MONDAY) == DUE


@given(per=PERS, day=DAYS)
def test_every_day_lies_in_one_period_and_periods_meet(per: str, day: date) -> None:
    first, after = period(per, day)
    assert first <= day < after
    assert period(per, first) == (first, after)
    assert period(per, after)[0] == after


@given(frequency=FREQUENCIES, visits=VISITS, day=DAYS)
def test_the_order_of_visits_is_nothing_and_more_is_never_less(
    frequency: Frequency, visits: list[datetime], day: date
) -> None:
    span = period(frequency.per, day)
    made = counted(frequency, visits, *span)
    assert made == counted(frequency, visits[::-1], *span)
    assert 0 <= made <= frequency.times
    assert counted(frequency, [*visits, *visits], *span) >= made


@given(frequency=FREQUENCIES, visits=VISITS, week=DAYS, after=st.integers(0, 20))
def test_what_was_made_never_exceeds_what_was_asked(
    frequency: Frequency, visits: list[datetime], week: date, after: int
) -> None:
    today = period("week", week)[0] + timedelta(days=after)
    found = coverage(frequency, {"a": visits}, ["a", "b"], week, today)
    assert 0 <= found.done <= found.base
    everything = {key: [at(week + timedelta(days=n), 12) for n in range(-40, 41)] * 5 for key in "ab"}
    full = coverage(Frequency(frequency.times, frequency.per), everything, ["a", "b"], week, today)
    asked = min(frequency.times, 7) if frequency.per == "week" else frequency.times
    assert full.done == full.base * asked // frequency.times or frequency.per != "week"


@given(frequency=FREQUENCIES, visits=VISITS, now=DAYS)
def test_a_target_that_is_done_is_counted_as_made(frequency: Frequency, visits: list[datetime], now: date) -> None:
    if standing(frequency, visits, at(now, 12)) == DONE and frequency.per != "day":
        assert (
            coverage(frequency, {"a": visits}, ["a"], now, now).done >= 1 or period("week", now)[0].month != now.month
        )
