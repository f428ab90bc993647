"""One map of the city, for staff with the layers their post may see, for residents with the public ones.

The page is whole without a script: what lies in the box stands in its lists. With one, the map is drawn beside them,
and the page is asked again for its lists when the map has moved.
"""

from __future__ import annotations

from datetime import datetime
from math import ceil, log2
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from linli.kernel.cases import catalogue
from linli.kernel.places import queries as places
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import Level, Place
from linli.kernel.places.queries.outlines import Version
from linli.kit import words
from linli.kit.counter.here import here_of, page_of
from linli.kit.desk import frame
from linli.kit.map import asked, faces, finding, layers, listing
from linli.kit.map.asked import View
from linli.kit.map.listing import Looked
from linli.kit.map.tiles import mark
from linli.kit.map.tiling import HIGHEST
from linli.kit.routes import Request, page
from linli.plumbing import policy

WIDE = 700  # pixels of a map, about: how near a box is looked at by those who have no map
MOST_PLACES = 300


@page("map.see")
def city_map(request: Request) -> HttpResponse:
    """The map with its layers, search, face and lists."""
    view = asked.read(request.GET.dict(), chosen=request.GET.getlist("layer"), now=request.now)
    offered = layers.layers(request.hat, at=request.now)
    at = _looked(request, view)
    told = listing.listed(request, offered, view, at)
    face = faces.face(request, view.face, at) if view.face else None
    context = {
        "view": view,
        "shown": told,
        "opened": face,
        "hits": finding.found(request, view, at),
        "address": lambda **changes: view.address(reverse("map"), **changes),
        "day": (view.day or words.local(request.now).date()).isoformat(),
        "day_words": words.day(at.day, request.now),
        "now_words": words.moment(request.now, now=request.now),
        "communities": _communities(request),
        "may_draw": request.hat.surface == "desk" and policy.may(request.hat, "area.draw"),
        "map": _options(request, view, at, told, face),
        "is_desk": request.hat.surface == "desk",
        "place_name": _place_name(request, view) if view.paper else "",
    }
    return _answer(request, view, context)


def _answer(request: Request, view: View, context: dict[str, Any]) -> HttpResponse:
    if request.hat.surface == "desk":
        template = "map/paper.html" if view.paper else "map/desk.html"
        answer = frame.draw(request, template, context, here="map")
    else:
        answer = page_of(request, "map.html", here="map", **context)
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _looked(request: Request, view: View) -> Looked:
    """The box the page looks at: its own, else that of the place it names, else that of the hat's place."""
    version = places.version(at=request.now)
    day = listing.day_of(view, request.now)
    if view.box is not None:
        return Looked(view.box, view.zoom, day, version)
    box = _box_of(request, view, day, version)
    return Looked(box, zoom_of(box), day, version)


def _box_of(request: Request, view: View, day: datetime, version: Version) -> Bounds:
    city = catalogue.city(at=request.now)
    whole = (city.west, city.south, city.east, city.north)
    number = view.place or _own_place(request)
    place = places.place(number) if number else None
    if place is None or place.level == Level.CITY:
        return whole
    return finding.box_of_division(place.id, (place.lon, place.lat), at=day, known=version) or whole


def _place_name(request: Request, view: View) -> str:
    """What a sheet of paper is called: the place it was turned to; where the map was moved since, nothing."""
    number = view.place or (0 if view.box else _own_place(request))
    place = places.place(number) if number else None
    return place.name if place else ""


def _own_place(request: Request) -> int:
    """Where the page begins: the place of the post, the community a resident has chosen."""
    if request.hat.surface == "desk":
        return request.hat.place
    here = here_of(request)
    return here.id if here else 0


def zoom_of(box: Bounds) -> int:
    """How near a box is looked at on a map as wide as ours."""
    turns = max((box[2] - box[0]) / 360, 1e-7)
    return max(9, min(18, ceil(log2(WIDE / 512 / turns) - 0.5)))


def _communities(request: Request) -> list[tuple[str, Any]]:
    """The places a page without a map can be turned to, by street; of the post's own at the desk."""
    rows = Place.objects.filter(level=Level.COMMUNITY, until__isnull=True).select_related("parent").defer("outline")
    if request.hat.surface == "desk":
        rows = rows.filter(id__in=request.hat.scopes)
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in rows.order_by("parent_id", "id")[:MOST_PLACES]:
        groups.setdefault(place.parent.name if place.parent else "", []).append((str(place.id), place.name))
    return list(groups.items())


def _options(
    request: Request, view: View, at: Looked, told: list[listing.Listed], face: faces.Face | None
) -> dict[str, Any]:
    """What the script needs to draw the same."""
    city = catalogue.city(at=request.now)
    sign, day = mark(at.version), view.day.isoformat() if view.day else ""
    return {
        "bounds": face.box if face and view.box is None else at.box,
        "limits": _roomy(city.west, city.south, city.east, city.north),
        "maxzoom": HIGHEST,
        "v": sign,
        "day": day,
        "at": face.at if face else None,
        "layers": [
            {
                "code": one.layer.code,
                "look": one.layer.look,
                "tone": one.layer.tone,
                "least": one.layer.least_zoom,
                "on": one.is_on,
                "label": one.label,
                "named": one.layer.draws != "divisions",  # those are named by the map below
            }
            for one in told
        ],
        "tiles": f"/tiles/{{z}}/{{x}}/{{y}}.mvt?v={sign}" + (f"&day={day}" if day else ""),
        "layer_tiles": f"/map/tiles/{{layer}}/{{z}}/{{x}}/{{y}}.mvt?v={sign}" + (f"&day={day}" if day else ""),
        "page": reverse("map"),
    }


def _roomy(west: float, south: float, east: float, north: float) -> Bounds:
    """The city with as much around it, so that all of it fits on a narrow screen."""
    wide, tall = east - west, north - south
    return west - wide, south - tall, east + wide, north + tall
