"""What a map tile draws: buildings, roads and areas within a box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import Area, AreaKind, Road
from linli.kernel.places.queries.finding import buildings_in_bbox

MOST_CELLS = 4_096


@dataclass(frozen=True, slots=True)
class MapShape:
    """One thing on the map: layer ("building", "road", "compound", "grid"), id, name, sort of road, shape as WKB."""

    layer: str
    id: int
    name: str
    kind: str
    wkb: bytes


def features(bounds: Bounds, *, at: datetime, most: int = 5_000) -> list[MapShape]:
    """The roads, areas and buildings the box touches, in the order they are drawn. Three statements."""
    return [*_areas(bounds, at), *_roads(bounds, most), *_buildings(bounds, most)]


def _buildings(bounds: Bounds, most: int) -> list[MapShape]:
    found = []
    for place in buildings_in_bbox(*bounds, limit=most):
        wkb = bytes(place.outline) if place.outline else geo.point(place.lon or 0, place.lat or 0)
        found.append(MapShape("building", place.id, place.name, "", wkb))
    return found


def _roads(bounds: Bounds, most: int) -> list[MapShape]:
    roads = Road.objects.order_by("id")
    if geo.count_cells_in(bounds) <= MOST_CELLS:
        roads = roads.filter(cells__overlap=geo.cells_in(bounds))
    return [MapShape("road", road.id, road.name, road.kind, bytes(road.line)) for road in roads[:most]]


def _areas(bounds: Bounds, at: datetime) -> list[MapShape]:
    west, south, east, north = bounds
    drawn = Area.objects.filter(
        Q(until__isnull=True) | Q(until__gt=at),
        since__lte=at,
        kind__in=(AreaKind.COMPOUND, AreaKind.GRID),
        outline__isnull=False,
        west__lte=east,
        east__gte=west,
        south__lte=north,
        north__gte=south,
    )
    return [MapShape(a.kind, a.id, a.name, "", bytes(a.outline or b"")) for a in drawn.order_by("kind", "id")]
