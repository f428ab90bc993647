"""What dwellings are used as, in the database: the same judgement as the engine's, for many of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.engines.keeping.occupancy import Ground, Use

# What is linked to each dwelling of a community at a moment. ``{links}`` says which: of a scope or of a building.
LIVED = """
by_person as (
    select r.place_id, r.person_id, bool_or(r.kind in ('occupant', 'tenant')) as lives,
        bool_or(r.kind = 'owner') as owns,
        max(r.since) filter (where r.kind = 'tenant') as tenant,
        case when bool_or(r.kind = 'owner') and bool_or(r.kind = 'occupant')
            then max(r.since) filter (where r.kind in ('owner', 'occupant')) end as owner_lives
    from people_residence r
    where {links} and r.since <= %(now)s and (r.until is null or r.until > %(now)s)
    group by r.place_id, r.person_id),
lived as (
    select place_id, count(*) filter (where lives) as people, count(*) filter (where tenant is not null) as tenants,
        max(tenant) as tenant, max(owner_lives) as owner_lives
    from by_person group by place_id),
let as (
    select g.place_id, max(g.since) as letting, count(*) as lettings from people_letting g
    where {lettings} and g.since <= %(now)s and (g.until is null or g.until > %(now)s) group by g.place_id)
"""

# ``w`` is what was declared, ``l`` who is linked, ``g`` which lettings run.
# A declaration is as old as the last time somebody said that it still holds.
_LINKED = "greatest(l.owner_lives, l.tenant, g.letting)"
_TOLD = "coalesce(greatest(w.occupancy_since, w.confirmed), '-infinity')"
_SAID = f"coalesce(w.occupancy, 'unknown') <> 'unknown' and ({_LINKED} is null or {_TOLD} >= {_LINKED})"
_LET = "coalesce(l.tenant, g.letting) is not null"
JUDGED = (
    f"case when {_SAID} then w.occupancy"
    f" when l.owner_lives is not null and {_LET} then 'mixed'"
    f" when {_LET} then 'let' when l.owner_lives is not null then 'self' else 'unknown' end"
)
GROUND = (
    f"case when {_SAID} then 'declared'"
    f" when l.owner_lives is not null and {_LET} then 'owner_and_tenants'"
    " when g.letting is not null then 'letting' when l.tenant is not null then 'tenants'"
    " when l.owner_lives is not null then 'owner_lives' else 'nobody_said' end"
)
SINCE = f"case when {_SAID} then w.occupancy_since else {_LINKED} end"

JOINS = (
    "left join people_dwelling w on w.place_id = d.id"
    " left join lived l on l.place_id = d.id left join let g on g.place_id = d.id"
)


@dataclass(frozen=True, slots=True)
class Door:
    """One dwelling: what it is used as, on what ground, and how many live there."""

    id: int
    name: str
    use: Use
    ground: Ground
    since: datetime | None
    source: str
    people: int
    confirmed: datetime | None


def doors(building_id: int, *, at: datetime) -> list[Door]:
    """The dwellings of a building in the order they were added. One statement."""
    of_building = "{0}.place_id in (select id from places_place where parent_id = %(place)s)"
    return _doors(of_building, "d.parent_id = %(place)s", building_id, at)


def door(place_id: int, *, at: datetime) -> Door | None:
    """One dwelling that stands. One statement."""
    return next(iter(_doors("{0}.place_id = %(place)s", "d.id = %(place)s", place_id, at)), None)


def _doors(linked: str, which: str, place_id: int, at: datetime) -> list[Door]:
    lived = LIVED.format(links=linked.format("r"), lettings=linked.format("g"))
    sql = (
        f"with {lived} select d.id, d.name, {JUDGED}, {GROUND}, {SINCE},"  # noqa: S608  constants of ours
        f" case when {_SAID} then w.occupancy_source else '' end, coalesce(l.people, 0), w.confirmed"
        f" from places_place d {JOINS}"
        f" where {which} and d.level = 'dwelling' and d.until is null order by d.id"
    )
    return [Door(row[0], row[1], Use(row[2]), Ground(row[3]), *row[4:]) for row in _asked(sql, place_id, at)]


def _asked(sql: str, place_id: int, at: datetime) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"place": place_id, "now": at})
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
