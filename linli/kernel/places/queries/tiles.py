"""What a map tile draws: buildings, roads and areas within a box, and how many buildings lie in each cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import AreaKind, Road
from linli.kernel.places.queries.finding import buildings_in_bbox
from linli.kernel.places.queries.outlines import outlines

MOST_CELLS = 4_096
MAIN = ("main", "street")  # the roads one draws where the others would only be grey


@dataclass(frozen=True, slots=True)
class MapShape:
    """One thing on the map: layer ("building", "road", "compound", "grid"), id, name, sort of road, shape as WKB."""

    layer: str
    id: int
    name: str
    kind: str
    wkb: bytes


@dataclass(frozen=True, slots=True)
class CellCount:
    """How many buildings and doors lie in one cell."""

    cell: int
    buildings: int
    doors: int


def features(bounds: Bounds, *, at: datetime, most: int = 5_000) -> list[MapShape]:
    """The roads, areas and buildings the box touches, in the order they are drawn. Three statements at most."""
    return [*_areas(bounds, at), *roads(bounds, most=most), *buildings(bounds, most=most)]


def buildings(bounds: Bounds, *, most: int) -> list[MapShape]:
    """The buildings whose position lies in the box, with their outline or else their position."""
    found = []
    for place in buildings_in_bbox(*bounds, limit=most):
        wkb = bytes(place.outline) if place.outline else geo.point(place.lon or 0, place.lat or 0)
        found.append(MapShape("building", place.id, place.name, "", wkb))
    return found


def building_cells(bounds: Bounds, *, zoom: int) -> list[CellCount]:
    """How many buildings and doors lie in each cell of that zoom the box touches. One statement."""
    first, last = zip(*geo.cell_ranges(bounds), strict=True)
    sql = (
        "select p.cell >> %s as square, count(*), sum(p.children)::int"
        " from unnest(%s::bigint[], %s::bigint[]) as r (first, last)"
        " cross join lateral (select cell, children from places_place"
        "  where level = 'building' and until is null and cell between r.first and r.last offset 0) p"
        " group by square order by square"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [2 * (geo.ZOOM - zoom), list(first), list(last)])
        return [CellCount(*row) for row in cursor.fetchall()]


def roads(bounds: Bounds, *, most: int, main_only: bool = False) -> list[MapShape]:
    """The roads the box touches; from afar the larger ones."""
    found = Road.objects.order_by("id")
    if main_only:
        found = found.filter(kind__in=MAIN)
    if geo.count_cells_in(bounds) <= MOST_CELLS:
        found = found.filter(cells__overlap=geo.cells_in(bounds))
    return [MapShape("road", road.id, road.name, road.kind, bytes(road.line)) for road in found[:most]]


def _areas(bounds: Bounds, at: datetime) -> list[MapShape]:
    drawn = outlines(bounds, layers=(AreaKind.COMPOUND, AreaKind.GRID), at=at)
    return [MapShape(one.layer, one.id, one.name, "", geo.wkb_of(one.shape)) for one in drawn]
