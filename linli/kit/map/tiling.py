"""The squares of a map and what is drawn on them: web Mercator, Mapbox Vector Tile 2.1, 4,096 units to an edge.

Shapes come in degrees. On a tile they are moved, thinned to half a pixel, cut at the frame and laid on whole units,
so that a ring stays a ring: what would vanish or cross itself is dropped or mended, never sent.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from linli.kernel.places.geo import Bounds

LOWEST, HIGHEST = 9, 16
EXTENT = 4096
MARGIN = 64  # units drawn beyond the edge of a tile, so that lines do not stop at it
FRAME = shapely.box(-MARGIN, -MARGIN, EXTENT + MARGIN, EXTENT + MARGIN)
THIN = 4  # units: half a pixel of a tile that is 512 pixels wide
MIME = "application/vnd.mapbox-vector-tile"
MOST_BYTES = 32 * 1024 * 1024

Drawn = tuple[BaseGeometry, Mapping[str, Any]]
Layers = Mapping[str, Sequence[Drawn]]


def bounds_of(z: int, x: int, y: int) -> Bounds:
    """West, south, east, north of a tile of the web Mercator scheme, in degrees."""
    count = 2**z
    north, south = (_latitude(row / count) for row in (y, y + 1))
    return x / count * 360 - 180, south, (x + 1) / count * 360 - 180, north


def around(bounds: Bounds) -> Bounds:
    """The box of a tile with its margin."""
    west, south, east, north = bounds
    wide, tall = (east - west) * MARGIN / EXTENT, (north - south) * MARGIN / EXTENT
    return west - wide, south - tall, east + wide, north + tall


def overlaps(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def encoded(z: int, x: int, y: int, layers: Layers) -> bytes:
    """The bytes of a tile; none where nothing of it is to be seen."""
    drawn = [{"name": name, "features": _seen(z, x, y, features)} for name, features in layers.items() if features]
    held = [layer for layer in drawn if layer["features"]]
    if not held:
        return b""
    made: bytes = mapbox_vector_tile.encode(held, default_options={"extents": EXTENT, "y_coord_down": True})
    return made


def placed(z: int, x: int, y: int, shapes: Sequence[BaseGeometry]) -> NDArray[Any]:
    """These shapes on the units of a tile: moved, thinned, cut and laid on whole numbers. What vanished is empty."""
    moved = shapely.transform(np.array(shapes, dtype=object), partial(_on_tile, z, x, y))
    thinned = shapely.simplify(moved, THIN, preserve_topology=True)
    cut: NDArray[Any] = shapely.intersection(thinned, FRAME, grid_size=1)
    frayed = np.flatnonzero(shapely.get_type_id(cut) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for one in frayed:
        cut[one] = _without_hairs(cut[one], shapely.get_dimensions(moved[one]))
    return cut


def _without_hairs(shape: BaseGeometry, dimension: int) -> BaseGeometry:
    """What of an area is still an area: a corner narrower than a unit becomes a line, which a tile cannot hold."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == dimension])


def etag(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


class Kept:
    """Tiles a process has drawn already, the last used of them, up to so many bytes."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most, self.held = most, 0
        self._tiles: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
            return self._tiles.get(key)

    def put(self, key: Hashable, body: bytes) -> bytes:
        with self._lock:
            self.held += len(body) - len(self._tiles.pop(key, b""))
            self._tiles[key] = body
            while self.held > self.most:
                self.held -= len(self._tiles.popitem(last=False)[1])
        return body

    def clear(self) -> None:
        with self._lock:
            self._tiles.clear()
            self.held = 0


def _seen(z: int, x: int, y: int, features: Sequence[Drawn]) -> list[dict[str, Any]]:
    shapes = placed(z, x, y, [shape for shape, _properties in features])
    told = [properties for _shape, properties in features]
    return [
        {"geometry": shape, "properties": properties}
        for shape, properties in zip(shapes, told, strict=True)
        if not shape.is_empty
    ]


def _latitude(share: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def _on_tile(z: int, x: int, y: int, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees to the units of a tile, the origin in its north-west corner."""
    lat = np.radians(points[:, 1])
    across, down = points[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)
    return np.column_stack([across * 2**z - x, down * 2**z - y]) * EXTENT
