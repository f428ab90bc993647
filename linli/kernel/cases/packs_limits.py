"""What packs say about time: limits by urgency class, reasons for which a clock may stand still, the ladder."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from linli.engines import worktime
from linli.plumbing import packs
from linli.plumbing.packs import Context, Entry, Problem, Sourced, Words
from linli.plumbing.packs.errors import gettext_noop as _
from linli.plumbing.packs.shapes import Shape

LIMITS = ("dispatch", "contact", "answer")


class Limited(Sourced, frozen=True, kw_only=True):
    """A time limit and where it stands: ``3 working days``, source or unverified."""

    limit: str


def limit_problems(text: str, context: Context, *path: str) -> list[Problem]:
    """Nothing, or the nearest limit that can be read."""
    try:
        worktime.parse_limit(text)
    except worktime.LimitRefused as refused:
        message = _('%(where)s: "%(written)s" is not a limit. Write "%(nearest)s".')
        return [context.problem(*path, message=message, written=refused.written, nearest=str(refused.nearest))]
    return []


def check_ladder(entry: Ladder, context: Context) -> list[Problem]:
    """The times to put right what a bad grade is about, and to call somebody back, can be read."""
    given = {"rectify": entry.rectify, "call_back": entry.call_back}
    return [problem for key, one in given.items() for problem in limit_problems(one.limit, context, key, "limit")]


def check_urgency(entry: Urgency, context: Context) -> list[Problem]:
    """Every limit can be read."""
    given = [(key, getattr(entry, key)) for key in LIMITS]
    return [
        problem for key, one in given if one is not None for problem in limit_problems(one.limit, context, key, "limit")
    ]


@packs.kind("urgencies", check=check_urgency)
class Urgency(Entry, frozen=True, kw_only=True):
    """How pressing a class of matters is: until when it is sent out, the reporter is called, it is answered."""

    label: Words
    dispatch: Limited | None = None
    contact: Limited | None = None
    answer: Limited | None = None
    order: int = 100


def check_pause(entry: PauseReason, context: Context) -> list[Problem]:
    """The longest pause can be read."""
    return limit_problems(entry.longest.limit, context, "longest", "limit")


@packs.kind("pause_reasons", check=check_pause)
class PauseReason(Entry, frozen=True, kw_only=True):
    """A reason for which the legal clock may stand still, how long at most, and what has to show it."""

    label: Words
    longest: Limited
    evidence: Literal["text", "photo"] = "text"
    order: int = 100


class Rung(Shape, frozen=True, kw_only=True):
    """One rung of the ladder: who is told when a late task shows this lamp."""

    level: Literal["person", "unit", "street", "district", "supervision"]
    lamp: Literal["amber", "red", "black"]


@packs.kind("ladders", check=check_ladder)
class Ladder(Entry, frozen=True, kw_only=True):
    """When lamps turn and whom a late task reaches. Shares are percent of the limit."""

    label: Words
    rungs: list[Rung]
    amber_share: int = 20
    black_after: int = 100
    rectify: Limited = Limited(limit="5 working days", unverified=True)
    call_back: Limited = Limited(limit="2 working days", unverified=True)
    punctual_from: int = 10  # fewer answers than this are not shown as a share to the public; never fewer than ten are
    source: str = ""
    unverified: bool = False

    def thresholds(self) -> worktime.Thresholds:
        """The engine's form."""
        return worktime.Thresholds(Fraction(self.amber_share, 100), black_after=Fraction(self.black_after, 100))


USUAL = Ladder(
    code="usual",
    label=Words(zh="通常", en="Usual"),
    unverified=True,
    rungs=[
        Rung(level="person", lamp="amber"),
        Rung(level="unit", lamp="red"),
        Rung(level="street", lamp="red"),
        Rung(level="district", lamp="black"),
        Rung(level="supervision", lamp="black"),
    ],
)

__all__ = ["USUAL", "Ladder", "Limited", "PauseReason", "Rung", "Urgency", "limit_problems"]
