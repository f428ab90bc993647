"""What an outline would mean before it is drawn: what lies in it, whom it overlaps, what nobody covers, how it splits.

Everything here is told to the person who draws; nothing is refused but a line that crosses itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry
from shapely.ops import split
from shapely.validation import explain_validity

from linli.kernel.places import geo
from linli.kernel.places.geo import OutlineBroken, Point
from linli.kernel.places.models import Place
from linli.kernel.places.queries.finding import buildings_in_bbox
from linli.kernel.places.queries.outlines import Outline

SNAP = 3.0  # metres: a border this near to a neighbour's is meant to be the same
LEAST = 30.0  # square metres: a smaller overlap or gap is the breadth of a drawn line
MOST_CORNERS = 2_000
MOST_BUILDINGS = 4_000
_SPOT = re.compile(r"\[(-?[\d.]+(?:e-?\d+)?) (-?[\d.]+(?:e-?\d+)?)\]")


class Crossing(OutlineBroken):
    """The line crosses itself, at a place that can be shown."""

    sentence = _("The line crosses itself at the place marked. Move one of the points there.")

    def __init__(self, at: Point | None) -> None:
        super().__init__()
        self.at = at


class NoSplit(ValueError):
    """The line does not cut the area into two."""

    sentence = _("The line must go through the area once, from one border to another.")

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Beside:
    """How much of a draft lies over another area, in square metres."""

    name: str
    square_metres: float


def outline(rings: Sequence[Sequence[Point]]) -> bytes:
    """The outline these rings make as WKB: one inside another is a hole, one beside it a further part.

    Raises ``Crossing`` with the place, or ``OutlineBroken``.
    """
    if sum(map(len, rings)) > MOST_CORNERS:
        raise OutlineBroken
    drawn = sorted((_ring(corners) for corners in rings if corners), key=lambda one: -one.area)
    if not drawn:
        raise OutlineBroken
    shape: BaseGeometry = drawn[0]
    for one in drawn[1:]:
        shape = _with(shape, one)
    return geo.checked_outline(geo.wkb_of(shape))


def rings_of(shape: BaseGeometry) -> list[list[Point]]:
    """The rings of an outline, the borders of its parts and of their holes, each without its last corner again."""
    parts = shapely.get_parts(shape)
    return [
        [(lon, lat) for lon, lat in ring.coords[:-1]]
        for part in parts
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]


def _ring(corners: Sequence[Point]) -> BaseGeometry:
    ring = [point for number, point in enumerate(corners) if not number or point != corners[number - 1]]
    if ring and ring[0] == ring[-1]:
        ring = ring[:-1]
    if len(ring) < 3 or not all(geo.is_on_earth(*point) for point in ring):
        raise OutlineBroken
    shape = shapely.Polygon(ring)
    if not shape.is_valid:
        raise Crossing(crossing(shape))
    return shape


def _with(shape: BaseGeometry, ring: BaseGeometry) -> BaseGeometry:
    """An outline with one more ring, smaller than those before."""
    if shape.covers(ring):
        return shape.difference(ring)
    if shape.intersection(ring).area == 0:
        return shapely.MultiPolygon([*shapely.get_parts(shape), ring])
    met = shape.boundary.intersection(ring.boundary).representative_point()
    raise Crossing(None if met.is_empty else (met.x, met.y))


def crossing(shape: BaseGeometry) -> Point | None:
    """Where a shape crosses or touches itself."""
    found = _SPOT.search(explain_validity(shape))
    return (float(found[1]), float(found[2])) if found else None


def snapped(shape: BaseGeometry, neighbours: Iterable[Outline]) -> BaseGeometry:
    """The shape with its borders laid on those of its neighbours where they nearly meet, unless that breaks it."""
    beside = [one.shape for one in neighbours]
    if not beside:
        return shape
    near = SNAP / geo.METRES_A_DEGREE
    laid = shapely.snap(shape, shapely.union_all([one.boundary for one in beside]), near)
    return laid if laid.is_valid and not laid.is_empty and laid.geom_type == shape.geom_type else shape


def joined(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Two areas as one. A gap no broader than a drawn line is closed; two that lie apart stay two parts."""
    near = SNAP / geo.METRES_A_DEGREE
    laid = shapely.snap(other, one, near)
    whole = shapely.union(one, laid if laid.is_valid and laid.geom_type == other.geom_type else other)
    return whole if whole.geom_type in ("Polygon", "MultiPolygon") else shapely.union(one, other)


def inside(shape: BaseGeometry) -> list[Place]:
    """The buildings whose position lies in the shape, in the order of their address."""
    near = buildings_in_bbox(*shape.bounds, limit=MOST_BUILDINGS)
    held = shapely.covers(shape, shapely.points([(one.lon or 0, one.lat or 0) for one in near])) if near else []
    found = [place for place, is_in in zip(near, held, strict=True) if is_in]
    return sorted(found, key=lambda each: (each.address, len(each.name), each.name))


def overlapping(shape: BaseGeometry, others: Iterable[Outline]) -> list[Beside]:
    """The areas the shape lies over, the most first; the breadth of a drawn line does not count."""
    found = [Beside(one.name, square_metres(shape.intersection(one.shape))) for one in others]
    return sorted((one for one in found if one.square_metres >= LEAST), key=lambda one: -one.square_metres)


def uncovered(whole: BaseGeometry, parts: Sequence[BaseGeometry]) -> float:
    """How many square metres of the whole lie in none of the parts."""
    left = whole.difference(shapely.union_all(list(parts))) if parts else whole
    found = square_metres(left)
    return found if found >= LEAST else 0.0


def square_metres(shape: BaseGeometry) -> float:
    """The size of a small shape; off by less than a thousandth within a city."""
    if shape.is_empty:
        return 0.0
    middle = (shape.bounds[1] + shape.bounds[3]) / 2
    return float(shape.area * geo.METRES_A_DEGREE**2 * cos(radians(middle)))


def halves(shape: BaseGeometry, line: Sequence[Point]) -> tuple[BaseGeometry, BaseGeometry]:
    """The two parts a line cuts a shape into, the larger first. Raises ``NoSplit``.

    Of a shape in several parts the line cuts one; the others stay with the larger.
    """
    if not 2 <= len(line) <= MOST_CORNERS:
        raise NoSplit
    pieces = [list(split(part, shapely.LineString(line)).geoms) for part in shapely.get_parts(shape)]
    cut = [one for one in pieces if len(one) > 1]
    if len(cut) != 1 or len(cut[0]) != 2:
        raise NoSplit
    second = min(cut[0], key=lambda one: one.area)
    rest = [one for each in pieces for one in each if one is not second]
    return rest[0] if len(rest) == 1 else shapely.MultiPolygon(rest), second
