"""Periods of the board: a week from Monday, a month, a year, or all of it; days are those of the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.kernel.indicators.models import SPANS
from linli.kernel.indicators.versions import ALWAYS

EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """One span and its first day."""

    span: str
    since: date

    @classmethod
    def of(cls, span: str, day: date) -> Period:
        """The period of that span the day lies in."""
        if span not in SPANS:
            raise ValueError(f"a span is one of {SPANS}")
        first = {
            "week": day - timedelta(days=day.weekday()),
            "month": day.replace(day=1),
            "year": day.replace(month=1, day=1),
            "all": ALWAYS,
        }
        return cls(span, first[span])

    @property
    def after(self) -> Period | None:
        """The period that follows; none after all."""
        if self.span == "all":
            return None
        step = {"week": 7, "month": 31, "year": 366}[self.span]
        return Period.of(self.span, self.since + timedelta(days=step))

    @property
    def before(self) -> Period | None:
        return None if self.span == "all" else Period.of(self.span, self.since - timedelta(days=1))

    def last(self, count: int) -> list[Period]:
        """This one and those before it, the oldest first."""
        found = [self]
        while len(found) < count and (earlier := found[0].before):
            found.insert(0, earlier)
        return found

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
        """From its first moment to that of the next one; all of it has no end."""
        after = self.after
        if after is None:
            return EVER, None
        return _midnight(self.since, zone), _midnight(after.since, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
