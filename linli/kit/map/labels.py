"""Where the name of an outline stands on the map, and from which zoom it fits into the outline.

A name stands in the middle of the widest open ground of its outline and is shown from the zoom at which it fits there;
so the names of one level do not push each other away, and of two levels the larger is there before the smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, hypot, log2, radians

import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds, Point

EM = 14.0  # pixels: a character of a name
LINE = 6  # characters to a line; longer names are broken, as the style of the map breaks them
METRES_A_PIXEL = 78_271.517  # at the equator and zoom 0, on tiles of 512 pixels
ANYWHERE = 1e9  # metres: a point has no outline its name would have to fit into
EXACT = 0.02  # of the breadth of an outline: how near its widest ground is looked for
MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name stands, and the first zoom at which it fits."""

    lon: float
    lat: float
    zoom: int

    @property
    def point(self) -> shapely.Point:
        return shapely.Point(self.lon, self.lat)


def spot_of(shape: BaseGeometry, name: str) -> Spot:
    """The spot of a name in an outline that is kept in memory; worked out once, as long as the outline is there."""
    held = _known.get((id(shape), name))
    if held is not None and held[0] is shape:
        return held[1]
    if len(_known) > MOST_KNOWN:
        _known.clear()
    found = _known[id(shape), name] = (shape, spot(shape, name))
    return found[1]


def stands_in(spot: Spot, bounds: Bounds) -> bool:
    """Whether a name stands in a tile; every spot stands in one tile of a zoom."""
    west, south, east, north = bounds
    return west <= spot.lon < east and south <= spot.lat < north


def spot(shape: BaseGeometry, name: str) -> Spot:
    """Where the name of a shape stands, and from which zoom."""
    (lon, lat), radius = _widest(shape)
    return Spot(lon, lat, first_zoom(name, radius, lat))


def first_zoom(name: str, radius: float, lat: float) -> int:
    """The zoom from which a name fits into a circle of so many metres."""
    lines = ceil(max(1, len(name)) / LINE)
    wide, tall = min(LINE, max(1, len(name))) * EM, lines * EM * 1.3
    needed = hypot(wide, tall) / 2
    zoom = log2(needed * METRES_A_PIXEL * cos(radians(lat)) / max(radius, 0.1))
    return max(0, min(22, ceil(zoom - 0.35)))


def _widest(shape: BaseGeometry) -> tuple[Point, float]:
    """The middle of the largest circle inside a shape, and its radius in metres; a point has room around it."""
    if shape.area == 0:
        middle = shape.representative_point()
        return (middle.x, middle.y), ANYWHERE
    part = max(shapely.get_parts(shape), key=lambda one: one.area)
    squeeze = cos(radians(part.centroid.y))
    flat = shapely.transform(part, lambda points: points * (squeeze, 1.0))
    west, south, east, north = flat.bounds
    ray = shapely.maximum_inscribed_circle(flat, tolerance=max(east - west, north - south) * EXACT)
    x, y = ray.coords[0]
    return (x / squeeze, y), ray.length * geo.METRES_A_DEGREE


_known: dict[tuple[int, str], tuple[BaseGeometry, Spot]] = {}
