"""What other trackers got wrong for years, with the figures of their reports. Thread names stand in the tests."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.engines.worktime import (
    Calendar,
    ClockEvent,
    Lamp,
    Limit,
    LimitChanged,
    Pause,
    Resume,
    Start,
    Unit,
    every_day,
    exceptions,
    parse_limit,
    read,
    weekdays,
)

from .offices import OFFICE, SHANGHAI, at, nanning, plain

LONG = parse_limit("60 working days")


def test_a_task_of_the_weekend_is_not_overdue_on_the_weekend() -> None:
    """osTicket#1168, #1107, #2131: 8 hours of a help desk that is open 9 hours on 5 days."""
    desk = plain("America/New_York", "8:00-17:00")
    zone = ZoneInfo("America/New_York")
    saturday = at("2014-08-23 10:00", zone)
    events = [Start(saturday, parse_limit("8 working hours"))]
    assert read(events, desk, at("2014-08-24 23:00", zone)).lamp is Lamp.green
    assert read(events, desk, at("2014-08-24 23:00", zone)).elapsed == timedelta(0)
    assert read(events, desk, saturday).due == at("2014-08-25 16:00", zone)


def test_a_clock_breaches_only_in_working_hours() -> None:
    """osTicket#4807: 4 hours from 17:00 on Friday, open 8:00 to 18:00, ran out at 21:00 with nobody there."""
    desk = plain("Europe/London", "8:00-18:00")
    zone = ZoneInfo("Europe/London")
    assert desk.due(at("2019-03-22 17:00", zone), parse_limit("4 working hours")) == at("2019-03-25 11:00", zone)


def test_a_lunch_break_is_no_working_time() -> None:
    """frappe/helpdesk#2212: a report made during lunch used up its response time before anyone was back."""
    events = [Start(at("2026-11-02 12:10"), parse_limit("30 working min"))]
    assert read(events, nanning(), at("2026-11-02 13:59")).elapsed == timedelta(0)
    reading = read(events, nanning(), at("2026-11-02 14:10"))
    assert (reading.elapsed, reading.due) == (timedelta(minutes=10), at("2026-11-02 14:30"))


@pytest.mark.parametrize(
    ("holidays", "due"),
    [
        ([], "2016-11-13 21:00"),  # 12 hours a day on all days: 4 days, as the reporter expected
        ([date(2016, 11, 13)], "2016-11-14 21:00"),
        ([date(2016, 11, 11), date(2016, 11, 13)], "2016-11-15 21:00"),
    ],
)
def test_48_hours_are_working_hours_and_holidays_are_seen(holidays: list[date], due: str) -> None:
    """zammad#390: 48 hours from 23:00 in an office open 9:00 to 21:00, with two holidays nobody knew were on."""
    berlin = ZoneInfo("Europe/Berlin")
    calendar = Calendar(berlin, every_day("9:00-21:00"), dict.fromkeys(holidays, False), frozenset({2016}))
    assert calendar.due(at("2016-11-09 23:00", berlin), parse_limit("48 working hours")) == at(due, berlin)


def test_an_office_that_never_closes_loses_no_minute_at_midnight() -> None:
    """zammad#3180: round-the-clock hours could only end at 23:59."""
    calendar = plain("Europe/Berlin", "0:00-24:00", seven=True)
    start = datetime(2020, 9, 4, 20, 0, tzinfo=UTC)
    assert calendar.due(start, parse_limit("8 working hours")) == start + timedelta(hours=8)


def test_a_changed_limit_keeps_the_time_waited() -> None:
    """glpi#15605, #6902: hold for days, change the priority, and the new limit forgot the hold."""
    opened, held, back = at("2026-11-02 9:00"), at("2026-11-02 11:00"), at("2026-11-05 15:00")
    changed = at("2026-11-05 16:00")
    events: list[ClockEvent] = [
        Start(opened, parse_limit("20 working hours")),
        Pause(held, "supplier", LONG),
        Resume(back),
    ]
    before = read(events, nanning(), changed)
    after = read([*events, LimitChanged(changed, parse_limit("4 working hours"))], nanning(), changed)
    assert before.elapsed == after.elapsed == timedelta(hours=3)
    assert after.remaining == timedelta(hours=1)
    assert after.due == at("2026-11-05 17:00")
    restored: list[ClockEvent] = [
        *events,
        LimitChanged(changed, parse_limit("4 working hours")),
        LimitChanged(changed + timedelta(minutes=5), parse_limit("20 working hours")),
    ]
    assert read(restored, nanning(), at("2026-11-05 17:00")).due == before.due


def test_a_limit_may_change_while_the_clock_stands_still() -> None:
    """glpi#6902: the ticket never left its hold, and was late all the same."""
    events: list[ClockEvent] = [
        Start(at("2026-11-02 9:00"), parse_limit("8 working hours")),
        Pause(at("2026-11-02 9:10"), "supplier", LONG),
        LimitChanged(at("2026-11-02 9:30"), parse_limit("1 working hour")),
    ]
    reading = read(events, nanning(), at("2026-11-04 9:00"))
    assert (reading.lamp, reading.elapsed) == (Lamp.paused, timedelta(minutes=10))
    went_on = read([*events, Resume(at("2026-11-04 9:00"))], nanning(), at("2026-11-04 9:00"))
    assert went_on.due == at("2026-11-04 9:50")


def test_a_pause_over_the_weekend_waits_and_is_due_by_one_calendar() -> None:
    """glpi#10594: waiting was measured in wall time and added to working time, so a weekend counted as days."""
    friday, night, monday = at("2026-11-06 10:00"), at("2026-11-06 18:30"), at("2026-11-09 8:30")
    for limit in ("7 working hours", "1 working day", "3 working days"):
        start = Start(friday, parse_limit(limit))
        plainly = read([start], nanning(), monday)
        held = read([start, Pause(night, "weekend", LONG), Resume(monday)], nanning(), monday)
        assert held.due == plainly.due, limit
        assert held.elapsed == plainly.elapsed, limit


def test_a_pause_from_friday_to_monday_costs_the_hours_the_office_was_open() -> None:
    """glpi#10594 again, with an hour of office time at either end of the weekend."""
    friday = at("2026-11-06 10:00")
    pause, resume = Pause(at("2026-11-06 17:00"), "supplier", LONG), Resume(at("2026-11-09 10:00"))
    now = at("2026-11-09 10:00")
    timed = read([Start(friday, parse_limit("7 working hours")), pause, resume], nanning(), now)
    assert timed.due == at("2026-11-09 12:00")  # Monday 11:00 plus nothing for the weekend, plus two hours
    days = read([Start(friday, parse_limit("1 working day")), pause, resume], nanning(), now)
    assert days.due == at("2026-11-10 18:00")  # the day of going on is not counted


def test_waiting_time_moves_the_due_moment_within_office_hours() -> None:
    """glpi#9082: 80 working hours from 10 May 2021 with 3 h 31 min of waiting, Ascension Day between."""
    paris = ZoneInfo("Europe/Paris")
    week = weekdays("8:00-18:00")
    calendar = Calendar(paris, week, {date(2021, 5, 13): False}, frozenset({2021}))
    events: list[ClockEvent] = [
        Start(at("2021-05-10 8:00", paris), Limit(80, Unit.working_hour)),
        Pause(at("2021-05-12 9:00", paris), "customer", LONG),
        Resume(at("2021-05-12 12:31", paris)),
    ]
    assert read(events, calendar, at("2021-05-14 9:00", paris)).due == at("2021-05-21 11:31", paris)


def test_festivities_are_not_ignored() -> None:
    """Signalen counts Monday to Friday "ignoring festivities"; in October 2026 that is off by five days."""
    start, limit = at("2026-09-30 9:30"), parse_limit("3 working days")
    heedless = Calendar(SHANGHAI, OFFICE, exceptions(OFFICE, []), frozenset({2026}))
    assert heedless.due(start, limit) == at("2026-10-05 18:00")
    assert nanning().due(start, limit) == at("2026-10-10 18:00")
