"""The list beside the map: the same things, read out. It asks the same sources the tiles ask, with the same box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from linli.kernel.places.geo import Bounds
from linli.kernel.places.queries.outlines import Version
from linli.kit.map.asked import View, end_of
from linli.kit.map.layers import MapLayer
from linli.kit.map.sources import Asked, Source, Thing
from linli.kit.routes import Request

MOST_ROWS = 200
LAMPS = ("", "paused", "green", "amber", "red", "black")


@dataclass(frozen=True, slots=True)
class Listed:
    """One layer as the page tells it: its things in order, how many there are, and from which zoom it is drawn."""

    layer: MapLayer
    label: str
    hint: str
    is_on: bool
    is_dated: bool
    things: Sequence[Thing] = ()
    count: int = 0
    is_cut: bool = False
    is_too_far: bool = False

    @property
    def few(self) -> bool:
        return any(thing.few for thing in self.things)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a page looks at: the box and zoom that hold for tiles and list alike, the day, the version of the map."""

    box: Bounds
    zoom: int
    day: datetime
    version: Version


def listed(request: Request, offered: Sequence[tuple[MapLayer, Source]], view: View, at: Looked) -> list[Listed]:
    """Every layer on offer; those that are chosen with what lies in the box."""
    return [_one(request, layer, source, view, at) for layer, source in offered]


def is_chosen(layer: MapLayer, view: View) -> bool:
    return layer.begins_on if view.layers is None else layer.code in view.layers


def ordered(things: Sequence[Thing], order: str, *, down: bool) -> list[Thing]:
    """In the order that was asked for; in the source's own where none was."""
    keys: dict[str, Any] = {
        "name": lambda one: (not one.name, len(one.name), one.name),
        "value": lambda one: (LAMPS.index(one.lamp) if one.lamp in LAMPS else 0, one.value or 0, one.said),
    }
    return sorted(things, key=keys[order], reverse=down) if order else list(things)


def _one(request: Request, layer: MapLayer, source: Source, view: View, at: Looked) -> Listed:
    language = get_language() or "zh-hans"
    hint = layer.hint.text(language) if layer.hint else ""
    told = Listed(layer, layer.label.text(language), hint, is_chosen(layer, view), source.dated)
    if not told.is_on:
        return told
    if at.zoom < layer.least_zoom:
        return Listed(layer, told.label, hint, is_on=True, is_dated=source.dated, is_too_far=True)
    day = at.day if source.dated else request.now
    asked = Asked(request.hat, request.now, day, at.box, at.zoom, layer.of, at.version)
    found = ordered(list((source.listed or source.find)(asked)), view.order, down=view.down)
    cut = len(found) > MOST_ROWS
    return Listed(layer, told.label, hint, True, source.dated, found[:MOST_ROWS], len(found), is_cut=cut)


def day_of(view: View, now: datetime) -> datetime:
    """The moment the layers are asked about."""
    return now if view.day is None else end_of(view.day)
