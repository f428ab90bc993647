"""Points, outlines and cells on WGS 84. Longitudes come first; outlines are kept as WKB (ISO 19125)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, asinh, atan, ceil, cos, degrees, floor, pi, radians, sin, sinh, sqrt, tan

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

ZOOM = 20
ROAD_ZOOM = 15
EARTH = 6_371_008.8  # mean radius in metres, IUGG
METRES_A_DEGREE = pi * EARTH / 180
_MERCATOR_EDGE = 85.0511287798066
_COARSE = 0.001  # degrees of latitude, 111 m

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]  # west, south, east, north
blob = bytes | bytearray | memoryview


class OutlineBroken(ValueError):
    """What was drawn is not one closed area without crossing lines, or lies off the map."""

    sentence = _("This outline is not a closed area. Draw it again without crossing lines.")

    def __str__(self) -> str:
        return str(self.sentence)


def point(lon: float, lat: float) -> bytes:
    return wkb_of(shapely.Point(lon, lat))


def polygon(corners: Iterable[Point]) -> bytes:
    """The outline through these corners. Raises ``OutlineBroken``."""
    ring = list(corners)
    if len(ring) < 3:
        raise OutlineBroken
    return checked_outline(wkb_of(shapely.Polygon(ring)))


def line(points: Iterable[Point]) -> bytes:
    return wkb_of(shapely.LineString(list(points)))


def checked_outline(wkb: blob) -> bytes:
    """The same outline in plain two dimensions. Raises ``OutlineBroken``."""
    try:
        shape = shapely.force_2d(shapely.from_wkb(bytes(wkb)))
    except shapely.errors.ShapelyError as exc:
        raise OutlineBroken from exc
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or not shape.is_valid:
        raise OutlineBroken
    if not all(is_on_earth(lon, lat) for lon, lat in (shape.bounds[:2], shape.bounds[2:])):
        raise OutlineBroken
    return wkb_of(shape)


def is_on_earth(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


def shape_of(wkb: blob) -> BaseGeometry:
    return shapely.from_wkb(bytes(wkb))


def wkb_of(shape: BaseGeometry) -> bytes:
    """A shape as it is kept."""
    return bytes(shapely.to_wkb(shape))


def covers(outline: blob, lon: float, lat: float) -> bool:
    """Whether the point lies in the outline or on its border."""
    return bool(shape_of(outline).covers(shapely.Point(lon, lat)))


def covering(outlines: Sequence[blob], points: Sequence[Point]) -> list[list[int]]:
    """For each point the outlines that hold it, or have it on their border, by their number in the list."""
    found: list[list[int]] = [[] for _point in points]
    tree = shapely.STRtree([shape_of(one) for one in outlines])
    for number, outline in tree.query(shapely.points(points), predicate="covered_by").T.tolist():
        found[number].append(outline)
    return found


def bounds_of(outline: blob) -> Bounds:
    west, south, east, north = shape_of(outline).bounds
    return west, south, east, north


def centre_of(outline: blob) -> Point:
    """A point that certainly lies inside the outline, near its middle."""
    inside = shape_of(outline).representative_point()
    return inside.x, inside.y


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great circle distance (haversine); off by at most 0.5 % of the ellipsoid's."""
    here, there = radians(lat), radians(other_lat)
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def box_around(lon: float, lat: float, radius: float) -> Bounds:
    """The smallest box that holds everything within ``radius`` metres."""
    tall = degrees(radius / EARTH) * 1.001
    wide = tall / max(0.01, cos(radians(min(89.0, abs(lat) + tall))))
    return lon - wide, lat - tall, lon + wide, lat + tall


def coarsen(lon: float, lat: float) -> Point:
    """The middle of the square of about 100 m the point lies in: what a public face may show of a place."""
    row = floor(lat / _COARSE)
    middle = (row + 0.5) * _COARSE
    step = _COARSE / max(0.01, cos(radians(middle)))
    return round((floor(lon / step) + 0.5) * step, 6), round(middle, 6)


def cell(lon: float, lat: float, zoom: int = ZOOM) -> int:
    """The Morton code of the Web Mercator tile the point lies in; near points mostly share their first bits."""
    return _morton(*_tile(lon, lat, zoom))


def cell_ranges(bounds: Bounds, *, most: int = 16) -> list[tuple[int, int]]:
    """Ranges of cells that cover the box: at most ``most`` squares, neighbours joined, ends included."""
    zoom, squares = _cover(bounds, most)
    shift = 2 * (ZOOM - zoom)
    ranges: list[tuple[int, int]] = []
    for code in squares:
        first, last = code << shift, ((code + 1) << shift) - 1
        if ranges and ranges[-1][1] + 1 == first:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return ranges


def road_cells(wkb: blob) -> list[int]:
    """The larger cells a road passes through, so that a map tile finds it."""
    shape = shape_of(wkb)
    return [code for code in cells_in(shape.bounds) if shape.intersects(square(code))]


def cells_in(bounds: Bounds, zoom: int = ROAD_ZOOM) -> list[int]:
    """Every cell of that zoom which the box touches, in ascending order."""
    columns, rows = _span(bounds, zoom)
    return sorted(_morton(x, y) for x in columns for y in rows)


def count_cells_in(bounds: Bounds, zoom: int = ROAD_ZOOM) -> int:
    columns, rows = _span(bounds, zoom)
    return len(columns) * len(rows)


def _cover(bounds: Bounds, most: int) -> tuple[int, list[int]]:
    zoom = ZOOM
    while zoom and count_cells_in(bounds, zoom) > most:
        zoom -= 1
    return zoom, cells_in(bounds, zoom)


def _span(bounds: Bounds, zoom: int) -> tuple[Sequence[int], Sequence[int]]:
    west, south, east, north = bounds
    (left, top), (right, bottom) = _tile(west, north, zoom), _tile(east, south, zoom)
    return range(left, right + 1), range(top, bottom + 1)


def _tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    side = 1 << zoom
    lat = radians(max(-_MERCATOR_EDGE, min(_MERCATOR_EDGE, lat)))
    x, y = (lon + 180) / 360 * side, (1 - asinh(tan(lat)) / pi) / 2 * side
    return max(0, min(side - 1, floor(x))), max(0, min(side - 1, floor(y)))


def square(code: int, zoom: int = ROAD_ZOOM) -> BaseGeometry:
    """The square of the earth a cell is."""
    side = 1 << zoom
    x, y = _gathered(code), _gathered(code >> 1)
    west, east = x / side * 360 - 180, (x + 1) / side * 360 - 180
    north, south = (degrees(atan(sinh(pi * (1 - 2 * edge / side)))) for edge in (y, y + 1))
    return shapely.box(west, south, east, north)


def _morton(x: int, y: int) -> int:
    return _spread(x) | _spread(y) << 1


def _spread(bits: int) -> int:
    """Put a zero between every two of 32 bits."""
    bits = (bits | bits << 16) & 0x0000FFFF0000FFFF
    bits = (bits | bits << 8) & 0x00FF00FF00FF00FF
    bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0F
    bits = (bits | bits << 2) & 0x3333333333333333
    return (bits | bits << 1) & 0x5555555555555555


def _gathered(bits: int) -> int:
    """Every second bit, closed up: the reverse of ``_spread``."""
    return sum((bits >> (2 * place) & 1) << place for place in range(ceil(bits.bit_length() / 2)))
