"""Reading a clock: what has elapsed, when it is due, which lamp it shows, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from .calendar import Calendar
from .clock import ClockEvent, Course, follow
from .limits import Limit
from .rulers import Ruler, measure
from .table import Short, moment


class Lamp(StrEnum):
    """The five lamps (design guide, section 5)."""

    green = "green"  # 正常: in time
    amber = "amber"  # 临期: nearly or today due
    red = "red"  # 超期: past due
    black = "black"  # 严重超期: past due by the whole limit again
    paused = "paused"  # 暂停: the legal clock stands still


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a lamp turns. Amber once this share of the limit is left, and for limits counted in days from the
    midnight before the due moment; black once it is late by so many times the limit."""

    amber_share: Fraction = Fraction(1, 5)
    amber_on_due_day: bool = True
    black_after: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if not 0 <= self.amber_share < 1:
            raise ValueError("The share of time left at which a lamp turns amber lies from 0 to below 1.")
        if self.black_after <= 0:
            raise ValueError("A lamp turns black some time after it turns red. Write a number above 0.")


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock as it stands at one moment, or at its stop. What lies ahead is what happens if nobody does anything.

    ``elapsed``, ``remaining`` and ``over_by`` are in the time the limit counts: wall time, or office time (of a
    working-day limit that of the days that count). ``used_days`` counts today, ``left_days`` does not, and
    ``over_days`` begins on the day after the due one; all three are ``None`` for limits not counted in days.
    ``waited`` is the resident's clock: wall time since the start, which no pause ever stops.

    ``next_change`` is the first moment after this one at which the lamp differs or a pause ends by itself;
    ``None`` when that never happens. A lamp is red after the due moment, never at it. A pause never hides
    lateness: a clock paused after it was due is ``paused`` and still red.
    """

    limit: Limit
    began: datetime
    due: datetime
    lamp: Lamp
    next_change: datetime | None
    elapsed: timedelta
    remaining: timedelta
    over_by: timedelta
    used_days: int | None
    left_days: int | None
    over_days: int | None
    waited: timedelta
    paused: bool
    reason: str  # of the pause; empty when the clock runs
    resumes: datetime | None  # when the pause ends by itself
    stopped: bool
    provisional: bool  # some year in it has no official arrangement of holidays yet


def read(
    events: Iterable[ClockEvent], calendar: Calendar, now: datetime, thresholds: Thresholds = USUAL
) -> ClockReading:
    """Read a clock from its events, in any order. Costs about 50 µs (CPython 3.11) with one pause, any limit.

    Raises :class:`~linli.engines.worktime.clock.NoStart` without a start, and ``OutsideCalendar`` when the clock
    reaches beyond the years that can be counted.
    """
    return _read(measured(events, calendar, now, thresholds), calendar)


@dataclass(frozen=True, slots=True)
class Measured:
    """A course on its ruler, with the moments at which its lamp turns."""

    ruler: Ruler
    amber: int
    due: int
    black: int

    @property
    def course(self) -> Course:
        """The course that was measured."""
        return self.ruler.course

    @property
    def due_day(self) -> int:
        """Index in the table of the date the limit ends; what is due at midnight is due on the day before."""
        return self.ruler.table.day(self.due - 1)

    def lamp(self, at: int) -> Lamp:
        """The lamp at a moment if no event happens until then."""
        if at > self.due:
            return Lamp.black if at > self.black else Lamp.red
        if self.course.paused_at(at):
            return Lamp.paused
        return Lamp.amber if at >= self.amber else Lamp.green

    def next_change(self) -> int | None:
        """The first moment after the seen one at which the lamp differs or the pause ends by itself."""
        seen, shown = self.course.seen, self.lamp(self.course.seen)
        if self.course.stopped:
            return None
        goes_on = self.course.gaps[-1][1] if self.course.pause else None
        moments = {self.amber, self.due + 1, self.black + 1, goes_on or 0}
        ahead = sorted(at for at in moments if at > seen)
        return next((at for at in ahead if at == goes_on or self.lamp(at) is not shown), None)


def measured(events: Iterable[ClockEvent], calendar: Calendar, now: datetime, thresholds: Thresholds) -> Measured:
    """Follow the events and find the turning moments, on a table that is long enough."""
    course = follow(events, calendar, now)
    last = course.gaps[-1][1] if course.gaps else course.began
    tables = calendar.tables(course.began, course.seen, last)
    while True:
        try:
            return _turns(measure(course, next(tables)), thresholds)
        except Short:
            continue


def _turns(ruler: Ruler, thresholds: Thresholds) -> Measured:
    due = ruler.end(Fraction(1))
    whole = ruler.elapsed(due)
    amber = ruler.reach(max(whole - int(whole * thresholds.amber_share), 1))
    if thresholds.amber_on_due_day and ruler.course.limit.unit.is_daily:
        amber = min(amber, max(ruler.table.begins[ruler.table.day(due - 1)], ruler.course.began))
    return Measured(ruler, amber, due, ruler.end(1 + thresholds.black_after))


def _read(found: Measured, calendar: Calendar) -> ClockReading:
    ruler, course = found.ruler, found.course
    whole, gone = ruler.elapsed(found.due), ruler.elapsed(course.seen)
    used = left = over = None
    if course.limit.unit.is_daily:
        begun = ruler.days_begun(course.seen)
        used = min(begun, course.limit.amount)
        left, over = course.limit.amount - used, begun - used
    change = found.next_change()
    return ClockReading(
        limit=course.limit,
        began=moment(course.began),
        due=moment(found.due),
        lamp=found.lamp(course.seen),
        next_change=None if change is None else moment(change),
        elapsed=timedelta(microseconds=gone),
        remaining=timedelta(microseconds=max(whole - gone, 0)),
        over_by=timedelta(microseconds=max(gone - whole, 0)),
        used_days=used,
        left_days=left,
        over_days=over,
        waited=timedelta(microseconds=course.seen - course.began),
        paused=course.pause is not None,
        reason=course.pause.reason if course.pause else "",
        resumes=moment(course.gaps[-1][1]) if course.pause else None,
        stopped=course.stopped,
        provisional=_provisional(found, calendar),
    )


def _provisional(found: Measured, calendar: Calendar) -> bool:
    course, table = found.course, found.ruler.table
    if not (course.limit.unit.is_working or course.calendared):
        return False
    last = table.date_of(max(found.due, course.seen)).year
    return not all(calendar.is_known(year) for year in range(table.date_of(course.began).year, last + 1))
