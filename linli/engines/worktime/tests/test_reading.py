from datetime import timedelta
from fractions import Fraction

import pytest

from linli.engines.worktime import (
    ClockEvent,
    Lamp,
    LimitChanged,
    NoStart,
    OutsideCalendar,
    Pause,
    Resume,
    Start,
    Stop,
    Thresholds,
    day_cells,
    parse_limit,
    read,
)

from .offices import at, nanning, plain

LONG = parse_limit("60 working days")
TICK = timedelta(microseconds=1)


def case(limit: str = "30 working days", started: str = "2026-11-02 9:30") -> list[ClockEvent]:
    return [Start(at(started), parse_limit(limit))]


def lamps(events: list[ClockEvent], *moments: str) -> list[Lamp]:
    return [read(events, nanning(), at(moment)).lamp for moment in moments]


def test_the_clock_of_the_design_picture() -> None:
    """design/desk-case-1440: accepted 2 November, two days of pause, today the 19th, due 16 December."""
    applied = at("2026-11-01 20:20")
    pause = Pause(at("2026-11-11 10:00"), "等居民补材料", parse_limit("10 working days"))
    events = [*case(), pause, Resume(at("2026-11-12 10:05"))]
    now = at("2026-11-19 9:20")
    reading = read(events, nanning(), now)
    assert read(case(), nanning(), now).due == at("2026-12-14 18:00")
    assert reading.due == at("2026-12-16 18:00")
    assert (reading.used_days, reading.left_days, reading.over_days) == (11, 19, 0)
    assert (reading.lamp, reading.provisional, reading.paused) == (Lamp.green, False, False)
    assert now - applied == timedelta(days=17, hours=13)  # 居民时钟: 已等17天13小时
    assert "".join(cell.mark[0] for cell in day_cells(events, nanning(), now)) == (
        "uuuuwwuuppuwwuuuhlwwlllllwwlllllwwlllllwwlll"
    )


def test_a_pause_of_ten_working_days_ends_by_itself() -> None:
    """The same picture: 最长10个工作日，到12月3日自动恢复."""
    events = [*case(), Pause(at("2026-11-19 9:20"), "等居民补材料", parse_limit("10 working days"))]
    paused = read(events, nanning(), at("2026-11-25 9:00"))
    assert (paused.lamp, paused.paused, paused.reason) == (Lamp.paused, True, "等居民补材料")
    assert paused.resumes == paused.next_change == at("2026-12-03 18:00")
    went_on = read(events, nanning(), at("2026-12-04 9:00"))
    assert (went_on.lamp, went_on.paused, went_on.reason, went_on.resumes) == (Lamp.green, False, "", None)
    assert went_on.due == paused.due == at("2026-12-29 18:00")  # 11 days from 19 November to 3 December taken out


def test_the_resident_waits_through_every_pause() -> None:
    events = [*case(), Pause(at("2026-11-04 10:00"), "补材料", LONG)]
    reading = read(events, nanning(), at("2026-11-16 9:30"))
    assert reading.waited == timedelta(days=14)
    assert reading.used_days == 1


def test_lamps_turn_in_order() -> None:
    events = case("10 working days")  # 2 to 16 November
    turns = ["2026-11-02 10:00", "2026-11-12 17:59", "2026-11-12 18:00", "2026-11-16 18:00", "2026-11-16 18:01"]
    assert lamps(events, *turns) == [Lamp.green, Lamp.green, Lamp.amber, Lamp.amber, Lamp.red]
    assert lamps(events, "2026-11-30 18:00", "2026-11-30 18:01") == [Lamp.red, Lamp.black]


def test_one_scan_of_next_change_finds_every_turn() -> None:
    events, now, seen = case("10 working days"), at("2026-11-02 9:30"), []
    while True:
        reading = read(events, nanning(), now)
        seen.append((reading.lamp, now))
        if reading.next_change is None:
            break
        now = reading.next_change
    assert seen == [
        (Lamp.green, at("2026-11-02 9:30")),
        (Lamp.amber, at("2026-11-12 18:00")),
        (Lamp.red, at("2026-11-16 18:00") + TICK),
        (Lamp.black, at("2026-11-30 18:00") + TICK),
    ]


def test_amber_comes_on_the_due_day_of_a_limit_in_days_but_not_of_a_short_one() -> None:
    assert lamps(case("1 working day"), "2026-11-02 23:59", "2026-11-03 0:00") == [Lamp.green, Lamp.amber]
    assert lamps(case("1d"), "2026-11-02 23:59", "2026-11-03 0:00") == [Lamp.green, Lamp.amber]
    assert lamps(case("2h"), "2026-11-02 11:05", "2026-11-02 11:06") == [Lamp.green, Lamp.amber]
    assert lamps(case("4 working hours"), "2026-11-02 14:41", "2026-11-02 14:42") == [Lamp.green, Lamp.amber]


def test_what_is_due_at_midnight_is_due_on_the_day_that_ends() -> None:
    never_closed = plain("Asia/Shanghai", "0:00-24:00", seven=True)
    turn = at("2026-11-04 0:00")
    found = [read(case("2 working days"), never_closed, moment) for moment in (turn - TICK, turn)]
    assert [reading.due for reading in found] == [at("2026-11-05 0:00")] * 2
    assert [reading.lamp for reading in found] == [Lamp.green, Lamp.amber]


def test_thresholds_are_data() -> None:
    strict = Thresholds(amber_share=Fraction(1, 2), amber_on_due_day=False, black_after=Fraction(1, 2))
    events = case("4h")
    found = [read(events, nanning(), at(f"2026-11-02 {t}"), strict).lamp for t in ("11:29", "11:30", "15:31")]
    assert found == [Lamp.green, Lamp.amber, Lamp.black]
    with pytest.raises(ValueError, match="share of time left"):
        Thresholds(amber_share=Fraction(1))
    with pytest.raises(ValueError, match="some time after it turns red"):
        Thresholds(black_after=Fraction(0))


def test_lateness_is_counted_in_the_time_of_the_limit() -> None:
    days = read(case("1 working day"), nanning(), at("2026-11-06 9:30"))
    assert (days.used_days, days.left_days, days.over_days) == (1, 0, 3)  # 4, 5 and 6 November
    assert days.over_by == timedelta(hours=14, minutes=30)
    assert days.remaining == timedelta(0)
    hours = read(case("2h"), nanning(), at("2026-11-02 12:30"))
    assert (hours.lamp, hours.over_by, hours.used_days) == (Lamp.red, timedelta(hours=1), None)
    week = read(case("7d"), nanning(), at("2026-11-10 10:00"))
    assert (week.used_days, week.left_days, week.over_days) == (7, 0, 2)


def test_a_pause_does_not_hide_lateness() -> None:
    events = [*case("3 working days"), Pause(at("2026-11-06 10:00"), "补材料", parse_limit("3 working days"))]
    reading = read(events, nanning(), at("2026-11-07 10:00"))
    assert (reading.lamp, reading.paused) == (Lamp.red, True)
    assert reading.next_change == reading.resumes == at("2026-11-11 18:00")


@pytest.mark.parametrize(
    ("paused", "went_on", "due"),
    [
        ("2026-11-03 10:00", "2026-11-03 10:00", "2026-11-05 18:00"),  # at once
        ("2026-11-03 10:00", "2026-11-03 17:59", "2026-11-05 18:00"),  # within one day
        ("2026-11-03 10:00", "2026-11-03 18:00", "2026-11-06 18:00"),  # up to closing time
        ("2026-11-03 10:00", "2026-11-04 9:00", "2026-11-06 18:00"),  # back before the doors open
        ("2026-11-03 10:00", "2026-11-04 9:01", "2026-11-09 18:00"),  # both days
        ("2026-11-03 18:00", "2026-11-04 9:00", "2026-11-05 18:00"),  # a night
        ("2026-11-06 18:00", "2026-11-09 9:00", "2026-11-05 18:00"),  # after it was due: no matter
        ("2026-11-02 10:00", "2026-11-02 17:00", "2026-11-05 18:00"),  # on the day of the start
        ("2026-11-02 10:00", "2026-11-03 9:01", "2026-11-06 18:00"),
    ],
)
def test_which_days_a_pause_takes_out(paused: str, went_on: str, due: str) -> None:
    events = [*case("3 working days"), Pause(at(paused), "补材料", LONG), Resume(at(went_on))]
    assert read(events, nanning(), at("2026-11-09 12:00")).due == at(due)


def test_two_pauses_that_share_a_day_take_it_out_once() -> None:
    events = [
        *case("3 working days"),
        Pause(at("2026-11-03 10:00"), "补材料", LONG),
        Resume(at("2026-11-04 10:00")),
        Pause(at("2026-11-04 16:00"), "鉴定", LONG),
        Resume(at("2026-11-05 10:00")),
    ]
    assert read(events, nanning(), at("2026-11-05 12:00")).due == at("2026-11-10 18:00")


def test_a_pause_with_no_run_in_between_is_one_pause() -> None:
    before_opening = at("2026-11-04 8:30")
    events = [
        *case("3 working days"),
        Pause(at("2026-11-03 19:00"), "补材料", LONG),
        Resume(before_opening),
        Pause(before_opening, "鉴定", LONG),
        Resume(at("2026-11-04 10:00")),
    ]
    whole = [events[0], events[1], events[4]]
    now = at("2026-11-04 12:00")
    assert read(events, nanning(), now).due == read(whole, nanning(), now).due == at("2026-11-06 18:00")


def test_a_pause_takes_over_from_the_one_before_it() -> None:
    events = [
        *case("10 working days"),
        Pause(at("2026-11-03 10:00"), "补材料", parse_limit("2 working days")),
        Pause(at("2026-11-04 10:00"), "鉴定", parse_limit("3 working days")),
    ]
    reading = read(events, nanning(), at("2026-11-05 20:00"))
    assert (reading.reason, reading.resumes) == ("鉴定", at("2026-11-09 18:00"))


def test_a_stopped_clock_stays_as_it_was() -> None:
    events = [*case("3 working days"), Stop(at("2026-11-04 10:00")), Resume(at("2026-11-09 9:00"))]
    for moment in ("2026-11-04 10:00", "2027-11-04 10:00"):
        reading = read(events, nanning(), at(moment))
        assert (reading.lamp, reading.stopped, reading.next_change) == (Lamp.green, True, None)
        assert (reading.used_days, reading.waited) == (2, timedelta(days=2, minutes=30))
    in_time = [*case("3 working days"), Stop(at("2026-11-05 18:00"))]
    late = [*case("3 working days"), Stop(at("2026-11-05 18:00") + TICK)]
    assert [read(e, nanning(), at("2026-11-09 9:00")).lamp for e in (in_time, late)] == [Lamp.amber, Lamp.red]


def test_a_clock_may_be_stopped_while_it_stands_still() -> None:
    pause, stop = Pause(at("2026-11-03 10:00"), "补材料", LONG), Stop(at("2026-11-04 10:00"))
    reading = read([*case("3 working days"), pause, stop], nanning(), at("2026-11-20 9:00"))
    assert (reading.paused, reading.lamp, reading.used_days) == (False, Lamp.green, 0)


def test_the_past_can_be_read_again() -> None:
    events = [*case("3 working days"), Pause(at("2026-11-04 10:00"), "补材料", LONG), Stop(at("2026-11-20 9:00"))]
    then = at("2026-11-03 12:00")
    assert read(events, nanning(), then) == read(events[:1], nanning(), then)


def test_events_that_do_not_fit_change_nothing() -> None:
    events: list[ClockEvent] = [
        Resume(at("2026-11-01 9:00")),
        LimitChanged(at("2026-11-01 9:00"), parse_limit("1h")),
        *case("3 working days"),
        Start(at("2026-11-03 9:00"), parse_limit("9 working days")),
        Resume(at("2026-11-03 9:00")),
    ]
    now = at("2026-11-04 9:00")
    assert read(events, nanning(), now) == read(case("3 working days"), nanning(), now)


def test_a_clock_that_is_yet_to_start() -> None:
    reading = read(case("3 working days"), nanning(), at("2026-10-30 9:00"))
    assert (reading.lamp, reading.waited, reading.used_days) == (Lamp.green, timedelta(0), 0)
    with pytest.raises(NoStart, match="no start"):
        read([Resume(at("2026-11-03 9:00"))], nanning(), at("2026-11-04 9:00"))


def test_unknown_years_make_a_reading_provisional() -> None:
    now = at("2026-12-30 12:00")
    assert read(case("3 working days", "2026-12-30 9:30"), nanning(), now).provisional
    assert not read(case("1 working day", "2026-12-30 9:30"), nanning(), now).provisional
    assert not read(case("7d", "2026-12-30 9:30"), nanning(), now).provisional
    pause = Pause(at("2026-12-30 10:00"), "补材料", parse_limit("3 working days"))
    assert read([*case("7d", "2026-12-30 9:30"), pause], nanning(), now).provisional
    answered = [*case("7d", "2026-12-30 9:30"), pause, Resume(at("2026-12-30 11:00"))]
    assert not read(answered, nanning(), now).provisional


def test_a_clock_beyond_all_calendars_is_refused() -> None:
    with pytest.raises(OutsideCalendar, match="not due by the end of 2199"):
        read(case("10000 working days", "2180-01-01 9:00"), nanning(), at("2180-01-01 9:00"))
