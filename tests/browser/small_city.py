"""A courtyard with three streets, four rows of houses, a park and a lake, as vector tiles drawn on the spot."""

from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile
from shapely import affinity
from shapely.geometry import LineString, MultiPoint, box, shape
from shapely.geometry.base import BaseGeometry

from tests.browser.plain_site import Answer

LON, LAT, METRE = 108.3661, 22.817, 1 / 111_320
EXTENT = 4096


def place(east: float, north: float) -> tuple[float, float]:
    """Metres from the courtyard's middle as degrees."""
    return LON + east * METRE / math.cos(math.radians(LAT)), LAT + north * METRE


def block(east: float, north: float, wide: float, deep: float) -> BaseGeometry:
    west, south = place(east - wide / 2, north - deep / 2)
    there, top = place(east + wide / 2, north + deep / 2)
    return affinity.rotate(box(west, south, there, top), 5)


def street(*points: tuple[float, float]) -> BaseGeometry:
    return LineString([place(*point) for point in points])


FEATURES: dict[str, list[tuple[BaseGeometry, dict[str, str]]]] = {
    "grounds": [
        (block(-220, -160, 160, 120), {"kind": "green"}),
        (block(230, -190, 200, 120), {"kind": "water"}),
    ],
    "roads": [
        (street((-90, -400), (-84, 400)), {"kind": "street", "name": "桃源路"}),
        (street((-400, -105), (400, -70)), {"kind": "main", "name": "桃源北路"}),
        (street((-80, 90), (400, 112)), {"kind": "lane", "name": "新民巷"}),
    ],
    "buildings": [
        (block(10 + 70 * (number % 2), 50 - 32 * (number // 2), 60, 13), {"name": f"{number + 1}栋"})
        for number in range(8)
    ],
    "areas": [
        (MultiPoint([place(-180, -240), place(300, -240), place(300, 240), place(-180, 240)]).convex_hull,
         {"kind": "community", "name": "桃源北社区"}),
    ],
}  # fmt: skip


def _mercator(part: Any) -> Any:
    """Coordinates in degrees, however deep, as web Mercator from 0 to 1."""
    if isinstance(part[0], float | int):
        lon, lat = part[0], part[1]
        north = math.asinh(math.tan(math.radians(lat)))
        return ((lon + 180) / 360, (1 - north / math.pi) / 2)
    return [_mercator(inner) for inner in part]


def tile(path: bytes) -> Answer:
    """The tile of an address such as /tiles/17/104977/57092.mvt."""
    zoom, x, y = (int(piece) for piece in path.decode().removesuffix(".mvt").split("/")[-3:])
    west, north, scale = x / 2**zoom, y / 2**zoom, EXTENT * 2**zoom
    frame = box(-EXTENT / 4, -EXTENT / 4, EXTENT * 1.25, EXTENT * 1.25)
    layers = []
    for name, features in FEATURES.items():
        kept = []
        for geometry, told in features:
            world = shape(
                {**geometry.__geo_interface__, "coordinates": _mercator(geometry.__geo_interface__["coordinates"])}
            )
            local = affinity.affine_transform(world, [scale, 0, 0, scale, -west * scale, -north * scale])
            clipped = local.intersection(frame)
            if not clipped.is_empty:
                kept.append({"geometry": clipped, "properties": told})
        layers.append({"name": name, "features": kept})
    content = mapbox_vector_tile.encode(layers, default_options={"y_coord_down": True, "extents": EXTENT})
    return 200, "application/vnd.mapbox-vector-tile", content
