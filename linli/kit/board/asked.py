"""What somebody asks a board for: a place of their own, and a period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from linli.kernel.indicators.models import PLACE, SPANS, UNIT
from linli.kernel.indicators.periods import Period
from linli.kit import words
from linli.kit.routes import Request


@dataclass(frozen=True, slots=True)
class Asked:
    """A board's question, and the address of a question that differs from it."""

    place: int
    period: Period

    @classmethod
    def of(cls, request: Request) -> Asked:
        """What the address asks; a place that is not the hat's, or a day that is none, falls back to one's own."""
        hat, given = request.hat, request.GET
        today = words.local(request.now).date()
        span = given.get("span", "month")
        span = span if span in SPANS else "month"
        place = _number(given.get("place", ""))
        return cls(place if place in hat.scopes else hat.place, Period.of(span, _day(given.get("since", "")) or today))

    def address(self, route: str = "board", **changes: object) -> str:
        """The address of this question with another place, span or period; ``more`` keys are added as they are."""
        place, period = changes.pop("place", self.place), changes.pop("period", self.period)
        assert isinstance(period, Period)
        asked = {"place": place, "span": period.span, "since": period.since.isoformat(), **changes}
        return f"{reverse(route)}?{urlencode(asked)}"

    def at(self, period: Period) -> Asked:
        return replace(self, period=period)


@dataclass(frozen=True, slots=True)
class AskedRows:
    """Which figure's rows: an indicator about a place or a unit."""

    indicator: str
    kind: str
    about: int
    misses: bool
    page: int

    @classmethod
    def of(cls, request: Request) -> AskedRows:
        given = request.GET
        kind = UNIT if given.get("kind") == UNIT else PLACE
        page = max(1, min(_number(given.get("page", "")) or 1, 200))
        about = _number(given.get("about", "")) or request.hat.place
        return cls(given.get("indicator", ""), kind, about, given.get("misses") == "1", page)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 2200 else None
