"""How far a patrol plan was kept: pure counting over days of the city, so that a figure can be done again by hand.

A plan wants each of its targets looked at ``times`` in every ``per``: day, week (Monday to Sunday) or month. More than
that counts for nothing, visits outside the plan's hours neither; of a week or a month two visits on one day are one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DONE, DUE, OVERDUE = "done", "due", "overdue"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often, and between which minutes of the day a visit counts."""

    times: int = 1
    per: str = "week"
    begin: int = 0
    end: int = 24 * 60


@dataclass(frozen=True, slots=True)
class Covered:
    """Visits made of visits wanted. ``base`` is what the plan asked for so far; nothing asked is no figure."""

    done: int = 0
    base: int = 0

    def __add__(self, other: Covered) -> Covered:
        return Covered(self.done + other.done, self.base + other.base)


def minutes(hour: str, minute: str) -> int:
    """Minutes since midnight."""
    return int(hour) * 60 + int(minute)


def period(per: str, day: date) -> tuple[date, date]:
    """The period a day lies in: its first day, and the first day after it."""
    if per == "day":
        return day, day + DAY
    if per == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + 7 * DAY
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1)


def counted(frequency: Frequency, visits: Sequence[datetime], first: date, after: date) -> int:
    """How many of the visits (in the city's own time) count in a period, at most as many as were wanted."""
    fitting = [
        local
        for local in visits
        if first <= local.date() < after and frequency.begin <= local.hour * 60 + local.minute < frequency.end
    ]
    made = len(fitting) if frequency.per == "day" else len({local.date() for local in fitting})
    return min(made, frequency.times)


def standing(frequency: Frequency, visits: Sequence[datetime], local: datetime, since: date | None = None) -> str:
    """Whether a target is done for this period, due, or overdue because the period before was missed as well.

    A plan that began within the last period (``since``) has missed nothing yet.
    """
    first, after = period(frequency.per, local.date())
    if counted(frequency, visits, first, after) >= frequency.times:
        return DONE
    earlier, end = period(frequency.per, first - DAY)
    held = since is None or since <= earlier
    missed = held and counted(frequency, visits, earlier, end) < frequency.times
    return OVERDUE if missed else DUE


def coverage(
    frequency: Frequency, visits: Mapping[str, Sequence[datetime]], targets: Sequence[str], week: date, today: date
) -> Covered:
    """Made of wanted in the week that holds ``week``: of a daily plan its days up to today, of a monthly one the month.

    A day, week or month that has not begun asks for nothing yet.
    """
    monday = period("week", week)[0]
    begun = [one for one in _periods(frequency.per, monday) if one[0] <= today]
    done = sum(counted(frequency, visits.get(key, ()), *one) for key in targets for one in begun)
    return Covered(done, frequency.times * len(targets) * len(begun))


def _periods(per: str, monday: date) -> list[tuple[date, date]]:
    if per == "day":
        return [(monday + n * DAY, monday + (n + 1) * DAY) for n in range(7)]
    return [period(per, monday)]
