"""The ground of one community: compounds of four kinds, their buildings and doors, drawn into its outline.

Shares and measures are assumptions: walk-ups of the eighties and nineties are the most, towers hold the most dwellings,
villages the city has grown around built for themselves, and work units left courtyards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil, cos, radians, sqrt
from random import Random

from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds, Point

METRES = 111_195.0  # of a degree of latitude
ROWS = 3  # of buildings in a compound
SPACE, LENGTH, DEPTH = 0.62, 34.0, 13.0  # share of a plot that is built on at most; metres of a slab


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of compound: of a thousand, how many; buildings, floors, stairwells and doors of each, from–to."""

    share: int
    buildings: tuple[int, int]
    floors: tuple[int, int]
    stairwells: tuple[int, int]
    doors: tuple[int, int]
    endings: tuple[str, ...]


KINDS = (
    Kind(470, (3, 14), (5, 7), (2, 4), (2, 2), ("小区", "苑", "新村", "花园")),
    Kind(190, (2, 9), (17, 32), (1, 2), (3, 4), ("华府", "名邸", "国际", "江湾", "新城")),
    Kind(220, (6, 24), (3, 6), (1, 1), (1, 2), ("坡", "村")),
    Kind(120, (1, 5), (4, 7), (1, 3), (2, 2), ("宿舍", "大院")),
)
_UPTO = list(accumulate(kind.share for kind in KINDS))
_FIRST, _SECOND = "翠金凤荷桂锦南澳万昌丽青春星云嘉瑞荣华湖安紫碧龙", "竹湖岭花江园源盛景泰苑溪和悦兰庭禧城湾山"
_UNITS = ("二轻局", "供电局", "粮食局", "水文站", "纺织厂", "机械厂", "药材公司", "地质队", "航道处", "糖业公司")
_ROADS = ("东", "西", "南", "北", "一", "二", "三", "中")


@dataclass(frozen=True, slots=True)
class House:
    """One building: its code, its compound's address, itself, its position and footprint, its doors."""

    code: str
    address: str
    name: str
    centre: Point
    outline: bytes
    doors: tuple[str, ...]
    floors: int
    stairwells: int
    built: int


@dataclass(slots=True)
class Compound:
    """One compound with its buildings, in the order of their numbers."""

    code: str
    name: str
    kind: Kind
    outline: bytes = b""
    houses: list[House] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One compound before it has a plot."""

    kind: Kind
    name: str
    address: str
    buildings: int
    floors: int
    stairwells: int
    doors: int
    built: int

    @property
    def columns(self) -> int:
        return ceil(self.buildings / ROWS)


def compounds(dice: Random, *, code: str, dwellings: int, bounds: Bounds) -> list[Compound]:
    """Compounds with at least so many dwellings, side by side on shelves within the bounds."""
    plans = list(_plans(dice, dwellings))
    columns = sum(plan.columns for plan in plans)
    west, south, east, north = _inside(bounds)
    shape = (east - west) * cos(radians(south)) / (north - south)
    shelves = max(1, round(sqrt(columns / shape / ROWS)))
    wide = max(ceil(columns / shelves), max(plan.columns for plan in plans))
    placed, shelf, column = [], 0, 0
    for plan in plans:
        if column and column + plan.columns > wide:
            shelf, column = shelf + 1, 0
        placed.append((plan, shelf, column))
        column += plan.columns
    across, up = (east - west) / wide, (north - south) / ((shelf + 1) * ROWS)
    return [
        _compound(f"{code}-c{number}", plan, (west + column * across, south + shelf * ROWS * up), (across, up))
        for number, (plan, shelf, column) in enumerate(placed, start=1)
    ]


def _plans(dice: Random, dwellings: int) -> Iterator[_Plan]:
    """Compounds until there are dwellings enough; the last is cut to what is missing."""
    while dwellings > 0:
        kind = dice.choices(KINDS, cum_weights=_UPTO)[0]
        floors, stairwells, doors = (dice.randint(*span) for span in (kind.floors, kind.stairwells, kind.doors))
        each = floors * stairwells * doors
        buildings = min(dice.randint(*kind.buildings), ceil(dwellings / each))
        name = _name(dice, kind)
        road = f"{dice.choice(_FIRST)}{dice.choice(_SECOND)}{dice.choice(_ROADS)}路{dice.randint(1, 260)}号"
        built = dice.randint(2004, 2024) if kind.floors[0] > 10 else dice.randint(1978, 2006)
        yield _Plan(kind, name, road + name, buildings, floors, stairwells, doors, built)
        dwellings -= buildings * each


def _name(dice: Random, kind: Kind) -> str:
    """What residents call it. Names repeat, as they do in a city."""
    ending = dice.choice(kind.endings)
    if ending in ("宿舍", "大院"):
        return dice.choice(_UNITS) + ending
    return dice.choice(_FIRST) + dice.choice(_SECOND) + ending


def _compound(code: str, plan: _Plan, corner: Point, plot: tuple[float, float]) -> Compound:
    """A compound on its plot: buildings row by row from the south-west, the fence around them."""
    found = Compound(code, plan.name, plan.kind)
    across, up = plot
    east, north = plan.columns * across, min(ROWS, plan.buildings) * up
    found.outline = _box(corner, (corner[0] + east - across * 0.06, corner[1] + north - up * 0.06))
    half = _half(plot, corner[1], plan.stairwells)
    doors = tuple(_doors(plan))
    for number in range(plan.buildings):
        column, row = divmod(number, ROWS)
        centre = (corner[0] + (column + 0.47) * across, corner[1] + (row + 0.47) * up)
        low = (centre[0] - half[0], centre[1] - half[1])
        outline = _box(low, (centre[0] + half[0], centre[1] + half[1]))
        name = f"{number + 1}{'号' if plan.kind.stairwells == (1, 1) else '栋'}"
        house = House(
            f"{code}-{number + 1}",
            plan.address,
            name,
            centre,
            outline,
            doors,
            plan.floors,
            plan.stairwells,
            plan.built,
        )
        found.houses.append(house)
    return found


def _half(plot: tuple[float, float], lat: float, stairwells: int) -> tuple[float, float]:
    """Half of a footprint in degrees: a slab as long as its stairwells, no larger than its plot."""
    degree = METRES * cos(radians(lat))
    length = min(LENGTH / 2 * stairwells, plot[0] * degree * SPACE)
    depth = min(DEPTH, plot[1] * METRES * SPACE)
    return length / degree / 2, depth / METRES / 2


def _doors(plan: _Plan) -> Iterator[str]:
    """单元, floor, door: 2单元301; a house with one stairwell and one household a floor counts its floors."""
    for stairwell in range(1, plan.stairwells + 1):
        for floor in range(1, plan.floors + 1):
            for door in range(1, plan.doors + 1):
                number = f"{floor}{door:02d}"
                yield number if plan.kind.stairwells == (1, 1) else f"{stairwell}单元{number}"


def _inside(bounds: Bounds) -> Bounds:
    """The bounds without a margin, so that no wall stands on a border."""
    west, south, east, north = bounds
    wide, high = (east - west) * 0.03, (north - south) * 0.03
    return west + wide, south + high, east - wide, north - high


def _box(low: Point, high: Point) -> bytes:
    return geo.polygon([low, (high[0], low[1]), high, (low[0], high[1])])


def strips(bounds: Bounds, count: int) -> Sequence[bytes]:
    """The outlines of so many grids, from west to east."""
    west, south, east, north = bounds
    wide = (east - west) / count
    return [_box((west + wide * number, south), (west + wide * (number + 1), north)) for number in range(count)]
