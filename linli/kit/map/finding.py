"""Finding something on the map: an address, a division, an area. Places only; nobody is found by name here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import AreaKind
from linli.kernel.places.queries.outlines import Version
from linli.kit.counter import places_search
from linli.kit.map.asked import View
from linli.kit.map.listing import Looked
from linli.kit.map.sources import finders
from linli.kit.routes import Request

MOST = 8
NEAR = 150.0  # metres around a point that is gone to


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that may be meant: how it is called, where it lies, the box to go to, its face."""

    name: str
    where: str
    face: str
    box: Bounds


def found(request: Request, view: View, at: Looked) -> list[Hit]:
    """What the words may mean, places first. Two statements and those of the sources that can be searched."""
    if not view.find:
        return []
    hits = [*_areas(view, at), *_places(view, at), *_things(request, view)]
    return hits[:MOST]


def around(lon: float, lat: float) -> Bounds:
    return geo.box_around(lon, lat, NEAR)


def _areas(view: View, at: Looked) -> Iterable[Hit]:
    drawn = places.outlines(None, layers=AreaKind.values, at=at.day, known=at.version)
    named = sorted((one for one in drawn if view.find in one.name), key=lambda one: (len(one.name), one.name))[:3]
    for one in named:
        west, south, east, north = one.shape.bounds
        yield Hit(one.name, _community(one.scope_id), f"area/{one.id}", (west, south, east, north))


def _places(view: View, at: Looked) -> Iterable[Hit]:
    for one in places.search(view.find, limit=MOST):
        if one.level == "building":
            box = around(one.lon, one.lat) if one.lon is not None and one.lat is not None else None
        else:
            box = box_of_division(one.id, (one.lon, one.lat), at=at.day, known=at.version)
        if box is not None:
            kind, where = ("building", one.community) if one.level == "building" else ("division", "")
            yield Hit(places_search.called(one), where, f"{kind}/{one.id}", box)


def _things(request: Request, view: View) -> Iterable[Hit]:
    """What other rooms let be found: facilities and the like."""
    for find in finders(request.hat):
        for thing in find(request.hat, view.find, request.now):
            at = thing.shape.representative_point()
            yield Hit(thing.name, thing.where, thing.face, around(at.x, at.y))


def box_of_division(
    number: int, spot: tuple[float | None, float | None], *, at: datetime, known: Version | None = None
) -> Bounds | None:
    """The box a division lies in; around its spot where nobody has drawn it or what lies in it, if it has one."""
    drawn = places.outline_of_division(number, at=at, known=known)
    if drawn is not None:
        west, south, east, north = drawn.shape.bounds
        return west, south, east, north
    lon, lat = spot
    return geo.box_around(lon, lat, 10 * NEAR) if lon is not None and lat is not None else None


def _community(scope_id: int) -> str:
    place = places.place(scope_id)
    return place.name if place else ""
