"""The tiles of the layers packs declare: what lies in the square, for this hat and nobody else.

A public layer is the same for everybody and may be kept for a while. Any other is drawn anew under the hat's own walls
each time; a browser keeps it only to ask whether it still holds, and no cache between may keep it at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse

from linli.kernel.cases import catalogue
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Bounds
from linli.kit.map import asked as asking
from linli.kit.map import labels
from linli.kit.map.layers import MapLayer, layer
from linli.kit.map.sources import Asked, Source, Thing
from linli.kit.map.tiles import answered
from linli.kit.map.tiling import HIGHEST, LOWEST, Drawn, around, bounds_of, encoded, overlaps
from linli.kit.routes import OPEN, Request, page

KEPT, OWN = "public, max-age=300", "private, no-cache"
FEW = -1  # the class of what is too few to tell


@page(OPEN)
def layer_tile(request: Request, code: str, z: int, x: int, y: int) -> HttpResponse:
    """One tile of one layer; there is no such layer for a hat that may not have it."""
    found = layer(code, request.hat, at=request.now)
    if found is None:
        raise Http404
    made, source = found
    body = _drawn(request, made, source, z, x, y)
    return answered(request, body, KEPT if made.public else OWN)


def _drawn(request: Request, made: MapLayer, source: Source, z: int, x: int, y: int) -> bytes:
    city = catalogue.city(at=request.now)
    bounds = bounds_of(z, x, y)
    inside = LOWEST <= z <= HIGHEST and overlaps(bounds, (city.west, city.south, city.east, city.north))
    if not inside or z < made.least_zoom:
        return b""
    version = places.version(at=request.now)
    day = asking.moment(request.GET.get("day", ""), now=request.now) if source.dated else request.now
    asked = Asked(request.hat, request.now, day, around(bounds), z, made.of, version)
    told = [_told(thing, made) for thing in source.find(asked)]
    return encoded(z, x, y, {"things": told, "names": list(_names(told, bounds, z, made))})


def _names(told: list[Drawn], bounds: Bounds, z: int, made: MapLayer) -> Iterator[Drawn]:
    """Where the name of each thing stands: once, in the tile that holds its spot, and where it fits into its outline.

    The value of a shade stands in the middle whatever its width; it is what the shade says.
    """
    for shape, properties in told:
        if made.look == "shade":
            middle = shape.representative_point()
            spot = labels.Spot(middle.x, middle.y, 0)
        else:
            spot = labels.spot_of(shape, str(properties.get("name", "")))
        if labels.stands_in(spot, bounds) and z >= min(spot.zoom, HIGHEST):
            yield spot.point, properties


def _told(thing: Thing, made: MapLayer) -> Drawn:
    """What the map needs of a thing to draw and name it; all of it stands in the list too."""
    told: dict[str, Any] = {"key": thing.key, "name": thing.name, "said": thing.said}
    if made.look == "shade":
        told["shade"] = FEW if thing.few else made.shade_of(thing.value or 0)
    return thing.shape, {
        name: value
        for name, value in {**told, "lamp": thing.lamp, "href": thing.href, "face": thing.face}.items()
        if value not in ("", None)
    }
