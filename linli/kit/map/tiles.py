"""Our own map tiles: vector tiles drawn from the places of this database.

They hold ground, roads, buildings and areas and nothing about a person, so everybody may have them and every cache
may keep them. From afar, or where too many buildings lie close together, they hold how many there are in each cell
instead of their shapes: a tile stays small however large the city.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse

from linli.kernel.cases import catalogue
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Bounds
from linli.kernel.places.queries.outlines import Version
from linli.kit.map import asked as asking
from linli.kit.map import labels
from linli.kit.map.tiling import HIGHEST, LOWEST, MIME, Drawn, Kept, around, bounds_of, encoded, etag, overlaps
from linli.kit.routes import OPEN, Request, page

FIRST_BUILDINGS = 14  # the zoom from which buildings are drawn one by one
FIRST_SMALL_ROADS = 13
MOST_BUILDINGS = 1_500
MOST_ROADS = 2_000
CELLS_IN_TILE = 4  # a tile holds 2⁴ × 2⁴ cells
# Levels and kinds by the zoom from which, and up to which, their outlines tell something.
OUTLINES = {"district": (9, 12), "street": (10, 14), "community": (11, 22), "grid": (13, 22), "compound": (14, 22)}
# The last zoom at which a division is named: until the names two levels below it are there.
NAMED = {"district": 13, "street": 15, "community": 18}
FRESH, SAME = "public, max-age=300", "public, max-age=86400"  # unless the address names the version it wants

kept = Kept()


@page(OPEN)
def tile(request: Request, z: int, x: int, y: int) -> HttpResponse:
    """One tile; empty outside the city and outside the zoom levels we draw."""
    city = catalogue.city(at=request.now)
    inside = LOWEST <= z <= HIGHEST and overlaps(bounds_of(z, x, y), (city.west, city.south, city.east, city.north))
    version = places.version(at=request.now) if inside else ()
    day = asking.day_of(request.GET.get("day", ""), now=request.now)
    body = drawn(z, x, y, version=version, at=request.now, day=day) if inside else b""
    return answered(request, body, SAME if request.GET.get("v") == mark(version) else FRESH)


def answered(request: Request, body: bytes, caching: str) -> HttpResponse:
    """A tile with its mark; only the mark where the browser has it already."""
    sign = etag(body)
    headers = {"ETag": sign, "Cache-Control": caching}
    if request.headers.get("If-None-Match") == sign:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type=MIME, status=200 if body else 204, headers=headers)


def mark(version: Version) -> str:
    """A version of the map as it stands in an address."""
    return etag(repr(version).encode())[1:13]


def drawn(z: int, x: int, y: int, *, version: Version, at: datetime, day: date | None = None) -> bytes:
    """The bytes of one tile, today's or of another day, kept in the process as long as nothing is drawn anew."""
    found = kept.get((version, day, z, x, y))
    if found is not None:
        return found
    box, at = around(bounds_of(z, x, y)), asking.end_of(day) if day else at
    near, far = _buildings(z, box)
    layers = {
        "cells": far,
        "roads": _roads(z, box),
        "buildings": near,
        "areas": _areas(z, box, version, at),
        "names": list(_names(z, bounds_of(z, x, y), version, at)),
    }
    return kept.put((version, day, z, x, y), encoded(z, x, y, layers))


def _buildings(z: int, box: Bounds) -> tuple[list[Drawn], list[Drawn]]:
    """The buildings one by one, or, from afar and where they are too many, counted by cell."""
    zoom = min(geo.ZOOM, z + CELLS_IN_TILE)
    counted = places.building_cells(box, zoom=zoom)
    if z >= FIRST_BUILDINGS and sum(one.buildings for one in counted) <= MOST_BUILDINGS:
        found = places.buildings(box, most=MOST_BUILDINGS)
        return [(geo.shape_of(one.wkb), _called("building", one.name)) for one in found], []
    return [], [(geo.square(one.cell, zoom), {"buildings": one.buildings, "doors": one.doors}) for one in counted]


def _roads(z: int, box: Bounds) -> list[Drawn]:
    found = places.roads(box, most=MOST_ROADS, main_only=z < FIRST_SMALL_ROADS)
    return [(geo.shape_of(one.wkb), _called(one.kind, one.name)) for one in found]


def _areas(z: int, box: Bounds, version: Version, at: datetime) -> list[Drawn]:
    layers = [layer for layer, (first, last) in OUTLINES.items() if first <= z <= last]
    found = places.outlines(box, layers=layers, at=at, known=version)
    return [(one.shape, _called(one.layer, one.name)) for one in found]


def _names(z: int, bounds: Bounds, version: Version, at: datetime) -> Iterator[Drawn]:
    """The names of divisions, each once: in the tile that holds its spot, and not before it fits into its outline."""
    levels = [level for level, last in NAMED.items() if z <= last]
    for one in places.outlines(bounds, layers=levels, at=at, known=version):
        spot = labels.spot_of(one.shape, one.name)
        if labels.stands_in(spot, bounds) and z >= min(spot.zoom, NAMED[one.layer], HIGHEST):
            yield spot.point, _called(one.layer, one.name)


def _called(kind: str, name: str) -> dict[str, Any]:
    return {"kind": kind, "name": name} if name else {"kind": kind}
