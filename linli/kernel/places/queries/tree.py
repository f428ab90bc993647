"""The tree from the city to the door."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from linli.kernel.places.models import DIVISIONS, Level, Place

# From a place upwards to the city, by parents: six index look-ups at most.
_UP = (
    "with recursive up as ("
    " select p.id, p.parent_id, 0 as height from places_place p where p.id = %s"
    " union all select p.id, p.parent_id, up.height + 1 from places_place p join up on p.id = up.parent_id)"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a place stands: its division, its building if it has one, how it is written, a position.

    ``public_label`` names the compound or the community and nothing smaller, for what everybody may read.
    """

    scope_id: int
    building_id: int | None
    label: str
    public_label: str
    lon: float | None
    lat: float | None


def place(place_id: int) -> Place | None:
    return Place.objects.filter(id=place_id).first()


def children(place_id: int) -> list[Place]:
    """The places directly inside, in the order they were added; at most 4,095."""
    inside = Place.objects.filter(parent_id=place_id, until__isnull=True)
    return list(inside.defer("outline").order_by("id"))


def path(place_id: int) -> list[Place]:
    """The place and everything it lies in, the city first; empty for an unknown place. One statement."""
    sql = f"{_UP} select p.* from up join places_place p using (id) order by up.height desc"  # noqa: S608
    return list(Place.objects.raw(sql, [place_id]))


def label(place_id: int) -> str:
    """How a place is written: 桃源路36号院2栋2单元301; a division by its name; empty for an unknown place."""
    line = path(place_id)
    return label_of(line) if line else ""


def label_of(line: list[Place]) -> str:
    """The label of the last place of a path."""
    last, above = line[-1], line[-2] if len(line) > 1 else line[-1]
    return label_from(last.level, last.name, last.address, above=(above.name, above.address))


def label_from(level: str, name: str, address: str, *, above: Sequence[str]) -> str:
    """How a place is called alone: a door with its building, whose name and address stand ``above`` it."""
    if level == Level.DWELLING:
        building, road = above
        return written(road, building) + name
    return written(address, name) if level == Level.BUILDING else name


def written(address: str, name: str) -> str:
    """How a building is written: its road or compound, then itself, nothing said twice."""
    if name.startswith(address):
        return name
    before = address.removesuffix(name)
    is_whole = before != address and not (name[:1].isdigit() and before[-1:].isdigit())
    return address if is_whole else address + name


def standing(place_id: int) -> Standing:
    """Everything a matter needs to know about its place. One statement. Raises ``Place.DoesNotExist``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.level, p.name, p.scope_id, coalesce(p.lon, b.lon), coalesce(p.lat, b.lat),"
            " b.id, b.name, b.address, coalesce("
            "  (select a.name from places_area_building m join places_area a on a.id = m.area_id"
            "   where m.building_id = b.id and a.kind = 'compound'"
            "   and m.since <= now() and (m.until is null or m.until > now()) and (a.until is null or a.until > now())"
            "   order by a.id limit 1), s.name)"
            " from places_place p join places_place s on s.id = p.scope_id"
            " left join places_place b on b.level = 'building'"
            "  and b.id = case p.level when 'dwelling' then p.parent_id else p.id end"
            " where p.id = %s",
            [place_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise Place.DoesNotExist
    level, name, scope_id, lon, lat, building, building_name, building_address, public = row
    text = name
    if building is not None:
        text = written(building_address, building_name) + (name if level == Level.DWELLING else "")
    return Standing(scope_id, building, text, public, lon, lat)


def scopes_under(place_id: int) -> tuple[int, ...]:
    """The divisions inside a place, itself included; for a building or dwelling the one it lies in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.id from places_place p join places_place d on d.lo between p.lo and p.hi"
            " where p.id = %s and d.level in ('city', 'district', 'street', 'community')"
            " union select p.scope_id from places_place p where p.id = %s order by 1",
            [place_id, place_id],
        )
        return tuple(row[0] for row in cursor.fetchall())


def scopes_of(places: Collection[int], *, level: str = "") -> dict[int, int]:
    """The division of each of these places that is known; of one level only those that stand.

    By hand: thousands of ids travel as one value, not as a list of parameters the driver has to read through.
    """
    only = " and level = %s and until is null" if level else ""
    with connection.cursor() as cursor:
        asked: list[Any] = [list(places), *([level] if level else [])]
        cursor.execute(f"select id, scope_id from places_place where id = any(%s){only}", asked)  # noqa: S608
        return dict(cursor.fetchall())


def all_scopes() -> tuple[int, ...]:
    """Every division of the city, for the worker's own hat."""
    return tuple(Place.objects.filter(level__in=DIVISIONS).order_by("id").values_list("id", flat=True))


def ancestors_of_scope(scope_id: int) -> tuple[int, ...]:
    """The division itself and those above it, the smallest first: community, street, district, city."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_UP} select id from up order by height", [scope_id])  # noqa: S608
        return tuple(row[0] for row in cursor.fetchall())


def division_at(scope_id: int, level: str) -> Place | None:
    """The division of that level which ``scope_id`` is or lies in; None when it is itself larger."""
    if level not in DIVISIONS:
        return None
    sql = f"{_UP} select p.* from up join places_place p using (id) where p.level = %s"  # noqa: S608
    return next(iter(Place.objects.raw(sql, [scope_id, level])), None)
