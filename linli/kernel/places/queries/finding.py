"""Finding places: by what somebody types, by where somebody stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from django.db import connection
from django.db.models import Count, Max

from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import DIVISIONS, Level, Place
from linli.kernel.places.queries.tree import written
from linli.plumbing import search as words
from linli.plumbing.texts import tidy

MOST_TYPED = 80

# Of the places that hold at least half of the typed pairs, those that hold the most: an address typed with
# its door, or with the district before it, still leads to its building.
_SEARCH = """
with hit as materialized (
    select place_id, count(distinct token) as held from places_token where token = any(%s)
    group by place_id having count(distinct token) * 2 >= %s
    order by held desc, place_id limit 500)
select p.id, p.level, p.name, p.address, s.id, s.name, hit.held, p.lon, p.lat, coalesce(
    (select n.name from places_alias n where n.place_id = p.id and n.until is null
        and (strpos(%s, n.name) > 0 or strpos(n.name, %s) > 0) order by n.id limit 1),
    (select n.name from places_area_building m join places_alias n on n.area_id = m.area_id and n.until is null
        where m.building_id = p.id and m.until is null
        and (strpos(%s, n.name) > 0 or strpos(n.name, %s) > 0) order by n.id limit 1),
    (select n.name from places_alias n where n.road <> '' and n.until is null
        and strpos(%s, n.name) > 0 and strpos(p.address, n.road) > 0 order by n.id limit 1), '')
from hit join places_place p on p.id = hit.place_id join places_place s on s.id = p.scope_id
where hit.held = (select max(held) from hit) and p.until is null
order by char_length(p.address) + char_length(p.name), p.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One line of an address list. ``exact`` tells whether everything typed was found in it.

    ``also`` is another name of it, of its compound or its road, where that is what was typed.
    """

    id: int
    level: str
    label: str
    scope_id: int
    community: str
    exact: bool
    lon: float | None = None
    lat: float | None = None
    also: str = ""


def search(text: str, limit: int = 20) -> list[Found]:
    """The buildings and divisions an address may mean, the shortest first. One statement.

    Any part of two characters finds it, of the names it has and of those it is called by besides; a number counts as
    one character ("36号" is two).
    """
    typed = tidy(text[:MOST_TYPED])
    tokens = words.query(typed)
    if not tokens:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, [tokens, len(tokens), *[typed] * 5, limit])
        rows = cursor.fetchall()
    return [_found(row, len(tokens)) for row in rows]


def _found(row: tuple[Any, ...], asked: int) -> Found:
    number, level, name, address, scope_id, community, held, lon, lat, also = row
    text = written(address, name) if level == Level.BUILDING else name
    return Found(number, level, text, scope_id, community, held == asked, lon, lat, also)


def near(lon: float, lat: float, limit: int = 10, *, radius: float = 500) -> list[Place]:
    """The buildings within ``radius`` metres, the nearest first."""
    around = buildings_in_bbox(*geo.box_around(lon, lat, radius))
    ranked = sorted((geo.metres(lon, lat, p.lon or 0, p.lat or 0), p.id, p) for p in around)
    return [place for distance, _id, place in ranked[:limit] if distance <= radius]


def buildings_in_bbox(west: float, south: float, east: float, north: float, *, limit: int = 5_000) -> list[Place]:
    """The buildings whose position lies in the box, found by ranges of cells."""
    ranges = geo.cell_ranges((west, south, east, north))
    cells = " or ".join(["cell between %s and %s"] * len(ranges))
    sql = (
        "select id, level, parent_id, code, name, address, lo, hi, children, scope_id, lon, lat, outline, cell, since"  # noqa: S608
        f" from places_place where level = 'building' and until is null and ({cells})"
        " and lon between %s and %s and lat between %s and %s order by id limit %s"
    )
    params = [end for both in ranges for end in both]
    return list(Place.objects.raw(sql, [*params, west, east, south, north, limit]))


def inside_city(lon: float, lat: float, bounds: Bounds) -> bool:
    """Whether a pin lies in the city's box; one outside is a slip of the finger or another city's matter."""
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def community_of_point(lon: float, lat: float) -> Place | None:
    """The community whose outline covers the point; None when none or, on a border, more than one does."""
    found = _communities().at(lon, lat)
    return Place.objects.defer("outline").get(id=found[0]) if len(found) == 1 else None


class _Communities:
    """The outlines of all communities in an index in memory, and the version of the map they were read from."""

    def __init__(self, version: tuple[object, ...], drawn: Iterable[Place]) -> None:
        places = list(drawn)
        self.version = version
        self.ids = [place.id for place in places]
        self.index = shapely.STRtree([geo.shape_of(place.outline or b"") for place in places])

    def at(self, lon: float, lat: float) -> list[int]:
        hits = self.index.query(shapely.Point(lon, lat), predicate="intersects")
        return [self.ids[hit] for hit in hits]


_map = _Communities((), [])


def _communities() -> _Communities:
    """The map in memory, read again when communities were added or ended: an outline itself never changes."""
    global _map
    drawn = Place.objects.filter(level=Level.COMMUNITY, level__in=DIVISIONS, outline__isnull=False, until__isnull=True)
    version = drawn.aggregate(newest=Max("id"), number=Count("id"))
    key = (connection.settings_dict["NAME"], version["newest"], version["number"])
    if key != _map.version:
        _map = _Communities(key, drawn.only("id", "outline"))
    return _map
