"""Working hours of a day: one span, or several with a lunch break between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

DAY = 24 * 60
_SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")


class HoursRefused(ValueError):
    """Working hours that cannot be; the sentence says what to write instead."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One span of open doors, in minutes after local midnight; closing at 24:00 is ``1440``."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < DAY or not 0 < self.closes <= DAY:
            raise HoursRefused(f"{self} is not within one day. Write times from 0:00 to 24:00.")
        if self.opens >= self.closes:
            raise HoursRefused(
                f"{self} closes before it opens. Write a night as two spans: "
                f"{clock(self.opens)}-24:00 on one day and 0:00-{clock(self.closes)} on the next."
            )

    def __str__(self) -> str:
        return f"{clock(self.opens)}-{clock(self.closes)}"


Hours = tuple[Shift, ...]
"""The open spans of one day in order; empty when the office is closed."""
Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
"""Monday to Sunday."""


def clock(minutes: int) -> str:
    """``540`` as ``9:00``."""
    return f"{minutes // 60}:{minutes % 60:02}"


def hours(*spans: str) -> Hours:
    """Read ``hours("9:00-12:00", "14:00-18:00")``. Spans may touch, they may not overlap."""
    read = []
    for text in spans:
        found = _SHIFT.fullmatch(text.strip())
        if found is None:
            raise HoursRefused(f'"{text}" is not a span of hours. Write "9:00-12:00".')
        h1, m1, h2, m2 = (int(part) for part in found.groups())
        if m1 > 59 or m2 > 59:
            raise HoursRefused(f'"{text}" has more than 59 minutes. Write "9:00-12:00".')
        read.append(Shift(h1 * 60 + m1, h2 * 60 + m2))
    return in_order(read)


def in_order(shifts: list[Shift] | Hours) -> Hours:
    """The spans by their opening; raises :class:`HoursRefused` when two of them overlap."""
    ordered = tuple(sorted(shifts))
    for one, other in pairwise(ordered):
        if other.opens < one.closes:
            raise HoursRefused(f"{one} and {other} overlap. Join them or move one.")
    return ordered


def weekdays(*spans: str) -> Week:
    """The same hours from Monday to Friday, closed on Saturday and Sunday."""
    day = hours(*spans)
    return (day, day, day, day, day, (), ())


def every_day(*spans: str) -> Week:
    """The same hours on all seven days; ``every_day("0:00-24:00")`` is an office that never closes."""
    day = hours(*spans)
    return (day,) * 7
