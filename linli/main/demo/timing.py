"""When things happened in the demo: moments that leave a lamp as wanted, and working hours to do things in."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from random import Random

from linli.engines import worktime
from linli.kernel.cases import clocks
from linli.kernel.cases.models import Lamp

ORDER = (Lamp.GREEN, Lamp.AMBER, Lamp.RED, Lamp.BLACK)
LONGEST = timedelta(days=60)
AFTER_BLACK = timedelta(days=3)
EXACT = timedelta(minutes=1)
LOOK = timedelta(minutes=10)


def age_with(lamp: Lamp, limit: str, *, calendar: worktime.Calendar, now: datetime, dice: Random) -> timedelta:
    """How long ago a task under this limit must have begun for its lamp to stand like this now."""
    first = _first_age(ORDER.index(lamp), limit, calendar, now)
    after = _first_age(ORDER.index(lamp) + 1, limit, calendar, now) if lamp != Lamp.BLACK else first + AFTER_BLACK
    return first + (after - first) * dice.uniform(0.15, 0.85)


@cache
def _first_age(rank: int, limit: str, calendar: worktime.Calendar, now: datetime) -> timedelta:
    """The smallest age at which the lamp has at least this rank, found by halving."""
    if rank == 0:
        return timedelta()
    low, high = timedelta(), LONGEST
    while high - low > EXACT:
        middle = (low + high) / 2
        reading = clocks.read(started=now - middle, limit=limit, calendar=calendar, now=now)
        if ORDER.index(clocks.LAMPS[reading.lamp]) >= rank:
            high = middle
        else:
            low = middle
    return high


def at_work(moment: datetime, *, calendar: worktime.Calendar) -> datetime:
    """The moment itself if it is worked, else the last worked one before it; no working time lies between."""
    for _look in range(6 * 24 * 12):
        if calendar.between(moment - LOOK, moment):
            return moment
        moment -= LOOK
    return moment


def awake(moment: datetime, *, calendar: worktime.Calendar) -> datetime:
    """The moment itself, or the evening before it where most people sleep."""
    local = moment.astimezone(calendar.zone)
    if 7 <= local.hour < 22:
        return moment
    return moment - timedelta(hours=(local.hour - 21) % 24)
