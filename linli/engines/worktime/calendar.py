"""Working-time calendars: office hours, holidays and make-up days of one place, and the arithmetic over them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from .hours import Hours, Week, in_order
from .limits import Limit, Unit
from .table import Table, build, micros, moment

FIRST_YEAR, LAST_YEAR = 1970, 2199
_YEARS = f"Working time is known from {FIRST_YEAR} to {LAST_YEAR}."


class CalendarRefused(ValueError):
    """A calendar that cannot be used; the sentence says why."""


class OutsideCalendar(ValueError):
    """A moment or a due date outside the years 1970 to 2199, or one that no working day ever reaches."""


@dataclass(slots=True)
class _Shelf:
    """The one table a calendar keeps. Replaced whole, never written, so threads may share it."""

    table: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """When the offices of a place are open.

    ``week`` holds the hours of Monday to Sunday. ``days`` says of single dates whether they are worked, against
    the weekday: ``False`` a holiday, ``True`` a make-up day (调休), which has the hours of its weekday or, where
    that has none, ``makeup`` (first the hours of the first open weekday).

    ``known_years`` are the years whose official arrangement (国务院办公厅节假日安排) is in ``days``. In any other
    year weekdays and ``statutory`` (month, day) holidays decide, and results are flagged provisional; dates in
    ``days`` hold in such years too, so that lunar holidays may be given before the arrangement is published.

    Moments are aware datetimes, results are in UTC. Once the years are laid out (1 to 2 ms a year) :meth:`due`
    takes 1.0 µs for working days and 1.9 µs for working hours (CPython 3.11, one core of a shared machine).
    """

    zone: ZoneInfo
    week: Week
    days: Mapping[date, bool] = field(default_factory=dict, repr=False)
    known_years: frozenset[int] = frozenset()
    statutory: frozenset[tuple[int, int]] = frozenset()
    makeup: Hours = ()
    _shelf: _Shelf = field(default_factory=_Shelf, init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise CalendarRefused(f"A week has 7 days, not {len(self.week)}. List the hours of Monday to Sunday.")
        open_days = [day for day in self.week if day]
        if not open_days:
            raise CalendarRefused("No day of the week has working hours, so nothing would ever be due. Open one.")
        monday, tuesday, wednesday, thursday, friday, saturday, sunday = (in_order(d) for d in self.week)
        week: Week = (monday, tuesday, wednesday, thursday, friday, saturday, sunday)
        object.__setattr__(self, "week", week)
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        object.__setattr__(self, "makeup", in_order(self.makeup or open_days[0]))

    def hours_of(self, day: date) -> Hours:
        """The open spans of a date; empty when it is not worked."""
        usual = self.week[day.weekday()]
        works = self.days.get(day)
        if works is None:
            if day.year not in self.known_years and (day.month, day.day) in self.statutory:
                return ()
            return usual
        return (usual or self.makeup) if works else ()

    def is_working_day(self, day: date) -> bool:
        """Whether the offices open on this date."""
        return bool(self.hours_of(day))

    def is_known(self, year: int) -> bool:
        """Whether the official arrangement of the year is in the calendar."""
        return year in self.known_years

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie from the first date to the last, both included."""
        if last < first:
            return 0
        table = self.table(first.year, last.year)
        return table.before[table.index(last) + 1] - table.before[table.index(first)]

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from one moment to another; negative when the end comes first."""
        low, high = micros(start), micros(end)
        table = self.holding(low, high)
        return timedelta(microseconds=table.position(high) - table.position(low))

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The first moment at which so much working time (not negative) has passed since ``start``.

        A deadline that falls on closing time is closing time, not the next morning. ``between(start, add(start,
        x)) == x`` for every x, and ``add(start, between(start, end)) == end`` for every end within open hours.
        """
        return self._pass(start, working // timedelta(microseconds=1))

    def _pass(self, start: datetime, more: int) -> datetime:
        low = micros(start)
        if more <= 0:
            if more < 0:
                raise ValueError("Working time can be added, not taken away.")
            return moment(low)
        table = self.holding(low)
        position = table.position(low) + more
        while position > table.worked[-1]:
            table = self._longer(table, start)
        return moment(table.reached(position))

    def due(self, start: datetime, limit: Limit) -> datetime:
        """When a limit that begins at ``start`` runs out if nothing pauses it.

        Working days by the rule of administration in China: the day of the start is not counted (Civil Code
        art. 201), the limit ends when the doors close on the n-th working day after it (art. 203). A start on
        a holiday or after hours is no different. Days are 24 hours each; hours and minutes count at once.
        """
        unit = limit.unit
        if unit is not Unit.working_day:
            if unit.is_working:
                return self._pass(start, limit.micros)
            return moment(micros(start) + limit.micros)
        low = micros(start)
        table = self._shelf.table
        if table is None or not table.begins[0] <= low < table.begins[-1]:
            table = self.holding(low)
        number = table.before[bisect_right(table.begins, low)] + limit.amount - 1
        while number >= len(table.day_closes):
            table = self._longer(table, start)
        return moment(table.day_closes[number])

    def provisional(self, start: datetime, end: datetime) -> bool:
        """Whether some year between two moments has no official arrangement yet."""
        first, last = (at.astimezone(self.zone).year for at in (start, end))
        return any(year not in self.known_years for year in range(first, last + 1))

    def table(self, first_year: int, last_year: int) -> Table:
        """The laid-out years, at least from one to the other; kept, and widened when asked for more."""
        table = self._shelf.table
        if table is not None and table.first_year <= first_year and last_year <= table.last_year:
            return table
        if not FIRST_YEAR <= first_year <= last_year <= LAST_YEAR:
            raise OutsideCalendar(_YEARS)
        if table is not None:
            first_year, last_year = min(first_year, table.first_year), max(last_year, table.last_year)
        table = build(first_year, last_year, self.zone, self.hours_of)
        self._shelf.table = table
        return table

    def holding(self, *moments: int) -> Table:
        """A table with the years of these moments (microseconds since 1970 UTC)."""
        table = self._shelf.table
        low, high = min(moments), max(moments)
        if table is not None and table.begins[0] <= low and high < table.begins[-1]:
            return table
        try:
            first, last = (moment(at).astimezone(self.zone).year for at in (low, high))
        except OverflowError:
            raise OutsideCalendar(_YEARS) from None
        return self.table(first, last)

    def tables(self, *moments: int) -> Iterator[Table]:
        """Ever longer tables with these moments; :class:`OutsideCalendar` when the last year is not enough."""
        table = self.holding(*moments)
        while True:
            yield table
            table = self._longer(table, moment(min(moments)))

    def _longer(self, table: Table, start: datetime) -> Table:
        """A table twice as long, which begins where this one begins so that positions in it stay true."""
        if table.last_year >= LAST_YEAR:
            raise OutsideCalendar(
                f"Counted from {start:%Y-%m-%d}, this is not due by the end of {LAST_YEAR}. "
                "Look at its limit and at the holidays of the calendar."
            )
        years = table.last_year - table.first_year + 1
        longer = build(table.first_year, min(table.last_year + years, LAST_YEAR), self.zone, self.hours_of)
        self._shelf.table = longer
        return longer


def exceptions(week: Week, days: Iterable[tuple[date, bool]]) -> dict[date, bool]:
    """Of a full list of dates and whether they are worked, those that differ from their weekday."""
    return {day: works for day, works in days if works is not bool(week[day.weekday()])}
