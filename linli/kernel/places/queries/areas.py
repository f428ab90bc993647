"""Compounds and grids: which one a building or a point belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from linli.kernel.places import geo
from linli.kernel.places.geo import Point
from linli.kernel.places.models import Area, AreaBuilding, AreaKind, Level, Place


def area(area_id: int) -> Area | None:
    return Area.objects.filter(id=area_id).first()


def area_names(ids: Iterable[int]) -> dict[int, str]:
    """What areas are called, by id. One statement, none for no area."""
    wanted = list(ids)
    return dict(Area.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def heirs_of(areas: Iterable[int], *, at: datetime) -> dict[int, int]:
    """The area that has what each of these had: itself while it runs, else the last it was merged into by then.

    One that ended without an heir is left out. One statement, none for no area.
    """
    wanted = list(areas)
    sql = (
        "with recursive line (first, id, into_id, until, step) as ("
        " select id, id, merged_into, until, 0 from places_area where id = any(%s)"
        " union all select l.first, a.id, a.merged_into, a.until, l.step + 1"
        "  from line l join places_area a on a.id = l.into_id where l.until <= %s and l.step < 100)"
        " select distinct on (first) first, id from line where until is null or until > %s order by first, step desc"
    )
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted, at, at])
        return dict(cursor.fetchall())


def areas_of(building_id: int, kind: str, *, at: datetime) -> list[Area]:
    """The areas of that kind the building belongs to at that time; usually one, by mistake of a map several.

    They come without outline. The statement is written by hand, because every report asks it twice and the ORM
    took longer to write it than the database to answer.
    """
    sql = (
        "select a.id, a.kind, a.code, a.name, a.scope_id, a.since, a.until"
        " from places_area_building m join places_area a on a.id = m.area_id"
        " where m.building_id = %s and m.since <= %s and (m.until is null or m.until > %s)"
        " and a.kind = %s and a.since <= %s and (a.until is null or a.until > %s)"
        " group by a.id order by a.id"
    )
    return list(Area.objects.raw(sql, [building_id, at, at, kind, at, at]))


def grid_of(
    *, building_id: int | None = None, lon: float | None = None, lat: float | None = None, at: datetime
) -> Area | None:
    """The grid of a building by the set, of a point by the outline. None when there is none or more than one.

    Never a guess: a building outside every set is in no grid even where an outline covers it, and a point on
    the border of two grids is in neither.
    """
    if building_id is not None:
        found = areas_of(building_id, AreaKind.GRID, at=at)
    elif lon is not None and lat is not None:
        found = _grids_at([(lon, lat)], at)[0]
    else:
        found = []
    return found[0] if len(found) == 1 else None


def compound_of(building_id: int, *, at: datetime) -> Area | None:
    """The compound of a building; None when there is none or more than one."""
    found = areas_of(building_id, AreaKind.COMPOUND, at=at)
    return found[0] if len(found) == 1 else None


def buildings_of(areas: Iterable[int], *, at: datetime) -> dict[int, list[Place]]:
    """The buildings that belong to each of these areas at that time, in the order of their address. One statement."""
    held = AreaBuilding.objects.filter(_runs(at), area_id__in=(wanted := list(areas)), building__until__isnull=True)
    found: dict[int, dict[int, Place]] = {one: {} for one in wanted}
    for row in held.select_related("building").defer("building__outline"):
        found[row.area_id][row.building_id] = row.building
    return {
        one: sorted(inside.values(), key=lambda each: (each.address, len(each.name), each.name))
        for one, inside in found.items()
    }


def building_ids_of(areas: Iterable[int], *, at: datetime) -> dict[int, frozenset[int]]:
    """The buildings of each of these areas by their keys alone. One statement, none for no area."""
    wanted = list(areas)
    held = AreaBuilding.objects.filter(_runs(at), area_id__in=wanted, building__until__isnull=True)
    found: dict[int, set[int]] = {one: set() for one in wanted}
    for area_id, building_id in held.values_list("area_id", "building_id") if wanted else ():
        found[area_id].add(building_id)
    return {one: frozenset(inside) for one, inside in found.items()}


def count_buildings_of(areas: Iterable[int], *, at: datetime) -> dict[int, int]:
    """How many buildings belong to each of these areas at that time. One statement, none for no area."""
    wanted = list(areas)
    held = AreaBuilding.objects.filter(_runs(at), area_id__in=wanted).values_list("area_id")
    return dict(held.annotate(Count("building_id", distinct=True))) if wanted else {}


def points_of(grids: Sequence[Area], points: Sequence[Point], *, at: datetime) -> dict[int, list[int]]:
    """Which of the points lie in each of these grids, by their number in the list: what ``grid_of`` says of each.

    One statement however many points and grids there are, none where no point is near.
    """
    found: dict[int, list[int]] = {one.id: [] for one in grids}
    near = _near(grids, points, at)
    for number, covering in zip(near, _grids_at([points[one] for one in near], at), strict=True):
        if len(covering) == 1 and covering[0].id in found:
            found[covering[0].id].append(number)
    return found


def _near(grids: Sequence[Area], points: Sequence[Point], at: datetime) -> list[int]:
    """The points that may lie in one of the grids: those within their common box, all where one was redrawn since."""
    if any(one.drawn > at for one in grids):
        return list(range(len(points)))
    boxes = [(one.west, one.south, one.east, one.north) for one in grids if one.west is not None]
    if not boxes:
        return []
    west, south, east, north = zip(*boxes, strict=True)
    box = (min(west), min(south), max(east), max(north))
    return [n for n, (lon, lat) in enumerate(points) if box[0] <= lon <= box[2] and box[1] <= lat <= box[3]]


def grids_in(scopes: Sequence[int], *, at: datetime) -> list[Area]:
    """The grids of some divisions at that time, by division and code. One statement."""
    return list(_areas(AreaKind.GRID, at).filter(scope_id__in=list(scopes)).order_by("scope_id", "code"))


def areas_in(scopes: Sequence[int], *, kind: str, at: datetime) -> list[Area]:
    """The areas of a kind that some divisions look after at that time, without outline, by code. One statement."""
    found = _areas(kind, at).filter(scope_id__in=list(scopes)).defer("outline")
    return list(found.order_by("scope_id", "code"))


def ended_areas(scopes: Sequence[int], *, kind: str, at: datetime) -> list[Area]:
    """The areas of a kind in some divisions that are no more, without outline, the last ended first. One statement."""
    found = Area.objects.filter(scope_id__in=list(scopes), kind=kind, until__lte=at).defer("outline")
    return list(found.order_by("-until", "-id"))


def buildings_in_scope(scope_id: int, *, most: int = 4_000) -> list[Place]:
    """The buildings of one division without outline, in the order of their address. One statement."""
    rows = Place.objects.filter(scope_id=scope_id, level=Level.BUILDING, until__isnull=True).defer("outline")
    return sorted(rows.order_by("id")[:most], key=lambda each: (each.address, len(each.name), each.name))


def doors_in(scopes: Sequence[int]) -> dict[int, int]:
    """How many doors the buildings of each of these divisions have. One statement, none for no division."""
    rows = Place.objects.filter(scope_id__in=list(scopes), level=Level.BUILDING, until__isnull=True)
    return dict(rows.values_list("scope_id").annotate(Sum("children")).order_by()) if scopes else {}


def buildings_by_id(wanted: Iterable[int]) -> list[Place]:
    """These buildings without outline, as far as they stand. One statement, none for no building."""
    numbers = sorted(wanted)
    rows = Place.objects.filter(id__in=numbers, level=Level.BUILDING, until__isnull=True).defer("outline")
    return list(rows.order_by("address", "id")) if numbers else []


def _grids_at(points: Sequence[Point], at: datetime) -> list[list[Area]]:
    """For each point the grids whose outline of that time covers it, with that outline. One statement."""
    if not points:
        return []
    lons, lats = zip(*points, strict=True)
    sql = (
        "select a.id, a.kind, a.code, a.name, a.scope_id, a.drawn, a.since, a.until, a.outline from places_area a"
        " where a.kind = %(grid)s and a.since <= %(at)s and (a.until is null or a.until > %(at)s)"
        " and a.drawn <= %(at)s and a.outline is not null and a.west <= %(east)s and a.east >= %(west)s"
        " and a.south <= %(north)s and a.north >= %(south)s"
        " union all"
        " select a.id, a.kind, a.code, a.name, a.scope_id, a.drawn, a.since, a.until, o.outline"
        " from places_area_outline o join places_area a on a.id = o.area_id"
        " where a.kind = %(grid)s and o.since <= %(at)s and o.until > %(at)s"
    )
    box = {"west": min(lons), "east": max(lons), "south": min(lats), "north": max(lats)}
    drawn = list(Area.objects.raw(sql, {"grid": AreaKind.GRID, "at": at, **box}))
    covering = geo.covering([one.outline for one in drawn if one.outline is not None], points)
    return [[drawn[one] for one in numbers] for numbers in covering]


def _areas(kind: str, at: datetime) -> QuerySet[Area]:
    return Area.objects.filter(_runs(at), kind=kind)


def _runs(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def spots_of(scopes: Sequence[int], *, most: int) -> list[tuple[str, int, str]]:
    """The communities among these divisions and their grids, as (kind, id, name); none where there are too many.

    One statement.
    """
    sql = (
        "select 'community' as kind, id, name from places_place where id = any(%s) and level = 'community'"
        " union all select 'grid', id, name from places_area where kind = 'grid'"
        " and (until is null or until > now()) and scope_id = any(%s) order by 1, 2 limit %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(scopes), list(scopes), most + 1])
        found = [(kind, number, name) for kind, number, name in cursor.fetchall()]
    return found if len(found) <= most else []
