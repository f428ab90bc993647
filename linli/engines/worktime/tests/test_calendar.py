from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from linli.engines.worktime import (
    Calendar,
    CalendarRefused,
    HoursRefused,
    OutsideCalendar,
    hours,
    parse_limit,
    weekdays,
)

from .offices import FIXED, OFFICE, SHANGHAI, at, nanning, plain

MAKE_UP_2026 = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]


def test_2026_is_worked_as_the_state_council_arranged_it() -> None:
    calendar = nanning()
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in year if calendar.is_working_day(day)] == [
        day for day in year if chinese_calendar.is_workday(day)
    ]
    assert calendar.working_days(date(2026, 1, 1), date(2026, 12, 31)) == 248
    weekend_work = [(d.month, d.day) for d in year if d.weekday() > 4 and calendar.is_working_day(d)]
    assert weekend_work == MAKE_UP_2026


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-11-02 9:30", "3 working days", "2026-11-05 18:00"),
        ("2026-11-02 0:00", "1 working day", "2026-11-03 18:00"),  # whatever the hour, the day does not count
        ("2026-11-02 23:59", "1 working day", "2026-11-03 18:00"),
        ("2026-11-06 9:30", "1 working day", "2026-11-09 18:00"),  # a weekend between
        ("2026-11-07 9:30", "1 working day", "2026-11-09 18:00"),  # begun on a Saturday
        ("2025-12-31 9:30", "1 working day", "2026-01-04 18:00"),  # New Year, Sunday 4 January made up
        ("2026-02-13 9:30", "1 working day", "2026-02-14 18:00"),  # a Saturday made up for Spring Festival
        ("2026-02-13 9:30", "3 working days", "2026-02-25 18:00"),  # 15 to 23 February off
        ("2026-02-27 9:30", "1 working day", "2026-02-28 18:00"),
        ("2026-05-08 9:30", "1 working day", "2026-05-09 18:00"),
        ("2026-09-18 9:30", "1 working day", "2026-09-20 18:00"),
        ("2026-09-30 9:30", "3 working days", "2026-10-10 18:00"),  # National Day, Saturday 10 October made up
        ("2026-11-02 9:30", "4 working hours", "2026-11-02 15:30"),  # lunch is not worked
        ("2026-11-02 13:00", "1 working hour", "2026-11-02 15:00"),
        ("2026-11-06 17:30", "1 working hour", "2026-11-09 9:30"),
        ("2026-11-02 9:00", "7 working hours", "2026-11-02 18:00"),  # closing time, not the next morning
        ("2026-02-13 17:30", "1 working hour", "2026-02-14 9:30"),  # a make-up day has office hours
        ("2026-11-06 17:30", "30 min", "2026-11-06 18:00"),
        ("2026-11-06 17:30", "2h", "2026-11-06 19:30"),
        ("2026-11-06 17:30", "7d", "2026-11-13 17:30"),
    ],
)
def test_due(start: str, limit: str, due: str) -> None:
    assert nanning().due(at(start), parse_limit(limit)) == at(due)


def test_a_year_without_an_arrangement_is_counted_by_weekdays_and_the_fixed_holidays() -> None:
    calendar = nanning()
    assert not calendar.is_known(2027)
    start, limit = at("2026-12-30 9:30"), parse_limit("3 working days")
    due = calendar.due(start, limit)
    assert due == at("2027-01-05 18:00")  # 31 December, then 4 and 5 January: the 1st is a fixed holiday
    assert calendar.provisional(start, due)
    assert not calendar.provisional(start, at("2026-12-31 23:59"))
    assert not calendar.is_working_day(date(2027, 10, 1))


def test_dates_given_for_an_unknown_year_hold_before_its_arrangement_comes() -> None:
    lunar = {date(2027, 2, 8): False, date(2027, 2, 6): True, date(2027, 5, 3): False}
    calendar = Calendar(SHANGHAI, OFFICE, lunar, frozenset(), FIXED)
    assert calendar.due(at("2027-02-05 9:30"), parse_limit("2 working days")) == at("2027-02-09 18:00")
    assert calendar.is_working_day(date(2027, 2, 6))


def test_the_arrangement_of_a_known_year_is_the_whole_truth_of_it() -> None:
    fixed = frozenset({(11, 3)})
    assert Calendar(SHANGHAI, OFFICE, {}, frozenset({2026}), fixed).is_working_day(date(2026, 11, 3))
    assert not Calendar(SHANGHAI, OFFICE, {}, frozenset({2025}), fixed).is_working_day(date(2026, 11, 3))


def test_a_make_up_day_may_have_hours_of_its_own() -> None:
    calendar = Calendar(SHANGHAI, OFFICE, {date(2026, 10, 10): True}, makeup=hours("8:30-12:00"))
    assert calendar.due(at("2026-10-09 9:30"), parse_limit("1 working day")) == at("2026-10-10 12:00")


def test_working_time_between_two_moments() -> None:
    calendar = nanning()
    assert calendar.between(at("2026-11-06 17:00"), at("2026-11-09 10:00")) == timedelta(hours=2)
    assert calendar.between(at("2026-11-09 10:00"), at("2026-11-06 17:00")) == -timedelta(hours=2)
    assert calendar.between(at("2026-11-02 11:59"), at("2026-11-02 14:01")) == timedelta(minutes=2)


def test_nothing_added_is_no_wait() -> None:
    night = at("2026-11-07 3:00")
    assert nanning().add(night, timedelta(0)) == night
    with pytest.raises(ValueError, match="not taken away"):
        nanning().add(night, timedelta(hours=-1))


@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        ("America/New_York", "2026-03-08 0:00", "2026-03-09 1:00"),  # the day of 23 hours
        ("America/New_York", "2026-11-01 0:00", "2026-11-01 23:00"),  # the day of 25 hours
        ("Australia/Lord_Howe", "2026-04-05 0:00", "2026-04-05 23:30"),  # a clock change of half an hour
        ("Asia/Shanghai", "2026-03-08 0:00", "2026-03-09 0:00"),
    ],
)
def test_an_office_that_never_closes_works_24_hours_in_24_hours(zone: str, start: str, due: str) -> None:
    calendar, local = plain(zone, "0:00-24:00", seven=True), ZoneInfo(zone)
    assert calendar.due(at(start, local), parse_limit("24 working hours")) == at(due, local)
    assert calendar.between(at(start, local), at(due, local)) == timedelta(hours=24)


def test_hours_that_a_clock_change_skips_are_not_worked_twice() -> None:
    zone = ZoneInfo("America/New_York")
    calendar = plain("America/New_York", "2:00-2:30", "3:00-5:00", seven=True)
    skipped = calendar.between(at("2026-03-08 0:00", zone), at("2026-03-09 0:00", zone))
    assert skipped == timedelta(hours=2)  # 2:00 to 2:30 reads as 3:00 to 3:30, then on to 5:00


def test_a_date_that_never_was_is_no_working_day() -> None:
    samoa = plain("Pacific/Apia", "9:00-17:00", seven=True)  # went from 29 to 31 December 2011
    assert samoa.working_days(date(2011, 12, 29), date(2011, 12, 31)) == 2
    start = at("2011-12-29 10:00", ZoneInfo("Pacific/Apia"))
    assert samoa.due(start, parse_limit("1 working day")) == at("2011-12-31 17:00", ZoneInfo("Pacific/Apia"))


@pytest.mark.parametrize(
    ("spans", "sentence"),
    [
        (["9:00-25:00"], "not within one day"),
        (["22:00-6:00"], "Write a night as two spans: 22:00-24:00 on one day and 0:00-6:00 on the next."),
        (["9:00-12:00", "11:00-18:00"], "9:00-12:00 and 11:00-18:00 overlap"),
        (["nine to five"], '"nine to five" is not a span of hours. Write "9:00-12:00".'),
        (["9:75-12:00"], "more than 59 minutes"),
    ],
)
def test_hours_that_cannot_be_are_refused(spans: list[str], sentence: str) -> None:
    with pytest.raises(HoursRefused, match=sentence.replace("(", r"\(")):
        hours(*spans)


def test_hours_may_be_written_with_any_dash_and_in_any_order() -> None:
    assert hours("14:00–18:00", "9:00至12:00") == hours("9:00-12:00", "14:00-18:00")


def test_a_week_without_work_is_refused() -> None:
    with pytest.raises(CalendarRefused, match="nothing would ever be due"):
        Calendar(SHANGHAI, ((), (), (), (), (), (), ()))
    with pytest.raises(CalendarRefused, match="A week has 7 days, not 5"):
        Calendar(SHANGHAI, weekdays("9:00-17:00")[:5])  # type: ignore[arg-type]


def test_what_is_never_due_is_said_and_not_looked_for_forever() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=n): False for n in range(64_000)}
    calendar = Calendar(SHANGHAI, OFFICE, closed)
    with pytest.raises(OutsideCalendar, match="Counted from 2026-03-02, this is not due by the end of 2199"):
        calendar.due(at("2026-03-02 9:30"), parse_limit("1 working day"))
    with pytest.raises(OutsideCalendar, match="from 1970 to 2199"):
        calendar.due(at("1969-03-02 9:30"), parse_limit("1 working day"))


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(TypeError):
        nanning().due(datetime(2026, 11, 2, 9, 30), parse_limit("1 working day"))  # noqa: DTZ001


def test_years_are_laid_out_once_and_widened_either_way() -> None:
    calendar = Calendar(SHANGHAI, OFFICE)
    one = parse_limit("1 working day")
    late, early = at("2026-11-02 9:30"), at("2019-11-04 9:30")
    assert calendar.due(late, one) == at("2026-11-03 18:00")
    table = calendar.table(2026, 2026)
    assert calendar.due(late, one) == at("2026-11-03 18:00")
    assert calendar.table(2026, 2026) is table
    assert calendar.due(early, one) == at("2019-11-05 18:00")
    assert (calendar.table(2026, 2026).first_year, calendar.table(2026, 2026).last_year) == (2019, 2026)
    assert calendar.due(late, one) == at("2026-11-03 18:00")
