"""The days and hours on which the offices of a city work, from its calendar pack and the holidays of the state."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

from linli.engines import worktime
from linli.kernel.cases.packs import CalendarEntry
from linli.plumbing.pack_catalogue import Version

STATUTORY = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})  # fixed days of 全国年节及纪念日放假办法
FIRST_YEAR, LAST_YEAR = 2004, 2026  # what chinesecalendar knows; a later year is imported as a calendar pack


@lru_cache(maxsize=64)
def calendar(version: Version) -> worktime.Calendar:
    """The calendar of one version: known years from chinesecalendar, then the days the pack itself names."""
    entry: CalendarEntry = version.value
    days = _official()
    days.update({date.fromisoformat(day): False for day in entry.holidays})
    days.update({date.fromisoformat(day): True for day in entry.make_up_days})
    named = {date.fromisoformat(day).year for day in (*entry.holidays, *entry.make_up_days)}
    week = worktime.weekdays(*entry.hours)
    return worktime.Calendar(
        zone=ZoneInfo(entry.zone),
        week=week,
        days=worktime.exceptions(week, days.items()),
        known_years=frozenset({*range(FIRST_YEAR, LAST_YEAR + 1), *named}),
        statutory=STATUTORY,
    )


@cache
def _official() -> dict[date, bool]:
    """Holidays and make-up days of the years chinesecalendar knows: day → is it worked."""
    holidays = dict.fromkeys(chinese_calendar.constants.holidays, False)
    return {**holidays, **dict.fromkeys(chinese_calendar.constants.workdays, True)}
