"""Prefix sums over the working time of some years: the arithmetic under every clock, in whole microseconds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .hours import DAY, Hours

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE: Final = 60_000_000
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_TICK: Final = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """An aware moment as microseconds since 1970 UTC, exactly. A naive one raises ``TypeError``."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(at: int) -> datetime:
    """The UTC datetime of so many microseconds since 1970; inverse of :func:`micros`."""
    return EPOCH + timedelta(microseconds=at)


class Short(Exception):
    """The answer lies beyond the last year of the table; a longer one is needed."""


@dataclass(slots=True)
class Table:
    """Working time of the years ``first_year`` to ``last_year`` (both included) in one zone.

    Moments are microseconds since 1970 UTC. A *position* is the working time since the table began. A working
    day's *number* counts the working days since the table began. Never written after :func:`build` made it.
    """

    first_year: int
    last_year: int
    first_day: int = 0  # proleptic ordinal of 1 January of the first year
    begins: list[int] = field(default_factory=list)  # local midnight of every date, and of the date after
    before: list[int] = field(default_factory=list)  # working days before every date, and before the date after
    opens: list[int] = field(default_factory=list)  # of every span of open doors
    closes: list[int] = field(default_factory=list)
    worked: list[int] = field(default_factory=list)  # position when a span opens, and after the last
    day_opens: list[int] = field(default_factory=list)  # of every working day, by its number
    day_closes: list[int] = field(default_factory=list)

    def holds(self, at: int) -> bool:
        """Whether the moment lies in the years of this table."""
        return self.begins[0] <= at < self.begins[-1]

    def position(self, at: int) -> int:
        """Working time from the beginning of the table to the moment."""
        span = bisect_right(self.opens, at) - 1
        if span < 0:
            return 0
        closes = self.closes[span]
        return self.worked[span] + (at if at < closes else closes) - self.opens[span]

    def reached(self, position: int) -> int:
        """The first moment at which the position is reached: a whole span is reached when its doors close.

        Raises :class:`Short` when the table ends before.
        """
        span = bisect_left(self.worked, position) - 1
        if span < 0:
            return self.begins[0]
        if span >= len(self.opens):
            raise Short
        return self.opens[span] + position - self.worked[span]

    def day(self, at: int) -> int:
        """Index in ``begins`` of the local date of a moment; :class:`Short` beyond the table."""
        if at >= self.begins[-1]:
            raise Short
        return bisect_right(self.begins, at) - 1

    def date_of(self, at: int) -> date:
        """The local date of a moment."""
        return date.fromordinal(self.first_day + self.day(at))

    def index(self, day: date) -> int:
        """Index in ``begins`` of a date."""
        return day.toordinal() - self.first_day

    def works(self, index: int) -> bool:
        """Whether the date at this index is a working day."""
        return self.before[index] < self.before[index + 1]

    def closing(self, number: int) -> int:
        """When the doors close on the working day of this number; :class:`Short` beyond the table."""
        if number >= len(self.day_closes):
            raise Short
        return self.day_closes[number]

    def opening(self, number: int) -> int:
        """When the doors open on the working day of this number; :class:`Short` beyond the table."""
        if number >= len(self.day_opens):
            raise Short
        return self.day_opens[number]


def build(first_year: int, last_year: int, zone: ZoneInfo, hours_of: Callable[[date], Hours]) -> Table:
    """Lay out the years. About 1 ms a year.

    Times that a clock change skips or repeats are read as the first of their two meanings (PEP 495, fold 0). No
    span opens before the one before it has closed, none leaves its date, and a date without any working time is
    not a working day.
    """
    table = Table(first_year, last_year, date(first_year, 1, 1).toordinal())
    last_day = date(last_year, 12, 31).toordinal()
    begin = _local(table.first_day, 0, zone)
    total = 0
    for ordinal in range(table.first_day, last_day + 1):
        following = _local(ordinal + 1, 0, zone)
        table.begins.append(begin)
        table.before.append(len(table.day_opens))
        total = _lay_day(table, ordinal, (begin, following), zone, hours_of(date.fromordinal(ordinal)), total)
        begin = following
    table.begins.append(begin)
    table.before.append(len(table.day_opens))
    table.worked.append(total)
    return table


def _lay_day(table: Table, ordinal: int, bounds: tuple[int, int], zone: ZoneInfo, shifts: Hours, total: int) -> int:
    """Append one date's spans; returns the position at its end."""
    plain = bounds[1] - bounds[0] == DAY * _MINUTE
    spans: list[tuple[int, int]] = []
    latest = bounds[0]
    for shift in shifts:
        if plain:
            opens, closes = bounds[0] + shift.opens * _MINUTE, bounds[0] + shift.closes * _MINUTE
        else:
            opens, closes = _local(ordinal, shift.opens, zone), _local(ordinal, shift.closes, zone)
        opens, closes = max(opens, latest), min(closes, bounds[1])
        if opens < closes:
            spans.append((opens, closes))
            latest = closes
    for opens, closes in spans:
        table.opens.append(opens)
        table.closes.append(closes)
        table.worked.append(total)
        total += closes - opens
    if spans:
        table.day_opens.append(spans[0][0])
        table.day_closes.append(spans[-1][1])
    return total


def _local(ordinal: int, minutes: int, zone: ZoneInfo) -> int:
    """Microseconds since 1970 UTC of a local time; 24:00 is midnight of the next date."""
    days, minutes = divmod(minutes, DAY)
    ordinal += days
    local = datetime.combine(date.fromordinal(ordinal), datetime.min.time(), zone).replace(
        hour=minutes // 60, minute=minutes % 60
    )
    offset = local.utcoffset() or timedelta(0)
    return (ordinal - _EPOCH_DAY) * DAY * _MINUTE + minutes * _MINUTE - offset // _TICK
