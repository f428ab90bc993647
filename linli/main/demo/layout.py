"""The ground of the demo city: from the figures of its packs to places, areas and roads on WGS 84.

The same packs give the same ground: what is not written down is drawn from a seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, degrees, radians, sin
from random import Random
from typing import TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel.cases.packs import City
from linli.kernel.places import geo
from linli.kernel.places.actions import NewPlace, NewRoad
from linli.main.demo.packs import Compound, Division, Metres, Road
from linli.plumbing.packs import Piece

SEED = 450103
STAIRWELL, DEPTH = 16.0, 12.5  # metres of facade per stairwell; depth of a slab building
BESIDE, BEHIND = 42.0, 56.0  # metres between buildings of a row, and from one row to the next
FENCE = 14.0  # metres from the outermost walls to the edge of a compound
T = TypeVar("T")
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(frozen=True, slots=True)
class Ground:
    """Turns metres east and north of the city's south-west corner into degrees; exact to a metre at this size."""

    west: float
    south: float

    def point(self, place: Metres) -> geo.Point:
        east, north = place
        lat = self.south + degrees(north / geo.EARTH)
        return self.west + degrees(east / geo.EARTH / cos(radians(self.south))), lat

    def polygon(self, corners: Sequence[Metres]) -> bytes:
        return geo.polygon([self.point(corner) for corner in corners])

    def shape(self, shape: BaseGeometry) -> bytes:
        """A polygon drawn in metres."""
        return self.polygon(list(shape.exterior.coords)[:-1])


@dataclass(frozen=True, slots=True)
class Building:
    """One building as laid out: its key in the packs, its place in the tree, the doors behind it."""

    key: str
    compound: str
    community: str
    grid: str
    row: NewPlace
    doors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """An area as laid out: compound or grid, and the community that looks after it."""

    kind: str
    code: str
    name: str
    community: str
    outline: bytes


@dataclass(slots=True)
class Layout:
    """The whole ground. Divisions are in the order of the tree; codes are unique and stay the same.

    ``unpatrolled`` are points in that part of a community no grid covers, where there is one.
    """

    divisions: list[tuple[str, NewPlace]] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    areas: list[Patch] = field(default_factory=list)
    unpatrolled: dict[str, list[geo.Point]] = field(default_factory=dict)
    roads: list[NewRoad] = field(default_factory=list)


def lay_out(pieces: Sequence[Piece]) -> Layout:
    """The ground of the packs."""
    city = next(iter(values(pieces, City)))
    ground = Ground(city.west, city.south)
    found = Layout()
    found.divisions = [(one.code, _division(one, ground)) for one in values(pieces, Division)]
    for division in values(pieces, Division):
        if division.level == "community":
            found.areas += _grids(division, ground)
            found.unpatrolled[division.code] = [ground.point(place) for place in _left_out(division)]
    for compound in values(pieces, Compound):
        _compound(compound, ground, found)
    for road in values(pieces, Road):
        found.roads.append(NewRoad(road.name, road.sort, geo.line([ground.point(place) for place in road.through])))
    return found


def values(pieces: Sequence[Piece], shape: type[T]) -> Iterator[T]:
    """The entries of one kind, in the order of the files."""
    return (piece.value for piece in pieces if isinstance(piece.value, shape))


def _division(entry: Division, ground: Ground) -> NewPlace:
    outline = ground.polygon(entry.outline) if entry.outline else None
    return NewPlace(
        level=entry.level,
        name=entry.name,
        parent=entry.inside or None,
        key=entry.code,
        code=entry.official or entry.code,
        outline=outline,
    )


def grid_code(community: str, number: int) -> str:
    return f"{community}-{number}"


def _grids(entry: Division, ground: Ground) -> Iterator[Patch]:
    """Strips from west to east of the part of a community that is patrolled."""
    whole = entry.patrolled or entry.outline
    south_west, south_east, north_east, north_west = whole
    for number in range(entry.grids):
        left, right = number / entry.grids, (number + 1) / entry.grids
        corners = [
            _between(south_west, south_east, left),
            _between(south_west, south_east, right),
            _between(north_west, north_east, right),
            _between(north_west, north_east, left),
        ]
        name = f"{entry.name}第{_numeral(number + 1)}网格"
        yield Patch("grid", grid_code(entry.code, number + 1), name, entry.code, ground.polygon(corners))


def _numeral(number: int) -> str:
    """一, 二, … 十一, 十二; above nineteen the number itself."""
    if number > 19:
        return str(number)
    return NUMERALS[number - 1] if number <= 10 else f"十{NUMERALS[number - 11]}"


def _left_out(entry: Division) -> Iterator[Metres]:
    """Places along the middle of the strip in the south that is not patrolled."""
    if entry.patrolled:
        for part in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9):
            river = _between(entry.outline[0], entry.outline[1], part)
            yield _between(river, _between(entry.patrolled[0], entry.patrolled[1], part), 0.5)


def _between(start: Metres, end: Metres, part: float) -> Metres:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _compound(entry: Compound, ground: Ground, found: Layout) -> None:
    """Two columns of slab buildings, all turned by the same few degrees, and the fence around them."""
    turn = Random(f"{SEED} {entry.code}").uniform(-3.0, 3.0)  # noqa: S311  a drawing, not a secret
    slabs = [_slab(entry, number, turn) for number in range(entry.buildings)]
    fence = shapely.MultiPolygon(slabs).minimum_rotated_rectangle.buffer(FENCE, join_style="mitre")
    found.areas.append(Patch("compound", entry.code, entry.name, entry.inside, ground.shape(fence)))
    for number, slab in enumerate(slabs, start=1):
        key = f"{entry.code}-{number}"
        row = NewPlace(
            level="building",
            name=f"{number}栋",
            parent=entry.inside,
            key=key,
            code=key,
            address=entry.name,
            outline=ground.shape(slab),
        )
        grid = grid_code(entry.inside, entry.grid)
        found.buildings.append(Building(key, entry.code, entry.inside, grid, row, tuple(_doors(entry))))


def _slab(entry: Compound, number: int, turn: float) -> shapely.Polygon:
    """The footprint of one building in metres: a rectangle, numbered from the south-west, row by row."""
    length = entry.stairwells * STAIRWELL
    west = entry.corner[0] + (number % 2) * (length + BESIDE)
    south = entry.corner[1] + (number // 2) * BEHIND
    corners = [(west, south), (west + length, south), (west + length, south + DEPTH), (west, south + DEPTH)]
    return shapely.Polygon([_turned(corner, entry.corner, turn) for corner in corners])


def _turned(place: Metres, about: Metres, angle: float) -> Metres:
    east, north = place[0] - about[0], place[1] - about[1]
    turn = radians(angle)
    return about[0] + east * cos(turn) - north * sin(turn), about[1] + east * sin(turn) + north * cos(turn)


def _doors(entry: Compound) -> Iterator[str]:
    for stairwell in range(1, entry.stairwells + 1):
        for floor in range(1, entry.floors + 1):
            for door in range(1, entry.doors + 1):
                yield f"{stairwell}单元{floor}0{door}"
