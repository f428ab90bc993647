"""Finding something on the map: an address, a division, an area. Places only; nobody is found by name here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import AreaKind
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
    hits = [*_areas(view, at), *_places(view), *_things(request, view)]
    return hits[:MOST]


def around(lon: float, lat: float) -> Bounds:
    return geo.box_around(lon, lat, NEAR)


def _areas(view: View, at: Looked) -> Iterable[Hit]:
    drawn = places.outlines(None, layers=AreaKind.values, at=at.day, known=at.version)
    named = sorted((one for one in drawn if view.find in one.name), key=lambda one: (len(one.name), one.name))[:3]
    for one in named:
        west, south, east, north = one.shape.bounds
        yield Hit(one.name, _community(one.scope_id), f"area/{one.id}", (west, south, east, north))


def _places(view: View) -> Iterable[Hit]:
    for one in places.search(view.find, limit=MOST):
        if one.lon is not None and one.lat is not None:
            kind = "building" if one.level == "building" else "division"
            box = around(one.lon, one.lat) if kind == "building" else box_of_division(one.id, one.lon, one.lat)
            where = one.community if kind == "building" else ""
            yield Hit(places_search.called(one), where, f"{kind}/{one.id}", box)


def _things(request: Request, view: View) -> Iterable[Hit]:
    """What other rooms let be found: facilities and the like."""
    for find in finders(request.hat):
        for thing in find(request.hat, view.find, request.now):
            at = thing.shape.representative_point()
            yield Hit(thing.name, thing.where, thing.face, around(at.x, at.y))


def box_of_division(number: int, lon: float, lat: float) -> Bounds:
    place = places.place(number)
    if place is not None and place.outline:
        return geo.bounds_of(place.outline)
    return geo.box_around(lon, lat, 10 * NEAR)


def _community(scope_id: int) -> str:
    place = places.place(scope_id)
    return place.name if place else ""
