"""The day rule (日尺) of a clock: one cell a day, the same picture on a phone, a desk and a printed sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .calendar import Calendar
from .clock import ClockEvent
from .limits import Unit
from .reading import USUAL, Measured, measured


class Mark(StrEnum):
    """How a cell is drawn (design guide, section 3)."""

    used = "used"  # full: gone by
    half = "half"  # today
    left = "left"  # hollow: still there
    paused = "paused"  # hatched: the clock stood still, or will if nobody does anything
    over = "over"  # struck through: late
    weekend = "weekend"  # a dash: the offices are closed, holidays too


@dataclass(frozen=True, slots=True)
class Cell:
    """One date of the rule."""

    day: date
    mark: Mark
    due: bool = False  # the day the limit ends
    provisional: bool = False  # its year has no official arrangement of holidays yet


def day_cells(events: Iterable[ClockEvent], calendar: Calendar, now: datetime) -> list[Cell]:
    """The dates of a clock from the first that counts to the due one, or to today (or the stop) when late.

    Of a working-day limit the first date is the one after the start, and the marks add up: ``used`` and ``half``
    are the reading's ``used_days``, ``left`` its ``left_days``, ``over`` its ``over_days``. Limits in wall time
    have no weekends.
    """
    found = measured(events, calendar, now, USUAL)
    table, course = found.ruler.table, found.course
    whole_days = course.limit.unit is Unit.working_day
    mark = _mark_of_day if whole_days else _mark_of_hours
    first = table.day(course.began) + 1 if whole_days else table.day(found.ruler.reach(1))
    due = found.due_day
    dates = [date.fromordinal(table.first_day + index) for index in range(first, _last(found) + 1)]
    working = course.limit.unit.is_working
    return [
        Cell(
            day,
            mark(found, index),
            due=index == due,
            provisional=working and not calendar.is_known(day.year),
        )
        for index, day in enumerate(dates, first)
    ]


def _last(found: Measured) -> int:
    table = found.ruler.table
    return max(found.due_day, table.day(found.course.seen))


def _mark_of_day(found: Measured, index: int) -> Mark:
    """The mark of a date under a limit of working days, which counts whole days."""
    table = found.ruler.table
    if not table.works(index):
        return Mark.weekend
    if not found.ruler.counts(table.before[index]):
        return Mark.paused
    if index > found.due_day:
        return Mark.over
    return _by_date(found, index)


def _mark_of_hours(found: Measured, index: int) -> Mark:
    """The mark of a date under any other limit: paused when the clock ran at no time of it."""
    ruler, course, table = found.ruler, found.course, found.ruler.table
    if course.limit.unit.is_working and not table.works(index):
        return Mark.weekend
    begins, ends = table.begins[index], table.begins[index + 1]
    today = table.day(course.seen)
    if index == today:
        ends = course.seen
    if index <= today and ends > found.due and ruler.elapsed(ends) > ruler.elapsed(max(begins, found.due)):
        return Mark.over
    ran = course.pause is None if index == today else ruler.elapsed(begins) < ruler.elapsed(ends)
    return _by_date(found, index) if ran else Mark.paused


def _by_date(found: Measured, index: int) -> Mark:
    today = found.ruler.table.day(found.course.seen)
    if index == today:
        return Mark.used if found.course.stopped else Mark.half
    return Mark.used if index < today else Mark.left
