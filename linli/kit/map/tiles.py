"""Our own map tiles: vector tiles (Mapbox Vector Tile 2.1) drawn from the places of this database.

They hold ground, roads, buildings and areas and nothing about a person, so everybody may have them and
every cache may keep them for an hour.
"""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

import mapbox_vector_tile
from django.http import HttpResponse
from numpy import arcsinh, column_stack, float64, pi, radians, rint, tan
from numpy.typing import NDArray
from shapely import clip_by_rect, transform

from linli.kernel.cases import catalogue
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Bounds
from linli.kernel.places.queries.tiles import MapShape
from linli.kit.routes import OPEN, Request, page

LOWEST, HIGHEST = 9, 16
EXTENT = 4096
MARGIN = 64  # units drawn beyond the edge of a tile, so that lines do not stop at it
FRAME = (-MARGIN, -MARGIN, EXTENT + MARGIN, EXTENT + MARGIN)
MIME = "application/vnd.mapbox-vector-tile"
KEPT = 512
FIRST_BUILDINGS = 13
LAYERS = {"road": "roads", "building": "buildings", "grid": "areas", "compound": "areas", "community": "areas"}


@page(OPEN)
def tile(request: Request, z: int, x: int, y: int) -> HttpResponse:
    """One tile; empty outside the city and outside the zoom levels we draw."""
    city = catalogue.city(at=request.now)
    bounds = bounds_of(z, x, y)
    inside = _overlaps(bounds, (city.west, city.south, city.east, city.north))
    body = (
        drawn(z, x, y, at=request.now.replace(minute=0, second=0, microsecond=0))
        if inside and LOWEST <= z <= HIGHEST
        else b""
    )
    answer = HttpResponse(body, content_type=MIME, status=200 if body else 204)
    answer["Cache-Control"] = "public, max-age=3600"
    answer["ETag"] = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match") == answer["ETag"]:
        return HttpResponse(status=304, headers={"ETag": answer["ETag"], "Cache-Control": answer["Cache-Control"]})
    return answer


def bounds_of(z: int, x: int, y: int) -> Bounds:
    """West, south, east, north of a tile of the web Mercator scheme, in degrees."""
    count = 2**z
    north, south = (_latitude(row / count) for row in (y, y + 1))
    return x / count * 360 - 180, south, (x + 1) / count * 360 - 180, north


def _latitude(share: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def _overlaps(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@lru_cache(maxsize=KEPT)
def drawn(z: int, x: int, y: int, *, at: datetime) -> bytes:
    """The bytes of one tile, kept in the process for the hour it was drawn in."""
    west, south, east, north = bounds_of(z, x, y)
    margin = (east - west) * MARGIN / EXTENT
    around = (west - margin, south - margin, east + margin, north + margin)
    layers: dict[str, list[dict[str, Any]]] = {"grounds": [], "roads": [], "buildings": [], "areas": []}
    for shape in places.features(around, at=at):
        layer = LAYERS.get(shape.layer)
        if layer is None or (layer == "buildings" and z < FIRST_BUILDINGS):
            continue
        seen = clip_by_rect(transform(geo.shape_of(shape.wkb), partial(_on_tile, z, x, y)), *FRAME)
        if not seen.is_empty:
            layers[layer].append({"geometry": seen, "properties": _properties(shape)})
    encoded: bytes = mapbox_vector_tile.encode(
        [{"name": name, "features": found} for name, found in layers.items() if found],
        default_options={"extents": EXTENT, "y_coord_down": True},
    )
    return encoded


def _properties(shape: MapShape) -> dict[str, str]:
    kind = shape.kind if shape.layer == "road" else shape.layer
    return {"kind": kind, "name": shape.name} if shape.name else {"kind": kind}


def _on_tile(z: int, x: int, y: int, points: NDArray[float64]) -> NDArray[float64]:
    """Degrees to the units of a tile: web Mercator, the origin in its north-west corner, 4,096 to an edge."""
    lat = radians(points[:, 1])
    across, down = points[:, 0] / 360 + 0.5, 0.5 - arcsinh(tan(lat)) / (2 * pi)
    on_tile: NDArray[float64] = rint(column_stack([across * 2**z - x, down * 2**z - y]) * EXTENT)
    return on_tile
