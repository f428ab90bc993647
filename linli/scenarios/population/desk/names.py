"""What a building, a community, their compounds and roads are called besides, on the page of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from linli.kernel.places import queries as places
from linli.kernel.places.models import AliasKind, AreaKind, Level, Place, PlaceAlias
from linli.kit import words
from linli.kit.routes import Request
from linli.plumbing import policy
from linli.scenarios.population.desk.wheres import where

KINDS: Mapping[str, str | Promise] = {
    AliasKind.POPULAR: pgettext_lazy("alias", "What people call it"),
    AliasKind.FORMER: pgettext_lazy("alias", "What it was called before"),
    AliasKind.SPELLING: pgettext_lazy("alias", "The same, written otherwise"),
}
MOST_COMPOUNDS = 200
_ROAD = re.compile(r"^\D*?(?:大道|大街|公路|路|街|巷)")


def shown(
    request: Request, path: Sequence[Place], typed: Mapping[str, str] | None = None, error: str = ""
) -> dict[str, Any]:
    """The other names of the last place of a path and what may be added, for its page. Two statements."""
    place, whose = path[-1], whose_names(request, path)
    areas = [int(one.removeprefix("area-")) for one in whose if one.startswith("area-")]
    road = road_of(place.address)
    found = places.aliases(places=[place.id], areas=areas, roads=[road] if road else [])
    may = policy.may(request.hat, "alias.change")
    return {
        "lines": [_line(one, whose, place, request, may=may) for one in found],
        "whose": list(whose.items()) if may else [],
        "kinds": list(KINDS.items()),
        "typed": {"kind": AliasKind.POPULAR.value, "whose": next(iter(whose), ""), **(typed or {})},
        "error": error,
        "action": reverse("register_names", args=[place.id]),
    }


def _line(one: PlaceAlias, whose: Mapping[str, str], place: Place, request: Request, *, may: bool) -> dict[str, Any]:
    target = f"area-{one.area_id}" if one.area_id else "road" if one.road else "place"
    return {
        "name": one.name,
        "of": one.area.name if one.area else one.road if one.road else "",
        "kind": str(KINDS[one.kind]),
        "since": words.day(one.since, request.now),
        "until": words.day(one.until, request.now) if one.until else "",
        "source": _("an imported list") if one.source.startswith("import:") else one.source,
        "end": reverse("register_name_end", args=[place.id, one.id])
        if may and not one.until and target in whose
        else "",
    }


def whose_names(request: Request, path: Sequence[Place]) -> dict[str, str]:
    """Whose name may be said here: the place itself, its compounds, and for who works for the city its road."""
    place = path[-1]
    found = {"place": where(place).label}
    if place.level == Level.BUILDING:
        held = places.areas_of(place.id, AreaKind.COMPOUND, at=request.now)
    else:
        held = places.areas_in([place.id], kind=AreaKind.COMPOUND, at=request.now)[:MOST_COMPOUNDS]
    found |= {f"area-{one.id}": one.name for one in held if one.scope_id in request.hat.scopes}
    road = road_of(place.address)
    return found | ({"road": road} if road and path[0].id in request.hat.scopes else {})


def road_of(address: str) -> str:
    """The road an address begins with; empty where it names none."""
    found = _ROAD.match(address)
    return found[0] if found else ""


def target(whose: str, place: Place) -> dict[str, Any]:
    """Whose name it is, as the action wants it."""
    if whose == "road":
        return {"road": road_of(place.address)}
    return {"place_id": place.id} if whose == "place" else {"area_id": int(whose.removeprefix("area-"))}


def did(request: Request) -> list[dict[str, str]]:
    """What was just done, in words."""
    said = {"named": _("Found by this name from now on"), "unnamed": _("Not found by this name any more")}
    found = said.get(request.GET.get("did", ""))
    return [{"words": found, "kind": ""}] if found else []
