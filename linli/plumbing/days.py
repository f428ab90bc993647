"""The days of the city: where one ends and the next begins, by its civil time and not by the clock of storage.

Moments are kept in UTC; between 0:00 and 8:00 in Nanning that clock still shows the day before.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")  # the one civil time of every city in China


def local(moment: datetime) -> datetime:
    """The moment on the city's clock."""
    return moment.astimezone(CITY_ZONE)


def day_of(moment: datetime) -> date:
    """The day of the city that a moment lies in."""
    return local(moment).date()


def begin_of(day: date) -> datetime:
    """The moment a day of the city begins."""
    return datetime.combine(day, time(), CITY_ZONE)
