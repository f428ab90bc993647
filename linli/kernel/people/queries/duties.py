"""The duty table (职责表): who answers for a role at a place or in an area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from linli.kernel.people.models import Duty, Organisation, Post
from linli.kernel.places import queries as places
from linli.kernel.places.models import Level

GRID, COMPOUND = "grid", "compound"
MOST_UNITS = 200

_RUNS = "d.since <= %s and (d.until is null or d.until > %s)"


@dataclass(frozen=True, slots=True)
class Owner:
    """A desk: a role of a unit, at a division, for an area of it or for all of it.

    ``where`` names the division or area the desk answers for, ``level`` says which of them it is.
    """

    role: str
    unit_id: int | None
    unit_name: str
    scope_id: int
    area_id: int | None
    where: str = ""
    level: str = ""
    duty_id: int | None = None

    @property
    def label(self) -> str:
        """The unit, and its area where it has one: 长江物业（桃源小区）."""
        return f"{self.unit_name}（{self.where}）" if self.area_id is not None else self.unit_name


def organisation(organisation_id: int) -> Organisation | None:
    return Organisation.objects.filter(id=organisation_id).first()


def owner(
    role: str,
    level: str,
    *,
    scope_id: int,
    building_id: int | None = None,
    grid_id: int | None = None,
    at: datetime,
) -> Owner | None:
    """The desk that holds a role at a level around a place; None when nobody does.

    In a grid or compound it is the body named for that area, else the one named for its whole division.
    """
    if level in (GRID, COMPOUND):
        area = _area_for(level, building_id, grid_id, at)
        return _of_area(role, area, at) if area is not None else None
    return _of_division(role, level, scope_id, at)


def owner_in_area(role: str, area_id: int, *, at: datetime) -> Owner | None:
    """The desk that holds a role in one area: the body named for it, else the one named for its whole division."""
    return _of_area(role, area_id, at)


def duty_holder(role: str, *, place_scope_id: int, area_id: int | None = None, at: datetime) -> Duty | None:
    """The nearest line of the duty table for a role: the area's, else the community's, and so on up to the city."""
    above = places.ancestors_of_scope(place_scope_id)
    running = Duty.objects.filter(Q(until__isnull=True) | Q(until__gt=at), role=role, since__lte=at)
    held = list(running.filter(Q(place_id__in=above) | Q(area_id=area_id, area_id__isnull=False)).order_by("id"))
    for duty in held:
        if area_id is not None and duty.area_id == area_id:
            return duty
    divisions = {duty.place_id: duty for duty in reversed(held) if duty.area_id is None}
    return next((divisions[scope] for scope in above if scope in divisions), None)


def owner_of_duty(duty_id: int, *, at: datetime) -> Owner | None:
    """The desk of one line of the duty table, as a form names it; None when it has ended."""
    return next(iter(_owners("d.id = %s", [duty_id], at)), None)


def units_to_hand_over(scope_id: int, *, at: datetime) -> list[Owner]:
    """The desks a matter of this division may be handed to, the nearest first; one statement.

    Those of its areas, of the division itself, and of the divisions above it.
    """
    where = (
        "d.place_id in (select id from up) or d.area_id in ("
        " select a.id from places_area a where (a.until is null or a.until > %s) and (a.scope_id = %s or exists ("
        "  select 1 from places_area_building m join places_place b on b.id = m.building_id"
        "  where m.area_id = a.id and (m.until is null or m.until > %s) and b.scope_id = %s)))"
    )
    found = _owners(f"({where})", [at, scope_id, at, scope_id], at, around=scope_id)
    return sorted(found, key=lambda one: (_HEIGHTS.get(one.level, 9), one.where, one.role, one.unit_name))


def accounts_at(
    role: str, *, scope_id: int, area_id: int | None = None, unit_id: int | None = None, at: datetime
) -> list[int]:
    """The accounts whose posts hold a desk: for an area those named for it, else all of the role at the division.

    Where the desk is a unit's, only its own people.
    """
    posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=at), role=role, since__lte=at)
    posts = posts if unit_id is None else posts.filter(organisation_id=unit_id)
    everywhere = Q(place_id=scope_id, areas=[]) if area_id is not None else Q(place_id=scope_id)
    mine = everywhere | Q(areas__contains=[area_id]) if area_id is not None else everywhere
    return sorted(set(posts.filter(mine).values_list("account_id", flat=True)))


def accounts_of_unit(unit_id: int, *, role: str = "", at: datetime) -> list[int]:
    """The accounts with a running post in a unit, of one role or of all."""
    posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=at), organisation_id=unit_id, since__lte=at)
    held = posts.filter(role=role) if role else posts
    return sorted(set(held.values_list("account_id", flat=True)))


_HEIGHTS = {
    GRID: 0,
    COMPOUND: 1,
    Level.COMMUNITY.value: 2,
    Level.STREET.value: 3,
    Level.DISTRICT.value: 4,
    Level.CITY.value: 5,
}


def _area_for(level: str, building_id: int | None, grid_id: int | None, at: datetime) -> int | None:
    """The area of that level: the grid that is known already, else the building's one and only."""
    if level == GRID and grid_id is not None:
        return grid_id
    if building_id is None:
        return None
    find = places.compound_of if level == COMPOUND else _grid_of_building
    area = find(building_id, at=at)
    return area.id if area else None


def _grid_of_building(building_id: int, *, at: datetime) -> Any:
    return places.grid_of(building_id=building_id, at=at)


def _of_area(role: str, area_id: int, at: datetime) -> Owner | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select o.id, o.name, a.scope_id, a.id, a.name, a.kind, d.id from places_area a"  # noqa: S608
            " join people_duty d on (d.area_id = a.id or (d.place_id = a.scope_id and d.area_id is null))"
            " join people_organisation o on o.id = d.organisation_id"
            f" where a.id = %s and d.role = %s and {_RUNS} order by d.area_id is null, d.id limit 1",
            [area_id, role, at, at],
        )
        row = cursor.fetchone()
    return Owner(role, *row) if row else None


def _of_division(role: str, level: str, scope_id: int, at: datetime) -> Owner | None:
    found = _owners("d.role = %s and d.area_id is null and p.level = %s", [role, level], at, around=scope_id)
    return found[0] if found else None


_UP = (
    "with recursive up as (select p.id, p.parent_id from places_place p where p.id = %s"
    " union all select p.id, p.parent_id from places_place p join up on p.id = up.parent_id)"
)
_DESKS = (
    "select d.role, o.id, o.name, coalesce(a.scope_id, p.id), a.id, coalesce(a.name, p.name),"
    " coalesce(a.kind, p.level), d.id from people_duty d join people_organisation o on o.id = d.organisation_id"
    " left join places_area a on a.id = d.area_id left join places_place p on p.id = d.place_id where"
)
_IN_LINE = "(d.area_id is not null or p.id in (select id from up))"


def _owners(where: str, params: Sequence[Any], at: datetime, *, around: int | None = None) -> list[Owner]:
    """Lines of the duty table as desks; ``around`` gives the divisions from there upwards the name ``up``."""
    ends = ["and", _RUNS, "order by d.id limit %s"]
    pieces = [_DESKS, where, *ends] if around is None else [_UP, _DESKS, where, "and", _IN_LINE, *ends]
    first = [] if around is None else [around]
    with connection.cursor() as cursor:
        cursor.execute(" ".join(pieces), [*first, *params, at, at, MOST_UNITS])
        return [Owner(*row) for row in cursor.fetchall()]
