"""What a board draws, as numbers of an SVG: intervals on an axis, small multiples, a map in five classes.

Nothing here needs a script: every drawing has its numbers in a table beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

import shapely

from linli.kernel.indicators.queries import Reading

CLASSES = 5
WIDE, HIGH, EDGE = 400.0, 300.0, 6.0
FEWEST = 5  # below it a place is hatched
STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)  # where an axis of shares may begin


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of shares that ends at 1 and begins where every interval on it still has room."""

    begins: float

    @classmethod
    def around(cls, readings: Sequence[Reading], *marks: float | None) -> Axis:
        lowest = min(
            [*(r.low for r in readings if r.low is not None and r.base), *(m for m in marks if m is not None)],
            default=0.0,
        )
        return cls(max(step for step in STEPS if step <= lowest))

    def x(self, share: float) -> float:
        """Where a share stands on a line of 100."""
        return round(100 * (share - self.begins) / (1 - self.begins), 2)

    @property
    def ticks(self) -> list[tuple[float, int]]:
        """Positions and words of its marks, in per cent."""
        step = (1 - self.begins) / 4
        return [(25.0 * at, round(100 * (self.begins + step * at))) for at in range(5)]


@dataclass(frozen=True, slots=True)
class Line:
    """One small multiple: its points on 120 × 40, the last of them, and what it says there."""

    points: str
    end: tuple[float, float] | None
    last: float | None
    middle: float | None


def line(readings: Sequence[Reading]) -> Line:
    """A share through the periods on the scale 0–1; a period without cases interrupts nothing and has no point."""
    step = 120 / max(1, len(readings) - 1)
    found = [(round(at * step, 1), _y(one.value)) for at, one in enumerate(readings) if one.value is not None]
    shown = [one.value for one in readings if one.value is not None]
    before = sorted(shown[:-1])
    middle = _y(before[len(before) // 2]) if before else None
    points = " ".join(f"{x},{y}" for x, y in found)
    return Line(points, found[-1] if found else None, shown[-1] if shown else None, middle)


def _y(share: float | None) -> float:
    return round(38 - 36 * (share or 0.0), 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """One place of the map: its path, its class from 0 (None: too few), where its name stands."""

    about: int
    name: str
    path: str
    shade: int | None
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Map:
    """The places inside, shaded; the limits of the classes are printed. Empty where nobody drew outlines."""

    shapes: list[Shape]
    limits: list[float]
    high: float = HIGH


def shaded(outlines: Mapping[int, tuple[str, bytes]], values: Mapping[int, tuple[float, int]]) -> Map:
    """Outlines as WKB by place, and what each is shaded by with its number of cases."""
    drawn = {about: (name, shapely.from_wkb(bytes(wkb))) for about, (name, wkb) in outlines.items()}
    if not drawn:
        return Map([], [])
    limits = limits_of([value for value, cases in values.values() if cases >= FEWEST])
    west, south, east, north = shapely.total_bounds([shape for _name, shape in drawn.values()])
    flat = cos(radians((south + north) / 2))
    scale = min((WIDE - 2 * EDGE) / max((east - west) * flat, 1e-9), (HIGH - 2 * EDGE) / max(north - south, 1e-9))

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round(EDGE + (lon - west) * flat * scale, 1), round(EDGE + (north - lat) * scale, 1)

    shapes = []
    for about, (name, shape) in drawn.items():
        value, cases = values.get(about, (0.0, 0))
        rings = [part.exterior for part in getattr(shape, "geoms", [shape])]
        path = "".join("M" + "L".join("{},{}".format(*at(*point[:2])) for point in ring.coords) + "Z" for ring in rings)
        middle = at(*shape.representative_point().coords[0])
        shade = None if cases < FEWEST else sum(value > limit for limit in limits)
        shapes.append(Shape(about, name, path, shade, *middle, f"{value:.1f}"))
    return Map(shapes, limits, round((north - south) * scale + 2 * EDGE, 1))


def limits_of(values: Sequence[float]) -> list[float]:
    """The four limits between five classes of about equally many places, rounded to be read; fewer where few differ."""
    ordered = sorted(values)
    if len(ordered) < 2:
        return []
    cut = [ordered[min(len(ordered) - 1, len(ordered) * at // CLASSES)] for at in range(1, CLASSES)]
    return sorted({round(one, 1) for one in cut if one < ordered[-1]})
