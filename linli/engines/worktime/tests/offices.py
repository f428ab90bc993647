"""The offices the tests count in: Nanning with the published arrangements, and clocks of other zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar

from linli.engines.worktime import Calendar, every_day, exceptions, weekdays

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = weekdays("9:00-12:00", "14:00-18:00")
FIRST, LAST = date(2010, 1, 1), date(2026, 12, 31)
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@cache
def nanning() -> Calendar:
    """Office hours with a lunch break, official arrangements to 2026, the fixed holidays of the law after that."""
    dates = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    days = exceptions(OFFICE, ((day, chinese_calendar.is_workday(day)) for day in dates))
    return Calendar(SHANGHAI, OFFICE, days, frozenset(range(FIRST.year, LAST.year + 1)), FIXED)


@cache
def plain(zone: str, *spans: str, seven: bool = False) -> Calendar:
    """A calendar without holidays."""
    week = every_day(*spans) if seven else weekdays(*spans)
    return Calendar(ZoneInfo(zone), week, known_years=frozenset(range(2000, 2100)))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """``at("2026-11-02 9:30")``: a local time as the UTC moment it is."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    local = datetime.fromisoformat(day).replace(hour=int(hour), minute=int(minute), tzinfo=zone)
    return local.astimezone(UTC)
