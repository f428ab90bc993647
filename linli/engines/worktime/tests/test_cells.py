from datetime import date

import pytest

from linli.engines.worktime import Cell, ClockEvent, Mark, Pause, Resume, Start, Stop, day_cells, parse_limit

from .offices import at, nanning

LONG = parse_limit("60 working days")


def rule(limit: str, now: str, *events: ClockEvent, started: str = "2026-11-02 9:30") -> str:
    """The marks of a clock by their first letter."""
    cells = day_cells([Start(at(started), parse_limit(limit)), *events], nanning(), at(now))
    return "".join(cell.mark[0] for cell in cells)


PAUSED = (Pause(at("2026-11-05 10:00"), "补材料", LONG), Resume(at("2026-11-06 10:00")))


@pytest.mark.parametrize(
    ("limit", "now", "marks"),
    [
        ("7 working days", "2026-11-02 12:00", "llllwwlll"),  # the day of the start has no cell
        ("7 working days", "2026-11-09 12:00", "uuuuwwhll"),  # 剩2天半
        ("7 working days", "2026-11-07 12:00", "uuuuwwlll"),  # on a Saturday nothing is today
        ("3 working days", "2026-11-05 12:00", "uuh"),  # 今天18:00
        ("3 working days", "2026-11-05 20:00", "uuh"),
        ("3 working days", "2026-11-09 8:00", "uuuowwo"),  # 超期2天
        ("2d", "2026-11-03 9:00", "uhl"),
        ("2d", "2026-11-05 9:00", "uuoo"),
        ("10 working hours", "2026-11-03 9:30", "uh"),
        ("10 working hours", "2026-11-04 9:30", "uoo"),
        ("2h", "2026-11-02 12:30", "o"),
    ],
)
def test_marks(limit: str, now: str, marks: str) -> None:
    assert rule(limit, now) == marks


@pytest.mark.parametrize(
    ("limit", "now", "marks"),
    [
        ("5 working days", "2026-11-10 12:00", "uuppwwuhl"),  # the third example of the components picture
        ("12 working hours", "2026-11-03 18:00", "uo"),  # due at 16:30
        ("20 working hours", "2026-11-09 9:30", "uuooowwo"),
        ("25 working hours", "2026-11-09 9:30", "uuuuowwo"),  # an hour of the 5th counts, the rest stood still
        ("30 working hours", "2026-11-09 9:30", "uuuuuwwh"),
    ],
)
def test_marks_after_a_pause(limit: str, now: str, marks: str) -> None:
    assert rule(limit, now, *PAUSED) == marks


def test_a_pause_that_lasts_is_hatched_until_it_ends_by_itself() -> None:
    pause = Pause(at("2026-11-04 10:00"), "补材料", parse_limit("2 working days"))
    assert rule("3 working days", "2026-11-04 12:00", pause) == "upppwwll"
    assert rule("20 working hours", "2026-11-05 12:00", pause) == "uuuppwwl"
    assert rule("3d", "2026-11-05 12:00", pause) == "uuupll"


def test_a_stopped_clock_has_no_today() -> None:
    assert rule("3 working days", "2026-11-09 9:00", Stop(at("2026-11-04 12:00"))) == "uul"


def test_a_clock_begun_after_hours_begins_on_the_day_it_runs() -> None:
    assert rule("10 working hours", "2026-11-03 10:00", started="2026-11-02 20:00") == "hl"


def test_holidays_and_unknown_years_are_marked() -> None:
    start = Start(at("2026-12-30 9:30"), parse_limit("2 working days"))
    assert day_cells([start], nanning(), at("2026-12-31 9:30")) == [
        Cell(date(2026, 12, 31), Mark.half),
        Cell(date(2027, 1, 1), Mark.weekend, provisional=True),
        Cell(date(2027, 1, 2), Mark.weekend, provisional=True),
        Cell(date(2027, 1, 3), Mark.weekend, provisional=True),
        Cell(date(2027, 1, 4), Mark.left, due=True, provisional=True),
    ]
    assert rule("3 working days", "2026-09-30 12:00", started="2026-09-30 9:30") == "wwwwwwwlll"
