"""Rulers: how much of a limit has gone by, and when so much will have, past every pause.

Minutes, hours and days are measured on the wall clock, working minutes and hours in office time; a pause takes
out exactly the time it lasts. Working days are whole days, as in the practice of Chinese administration:

- the day of the start is not counted, the limit ends when the doors close on its last day (Civil Code 201, 203);
- a pause takes out its days "from the day of the pause to the day of going on", both not counted, as rules on
  suspended limits put it (自……之日起至……之日止，不计算在内). But the day of the pause counts when it comes after
  closing time, the day of going on counts when it comes before the doors open, and a pause that begins and
  ends on one day before its closing time takes out nothing.

So a pause that covers no office time, a weekend say, changes nothing, and a slip put right at once costs no day.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from .clock import Course
from .limits import Unit
from .table import Table

FOREVER = 1 << 62
Range = tuple[int, int]
"""``[from, to)``, of moments or of numbers of working days."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """One course measured in the time its limit counts. Amounts are microseconds of that time.

    ``spans`` is when the clock runs, ``numbers`` which working days it counts (of a working-day limit only; the
    table numbers them). The last range has no end.
    """

    course: Course
    table: Table
    spans: tuple[Range, ...]
    numbers: tuple[Range, ...] = ()

    def elapsed(self, at: int) -> int:
        """How much has gone by at a moment."""
        total = 0
        for low, high in self.spans:
            if at <= low:
                break
            total += self._position(min(at, high)) - self._position(low)
        return total

    def reach(self, amount: int) -> int:
        """The first moment at which so much (at least 1) has gone by."""
        for low, high in self.spans:
            begin = self._position(low)
            if high == FOREVER or amount <= self._position(high) - begin:
                return self._reached(begin + amount)
            amount -= self._position(high) - begin
        raise AssertionError("the last span has no end")  # pragma: no cover

    def end(self, times: Fraction) -> int:
        """When the limit, taken so many times, has run out."""
        limit = self.course.limit
        if limit.unit is Unit.working_day:
            return self.table.closing(self._numbered(ceil(limit.amount * times)))
        return self.reach(ceil(limit.micros * times))

    def days_begun(self, at: int) -> int:
        """Of a limit in days: how many have begun by a moment, today's included, late ones too."""
        if self.course.limit.unit is Unit.day:
            return -(-self.elapsed(at) // 86_400_000_000)
        through = self.table.before[self.table.day(at) + 1]
        return sum(max(min(high, through) - low, 0) for low, high in self.numbers)

    def counts(self, number: int) -> bool:
        """Whether the working day of this number is counted."""
        return any(low <= number < high for low, high in self.numbers)

    def _numbered(self, nth: int) -> int:
        """The number of the n-th working day that counts."""
        for low, high in self.numbers:
            if nth <= high - low:
                return low + nth - 1
            nth -= high - low
        raise AssertionError("the last range has no end")  # pragma: no cover

    def _position(self, at: int) -> int:
        return self.table.position(at) if self.course.limit.unit.is_working else at

    def _reached(self, position: int) -> int:
        return self.table.reached(position) if self.course.limit.unit.is_working else position


def measure(course: Course, table: Table) -> Ruler:
    """The ruler of a course. Raises :class:`~linli.engines.worktime.table.Short` when the table is too short."""
    if course.limit.unit is not Unit.working_day:
        return Ruler(course, table, _without(course.gaps, course.began))
    first = table.before[table.day(course.began) + 1]
    taken = [days for days in (_days_taken(gap, table) for gap in course.gaps) if days[0] < days[1]]
    numbers = _without(taken, first)
    spans = tuple(
        (table.opening(low), FOREVER if high == FOREVER else table.closing(high - 1)) for low, high in numbers
    )
    return Ruler(course, table, spans, numbers)


def _days_taken(gap: Range, table: Table) -> Range:
    """The numbers of the working days a pause takes out."""
    paused, went_on = table.day(gap[0]), table.day(gap[1])
    low, high = table.before[paused], table.before[went_on]
    if table.works(went_on):
        if paused == went_on and gap[1] < table.closing(high):
            return low, low
        high += gap[1] > table.opening(high)
    if table.works(paused):
        low += gap[0] >= table.closing(low)
    return low, high


def _without(taken: list[Range] | tuple[Range, ...], first: int) -> tuple[Range, ...]:
    """What is left of ``[first, forever)`` when these ranges, in order, are taken out. They may share a day."""
    left = []
    for low, high in taken:
        if first < low:
            left.append((first, low))
        first = high
    left.append((first, FOREVER))
    return tuple(left)
