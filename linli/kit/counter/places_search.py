"""Finding an address: a list to choose from, as somebody types or at the press of a button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kit.counter import here
from linli.kit.counter.forms import UNKNOWN
from linli.kit.counter.here import page_of
from linli.kit.routes import Request, page

MOST = 8
FEW = 200  # communities that still make one list


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of addresses: (id, address, community), where they are, and a sentence where the list would mislead."""

    options: tuple[tuple[str, str, str], ...]
    note: str = ""
    spots: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def found(typed: str, *, chosen: Place | None = None) -> Listed:
    """The addresses that may be meant, the chosen one first."""
    hits = places.search(typed, limit=MOST) if typed.strip() else []
    options = [(str(hit.id), called(hit), hit.community) for hit in hits]
    if chosen is not None:
        label = next((one for one in options if one[0] == str(chosen.id)), None)
        first = label or (str(chosen.id), places.label(chosen.id), "")
        options = [first, *(one for one in options if one != first)]
    spots = {str(hit.id): (hit.lon, hit.lat) for hit in hits if hit.lon is not None and hit.lat is not None}
    return Listed(tuple(options), _note(typed, hits), spots)


def called(hit: places.Found) -> str:
    """An address as a list shows it, with the other name somebody typed it by."""
    return _("%(place)s, also called %(name)s") % {"place": hit.label, "name": hit.also} if hit.also else hit.label


def _note(typed: str, hits: list[places.Found]) -> str:
    if not typed.strip():
        return ""
    if not hits:
        return _(
            "No address like “%(typed)s” was found. Try the road and the number, put a pin on the map, or describe it."
        ) % {"typed": typed[:40]}
    if not hits[0].exact:
        return _("Nothing fits exactly. These are the nearest; if it is none of them, describe the place.")
    return ""


def divisions() -> list[tuple[str, Any]]:
    """The communities by street, or in a large city the streets by district, and 不知道. One statement or two."""
    rows = here.communities(limit=FEW + 1)
    if len(rows) > FEW:
        rows = here.streets()
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in rows:
        groups.setdefault(place.parent.name if place.parent else "", []).append((str(place.id), place.name))
    return [(UNKNOWN, _("I do not know")), *groups.items()]


@page("case.report")
def search(request: Request) -> HttpResponse:
    """The list for what has been typed so far."""
    typed = request.GET.get("q", "")
    return page_of(request, "places.html", found=found(typed) if typed.strip() else None, chosen="")
