"""What the pages of a register are asked for: of which place, which page of the list, sent from which form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.http import Http404

from linli.kernel.places import queries as places
from linli.kernel.places.models import DIVISIONS, Level, Place
from linli.kit import words
from linli.kit.board.asked import number
from linli.kit.desk import paging
from linli.kit.routes import Request

SIZE, MOST_PAGES = 50, 20


@dataclass(frozen=True, slots=True)
class Territory:
    """A division of the post with everything above it, and the divisions inside it the post works for."""

    path: Sequence[Place]
    scopes: tuple[int, ...]

    @property
    def place(self) -> Place:
        return self.path[-1]

    @property
    def is_community(self) -> bool:
        return self.place.level == Level.COMMUNITY


def territory(request: Request) -> Territory:
    """The division that is asked for by ``place``, else the post's own. Two statements."""
    wanted = number(request.GET.get("place", "") or request.POST.get("place", "")) or request.hat.place
    path = places.path(wanted)
    if not path or path[-1].level not in DIVISIONS or path[-1].id not in request.hat.scopes:
        raise Http404
    return Territory(path, within(request, path[-1].id))


def within(request: Request, place_id: int) -> tuple[int, ...]:
    """The divisions inside a place, as far as the post works for them. One statement."""
    own = frozenset(request.hat.scopes)
    return tuple(one for one in places.scopes_under(place_id) if one in own)


def page_of(request: Request) -> int:
    """Which page of a list is asked for; the first where none is."""
    return min(MOST_PAGES, max(1, number(request.GET.get("page", ""))))


def address(path: str, given: Mapping[str, object], **changes: object) -> str:
    """The same list with something changed; what says nothing is left out."""
    kept = {name: value for name, value in {**given, **changes}.items() if value not in ("", None, False)}
    return f"{path}?{urlencode(kept)}" if kept else path


def pages(request: Request, path: str, given: Mapping[str, object], *, count: int, total: int) -> paging.Page | None:
    """The pages of a list under its filters."""
    return paging.stretch(
        page_of(request), size=SIZE, count=count, total=total, address=lambda one: address(path, given, page=one)
    )


def day(typed: str) -> datetime | None:
    """The morning of a day somebody typed, in the city's time; None where none was. Raises ``ValueError``."""
    return datetime.combine(date.fromisoformat(typed), time(), words.city_zone()) if typed.strip() else None
