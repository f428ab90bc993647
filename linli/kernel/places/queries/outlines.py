"""The outlines of divisions and areas through time, kept in memory: which one stood where on which day.

A city has a few thousand of them and redraws some every month, so each process reads them once and again when
something was drawn. What a tile, an editor or a day of the past asks for is then a look into a tree.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from django.db import connection
from shapely.geometry.base import BaseGeometry

from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import DIVISIONS

LOOK_AGAIN = 3_600  # seconds after which names and ends are read anew, though nothing was drawn
Version = tuple[Any, ...]

_VERSION = (
    "select current_database(), (select max(id) from places_place), (select max(id) from places_area),"
    " (select max(drawn) from places_area), (select max(until) from places_area), (select max(id) from places_road),"
    " (select count(*) from places_area), (select max(id) from places_past)"
)
_DRAWN = (
    "select p.level, p.id, p.code, p.name, p.scope_id,"
    " coalesce((select max(h.until) from places_past h where h.place_id = p.id), p.since), p.until, p.outline"
    " from places_place p where p.level in ('city', 'district', 'street', 'community') and p.outline is not null"
    " union all"
    " select p.level, p.id, h.code, h.name, p.scope_id, h.since, h.until, p.outline"
    " from places_past h join places_place p on p.id = h.place_id"
    " where p.level in ('city', 'district', 'street', 'community') and p.outline is not null"
    " union all"
    " select a.kind, a.id, a.code, a.name, a.scope_id, a.drawn, a.until, a.outline from places_area a"
    " where a.outline is not null"
    " union all"
    " select a.kind, a.id, a.code, a.name, a.scope_id, o.since, o.until, o.outline"
    " from places_area_outline o join places_area a on a.id = o.area_id"
    " order by 1, 2, 6"
)


# Districts and streets nobody has drawn, and the communities that lie in them.
_BARE = (
    "select level, id, code, name, scope_id, since, until, lo, hi from places_place where until is null"
    " and (level = 'community' and not unassigned or level in ('district', 'street') and outline is null) order by lo"
)


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline a division or an area had from one moment to another; ``layer`` is its level or kind."""

    layer: str
    id: int
    code: str
    name: str
    scope_id: int
    since: datetime
    until: datetime | None
    shape: BaseGeometry

    def stood(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


class _Sheet:
    """Every outline of one version of the map, in an index."""

    def __init__(self, version: Version, outlines: list[Outline]) -> None:
        self.version, self.outlines = version, outlines
        self.tree = shapely.STRtree([one.shape for one in outlines])
        self.divisions: dict[int, list[Outline]] = {}
        for one in outlines:
            if one.layer in DIVISIONS:
                self.divisions.setdefault(one.id, []).append(one)


_kept = _Sheet((), [])


def version(*, at: datetime) -> Version:
    """What changes whenever something was added to the map, drawn or redrawn, and every hour. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        row: tuple[Any, ...] = cursor.fetchone()
    return (*row, int(at.timestamp()) // LOOK_AGAIN)


def outlines(
    bounds: Bounds | None, *, layers: Collection[str], at: datetime, known: Version | None = None
) -> list[Outline]:
    """The outlines of these levels and kinds that stood at that moment and touch the box, by layer and id.

    ``known`` is the version the caller has asked for already.
    """
    sheet = _sheet(known or version(at=at))
    if bounds is None:
        return [one for one in sheet.outlines if one.layer in layers and one.stood(at)]
    hits = sheet.tree.query(shapely.box(*bounds), predicate="intersects")
    found = (sheet.outlines[hit] for hit in sorted(hits.tolist()))
    return [one for one in found if one.layer in layers and one.stood(at)]


def outline_of_division(number: int, *, at: datetime, known: Version | None = None) -> Outline | None:
    """The outline of a division, drawn or put together of its communities; None where it has none."""
    held = _sheet(known or version(at=at)).divisions.get(number, ())
    return next((one for one in held if one.stood(at)), None)


def past_outlines(area_id: int) -> list[Outline]:
    """The outlines of one area, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({_DRAWN}) d where d.level in ('compound', 'grid') and d.id = %s", [area_id])  # noqa: S608
        rows = cursor.fetchall()
    return [_outline(row) for row in reversed(rows)]


def _sheet(wanted: Version) -> _Sheet:
    global _kept
    if _kept.version != wanted:
        with connection.cursor() as cursor:
            cursor.execute(_DRAWN)
            drawn = [_outline(row) for row in cursor.fetchall()]
        _kept = _Sheet(wanted, [*drawn, *_put_together(drawn)])
    return _kept


def _put_together(drawn: Sequence[Outline]) -> Iterator[Outline]:
    """Districts and streets without an outline of their own, where all their communities have one: these as a whole."""
    with connection.cursor() as cursor:
        cursor.execute(_BARE)
        rows = cursor.fetchall()
    shapes = {one.id: one.shape for one in drawn if one.layer == "community" and one.until is None}
    held = [(lo, number) for layer, number, *_told, lo, _hi in rows if layer == "community"]
    for layer, number, code, name, scope_id, since, until, lo, hi in rows:
        inside = held[bisect_left(held, (lo,)) : bisect_right(held, (hi + 1,))]
        if layer != "community" and inside and all(one in shapes for _lo, one in inside):
            whole = shapely.union_all([shapes[one] for _lo, one in inside])
            yield Outline(layer, number, code, name, scope_id, since, until, whole)


def _outline(row: tuple[Any, ...]) -> Outline:
    layer, number, code, name, scope_id, since, until, wkb = row
    return Outline(layer, number, code, name, scope_id, since, until, geo.shape_of(wkb))
