"""Compounds and grids: which one a building or a point belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from linli.kernel.places import geo
from linli.kernel.places.models import Area, AreaBuilding, AreaKind, AreaOutline, Place


def area(area_id: int) -> Area | None:
    return Area.objects.filter(id=area_id).first()


def area_names(ids: Iterable[int]) -> dict[int, str]:
    """What areas are called, by id. One statement, none for no area."""
    wanted = list(ids)
    return dict(Area.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


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
        found = _grids_at(lon, lat, at)
    else:
        found = []
    return found[0] if len(found) == 1 else None


def compound_of(building_id: int, *, at: datetime) -> Area | None:
    """The compound of a building; None when there is none or more than one."""
    found = areas_of(building_id, AreaKind.COMPOUND, at=at)
    return found[0] if len(found) == 1 else None


def buildings_of(area_id: int, *, at: datetime) -> list[Place]:
    """The buildings that belong to an area at that time, in the order of their address. One statement."""
    held = AreaBuilding.objects.filter(_runs(at), area_id=area_id).values("building_id")
    rows = Place.objects.filter(id__in=held, until__isnull=True).defer("outline")
    return sorted(rows, key=lambda one: (one.address, len(one.name), one.name))


def grids_in(scopes: Sequence[int], *, at: datetime) -> list[Area]:
    """The grids of some divisions at that time, by division and code. One statement."""
    return list(_areas(AreaKind.GRID, at).filter(scope_id__in=list(scopes)).order_by("scope_id", "code"))


def _grids_at(lon: float, lat: float, at: datetime) -> list[Area]:
    """The grids whose outline of that time covers the point."""
    drawn = _areas(AreaKind.GRID, at).filter(drawn__lte=at, outline__isnull=False)
    boxed = drawn.filter(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)
    found = [one for one in boxed if one.outline is not None and geo.covers(one.outline, lon, lat)]
    former = AreaOutline.objects.filter(since__lte=at, until__gt=at, area__kind=AreaKind.GRID)
    found += [one.area for one in former.select_related("area") if geo.covers(one.outline, lon, lat)]
    return found


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
        " union all select 'grid', id, name from places_area where kind = 'grid' and until is null"
        " and scope_id = any(%s) order by 1, 2 limit %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(scopes), list(scopes), most + 1])
        found = [(kind, number, name) for kind, number, name in cursor.fetchall()]
    return found if len(found) <= most else []
