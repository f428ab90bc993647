"""What somebody asks a board for: a place of their own, and a period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

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
    def of(cls, request: Request, given: QueryDict | None = None) -> Asked:
        """What the address asks, or a form; a place that is not the hat's, or a day that is none, falls back."""
        hat, given = request.hat, request.GET if given is None else given
        today = words.local(request.now).date()
        span = given.get("span", "month")
        span = span if span in SPANS else "month"
        place = number(given.get("place", ""))
        return cls(place if place in hat.scopes else hat.place, Period.of(span, _day(given.get("since", "")) or today))

    def address(self, route: str = "board", **changes: object) -> str:
        """The address of this question with another place, span or period; ``more`` keys are added as they are."""
        place, period = changes.pop("place", self.place), changes.pop("period", self.period)
        assert isinstance(period, Period)
        asked = {"place": place, "span": period.span, "since": period.since.isoformat(), **changes}
        return f"{reverse(route)}?{urlencode(asked)}"

    def public_address(self) -> str:
        """Where everybody reads what was published of this period."""
        named = {"span": self.period.span, "since": self.period.since.isoformat()}
        return f"{settings.PUBLIC_URL}/figures?{urlencode(named)}"

    def at(self, period: Period) -> Asked:
        return replace(self, period=period)


def of_a_closed(request: Request) -> Asked:
    """The same for what needs a period that is over: the last one where no day is asked for."""
    given = request.POST if request.method == "POST" else request.GET
    asked = Asked.of(request, given)
    if given.get("since") or is_over(asked.period, request.now):
        return asked
    return asked.at(asked.period.before or Period.of("month", words.local(request.now).date()))


def is_over(period: Period, now: datetime) -> bool:
    """Whether nothing can fall into the period any more."""
    ends = period.bounds(words.city_zone())[1]
    return ends is not None and ends <= now


def spans(request: Request, asked: Asked, route: str) -> list[tuple[str, str, str]]:
    """Week, month, year with their addresses: the last of each that is over."""
    today = words.local(request.now).date()
    named = [("week", _("Week")), ("month", _("Month")), ("year", _("Year"))]
    last = {span: Period.of(span, today).before or Period.of(span, today) for span, _words in named}
    kept = {asked.period.span: asked.period}
    return [(asked.address(route, period=kept.get(span, last[span])), said, span) for span, said in named]


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
        page = max(1, min(number(given.get("page", "")) or 1, 200))
        about = number(given.get("about", "")) or request.hat.place
        return cls(given.get("indicator", ""), kind, about, given.get("misses") == "1", page)


def number(text: str) -> int:
    """A key as it stands in an address; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 2200 else None
