"""Limits: how long something may take, as a catalogue or a pack writes it ("3 working days", "2h", "3个工作日")."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Literal


class Unit(StrEnum):
    """What a limit counts. The first three run day and night; the working ones only while the office is open.

    A ``day`` is 24 hours by the clock on the wall. A ``working_day`` is a whole day of the office, counted by
    the day rule of :mod:`linli.engines.worktime.rulers`.
    """

    minute = "minute"
    hour = "hour"
    day = "day"
    working_minute = "working_minute"
    working_hour = "working_hour"
    working_day = "working_day"

    is_working: bool
    """Whether only working time counts."""
    is_daily: bool
    """Whether people count it in days, so that "due today" means something."""
    micros: int
    """Microseconds of its own kind of time; 0 for a working day, which has as many as its date has."""

    def __init__(self, value: str) -> None:
        # Set once per member: a clock asks for them often, and an enum member is slow to look up by.
        kind = value.removeprefix("working_")
        self.is_working = kind != value
        self.is_daily = kind == "day"
        self.micros = {"minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}[kind]
        if self.is_working and self.is_daily:
            self.micros = 0


# About a hundred years of wall time, forty of working days: beyond that a number is a slip of the finger.
_MOST = {
    Unit.minute: 52_560_000,
    Unit.hour: 876_000,
    Unit.day: 36_500,
    Unit.working_minute: 4_800_000,
    Unit.working_hour: 80_000,
    Unit.working_day: 10_000,
}
_PACK_FORM = {
    Unit.minute: "{} min",
    Unit.hour: "{}h",
    Unit.day: "{}d",
    Unit.working_minute: "{} working min",
    Unit.working_hour: "{} working hours",
    Unit.working_day: "{} working days",
}
_CHINESE = {
    Unit.minute: "{}分钟",
    Unit.hour: "{}小时",
    Unit.day: "{}天",
    Unit.working_minute: "{}个工作分钟",
    Unit.working_hour: "{}个工作小时",
    Unit.working_day: "{}个工作日",
}
_WRITTEN = {
    Unit.minute: "min mins minute minutes 分钟",
    Unit.hour: "h hour hours 小时",
    Unit.day: "d day days 天 日",
    Unit.working_minute: "working_min working_minute working_minutes 工作分钟",
    Unit.working_hour: "working_h working_hour working_hours 工作小时",
    Unit.working_day: "working_day working_days 工作日",
}
_UNITS = {word.replace("_", " "): unit for unit, words in _WRITTEN.items() for word in words.split() if word}
# Words people write that are not in the grammar, with the unit they mean and how many of it.
_MEANT: dict[str, tuple[Unit, Fraction]] = {
    word.replace("_", " "): (unit, Fraction(times))
    for words, unit, times in (
        ("s sec secs second seconds 秒", Unit.minute, "1/60"),
        ("m 分", Unit.minute, "1"),
        ("hr hrs 时 钟头", Unit.hour, "1"),
        ("w week weeks 周 星期", Unit.day, "7"),
        ("mo month months 月 个月", Unit.day, "30"),
        ("y year years 年", Unit.day, "365"),
        ("wd workday workdays work_day work_days business_day business_days", Unit.working_day, "1"),
        ("business_hour business_hours work_hour work_hours 工时", Unit.working_hour, "1"),
    )
    for word in words.split()
}
_FINER = {
    Unit.hour: (Unit.minute, 60),
    Unit.day: (Unit.hour, 24),
    Unit.working_hour: (Unit.working_minute, 60),
}
_LIMIT = re.compile(r"(\d+)\s*个?\s*(\D+)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NUMERALS = str.maketrans("一二两三四五六七八九", "1223456789", "-+") | {ord("十"): "10"}


class LimitRefused(ValueError):
    """A limit that cannot be read. ``written`` is what stood there, ``nearest`` the right form it resembles."""

    def __init__(self, written: str, nearest: Limit) -> None:
        super().__init__(f'"{written}" is not a limit. Write "{nearest}".')
        self.written = written
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Limit:
    """So many units, at least one. ``str()`` is the form packs use and :func:`parse_limit` reads back."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        most = _MOST[self.unit]
        if not 1 <= self.amount <= most:
            written = _PACK_FORM[self.unit].format(self.amount)
            raise LimitRefused(written, Limit(min(max(self.amount, 1), most), self.unit))

    @property
    def micros(self) -> int:
        """Length in microseconds of its own kind of time; 0 for working days, which are counted, not measured."""
        return self.amount * self.unit.micros

    def __str__(self) -> str:
        text = _PACK_FORM[self.unit].format(self.amount)
        return text.removesuffix("s") if self.amount == 1 else text

    def words(self, language: Literal["zh", "en"]) -> str:
        """The limit as a person reads it: ``3个工作日``, ``3 working days``."""
        if language == "zh":
            return _CHINESE[self.unit].format(self.amount)
        name = self.unit.value.replace("_", " ")
        return f"{self.amount} {name}" if self.amount == 1 else f"{self.amount} {name}s"


def parse_limit(text: str) -> Limit:
    """Read ``3 working days``, ``2h``, ``30 min``, ``180d``, ``3个工作日``, ``2小时``.

    Raises :class:`LimitRefused`, whose sentence names the nearest right form.
    """
    found = _LIMIT.fullmatch(text.strip().lower())
    unit = _UNITS.get(" ".join(found[2].split())) if found else None
    if found is None or unit is None or not 1 <= int(found[1]) <= _MOST[unit]:
        raise LimitRefused(text, _nearest(text))
    return Limit(int(found[1]), unit)


def _nearest(text: str) -> Limit:
    """The right form closest to what was written; never shorter than what was meant, so nobody is made late."""
    text = text.translate(_NUMERALS)
    number = _NUMBER.search(text)
    if number is None:
        word, amount = text, Fraction(1)
    else:
        word, amount = text[: number.start()] + text[number.end() :], Fraction(number[0])
    unit, times = _meant_unit(" ".join(word.lower().replace("个", "").split()))
    amount *= times
    while amount.denominator != 1 and unit in _FINER:
        unit, parts = _FINER[unit]
        amount *= parts
    return Limit(min(max(ceil(amount), 1), _MOST[unit]), unit)


def _meant_unit(word: str) -> tuple[Unit, Fraction]:
    if word in _MEANT:
        return _MEANT[word]
    words = {**{known: (unit, Fraction(1)) for known, unit in _UNITS.items()}, **_MEANT}
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return words[close[0]] if close else (Unit.working_day, Fraction(1))
