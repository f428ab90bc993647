"""Where things stand on the full day rule: both clocks of a case on one axis of calendar days.

The axis runs from the day of the report to the later of due day and today. Working days are cells, days off a dash on
sunk ground. The residents' clock is one bar that never stops; the legal clock is the row of cells.
Lengths are SVG units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.kernel.cases.models import Clock, Lamp
from linli.kit import words
from linli.kit.words import local

LEFT, WIDTH, HEIGHT, GAP = 112.0, 1000.0, 108.0, 1.5
SHORT = 10  # days of which each has its date
COLOURS = {Lamp.AMBER: "amber", Lamp.RED: "red", Lamp.BLACK: "red"}


def colour_of(clock: Clock) -> str:
    """Of a day rule: jade in time, amber, red when late; of a clock that has stopped, how it ended."""
    if clock.stopped is not None and clock.due is not None:
        return "red" if clock.stopped > clock.due else ""
    return COLOURS.get(Lamp(clock.lamp), "")


@dataclass(frozen=True, slots=True)
class RuleDay:
    """A calendar day and what the legal clock did on it: used, today, left, paused, late, due, weekend or none.

    ``none``: the clock does not reach there, before its first day and after its last.
    """

    on: date
    kind: str
    gone: float = 0.0


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What is written on the rule. ``legal_note`` is the limit (30个工作日); notes stand under their day."""

    legal_note: str
    used: str
    due: str = ""
    former: str = ""
    notes: Sequence[tuple[date, str]] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """The drawn rule, ready for ``clocks.full_rule``."""

    said: str
    resident_name: str
    resident_note: str
    legal_name: str
    legal_note: str
    resident_from: float
    resident_width: float
    today: float
    waited_words: str
    used_words: str
    due_words: str
    former: float
    former_words: str
    colour: str = ""
    width: float = WIDTH
    height: float = HEIGHT
    off_days: list[tuple[float, float]] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    dates: list[tuple[float, str]] = field(default_factory=list)
    cells: list[tuple[float, float, str, float]] = field(default_factory=list)
    notes: list[tuple[float, str]] = field(default_factory=list)


def _dates(days: Sequence[RuleDay], step: float) -> list[tuple[float, str]]:
    """The first day, then every Monday (of a short span every day), with its month where that is new and has room."""
    written: list[tuple[float, str]] = []
    month = 0
    for at, one in enumerate(days):
        x = LEFT + at * step
        if at and one.on.weekday() != 0 and len(days) > SHORT:
            continue
        if written and x - written[-1][0] < (60 if one.on.month != month else 28):
            continue
        whole = one.on.month != month
        written.append((round(x, 1), words.day(one.on, _midday(one.on)) if whole else str(one.on.day)))
        month = one.on.month
    return written


def _midday(on: date) -> datetime:
    """A moment in the same year but far from the day itself, so that the day is written as a date."""
    month = 1 if on.month > 6 else 12
    return datetime(on.year, month, 15, 4, tzinfo=words.city_zone())


@dataclass(frozen=True, slots=True)
class _Axis:
    """Calendar days side by side from ``first`` on, each ``step`` units wide."""

    first: date
    step: float

    def x(self, at: datetime | date) -> float:
        """Where a moment stands, or the beginning of a day."""
        if not isinstance(at, datetime):
            return round(LEFT + (at - self.first).days * self.step, 1)
        there = local(at)
        part = (there.hour * 60 + there.minute) / 1440
        return round(LEFT + ((there.date() - self.first).days + part) * self.step, 1)


def full_rule(
    days: Sequence[RuleDay],
    *,
    since: datetime,
    now: datetime,
    told: RuleWords,
    colour: str = "",
    former: date | None = None,
    is_over: bool = False,
) -> Rule:
    """Lay the two clocks of a case on one axis. ``days`` are consecutive calendar days, the first holding ``since``.

    A case that ``is_over`` ended at ``now``: the line is drawn there and is not today's.
    """
    axis = _Axis(days[0].on, (WIDTH - LEFT) / max(1, len(days)))
    start, today = max(LEFT, axis.x(since)), min(WIDTH, axis.x(now))
    waited = words.waited(now - since)
    drawn = Rule(
        said=_("Waited %(waited)s. %(used)s. %(due)s") % {"waited": waited, "used": told.used, "due": told.due},
        resident_name=_("Residents' clock"),
        resident_note=_("never stops"),
        legal_name=_("Legal clock"),
        legal_note=told.legal_note,
        resident_from=start,
        resident_width=round(max(1.0, today - start), 1),
        today=today,
        waited_words=(_("waited %(waited)s") if is_over else _("today, waited %(waited)s")) % {"waited": waited},
        used_words=told.used,
        due_words=told.due,
        former=axis.x(former) + axis.step / 2 if former else 0,
        former_words=told.former,
        colour=colour,
        dates=_dates(days, axis.step),
        notes=[(axis.x(on), sentence) for on, sentence in told.notes],
    )
    _draw_days(drawn, days, axis.step)
    return drawn


def _draw_days(drawn: Rule, days: Sequence[RuleDay], step: float) -> None:
    """A tick and a cell for each day, and sunk ground under days off."""
    for at, one in enumerate(days):
        left = round(LEFT + at * step, 1)
        drawn.ticks.append(left)
        drawn.cells.append((round(left + GAP / 2, 1), round(step - GAP, 1), one.kind, one.gone))
        if one.kind == "weekend":
            drawn.off_days.append((left, round(step, 1)))
