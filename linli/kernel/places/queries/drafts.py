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


def outline(corners: Sequence[Point]) -> bytes:
    """The outline through these corners as WKB. Raises ``Crossing`` with the place, or ``OutlineBroken``."""
    ring = [point for number, point in enumerate(corners) if not number or point != corners[number - 1]]
    if ring and ring[0] == ring[-1]:
        ring = ring[:-1]
    if not 3 <= len(ring) <= MOST_CORNERS or not all(geo.is_on_earth(*point) for point in ring):
        raise OutlineBroken
    shape = shapely.Polygon(ring)
    if not shape.is_valid:
        raise Crossing(crossing(shape))
    return geo.polygon(ring)


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
    """The two parts a line cuts a shape into, the larger first. Raises ``NoSplit``."""
    if not 2 <= len(line) <= MOST_CORNERS:
        raise NoSplit
    parts = list(split(shape, shapely.LineString(line)).geoms)
    if len(parts) != 2:
        raise NoSplit
    first, second = sorted(parts, key=lambda part: -part.area)
    return first, second
