"""A community in figures: who is registered, floating, a tenant, an owner; how its dwellings are lived in and let.

Whoever reads them keeps this community's register person by person, so small numbers stand as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.scenarios.population.quality import occupying


@dataclass(frozen=True, slots=True)
class People:
    """Everybody with a running link, each once. Whoever lives here is in exactly one of the four after ``living``.

    ``floating`` are registered outside the city (流动人口), ``elsewhere`` in it but at no door of this community.
    """

    living: int
    here: int
    elsewhere: int
    floating: int
    unsaid: int
    away: int  # registered here and living elsewhere
    tenants: int
    owners: int


@dataclass(frozen=True, slots=True)
class Dwellings:
    """Every dwelling once by how it is lived in; then those with a registered letting, and with tenants but none."""

    own: int
    let: int
    mixed: int
    empty: int
    unsaid: int
    lettings: int
    unregistered: int


# Whoever is registered here need not be opened; those who are gone have a small index of their own.
_PEOPLE = """
with linked as (
    select r.person_id, bool_or(r.kind in ('occupant', 'tenant')) as lives, bool_or(r.kind = 'tenant') as rents,
        bool_or(r.kind = 'owner') as owns, bool_or(r.kind = 'registered') as here
    from people_residence r
    where r.scope_id = %(scope)s and r.since <= %(now)s and (r.until is null or r.until > %(now)s)
    group by r.person_id),
city as (
    select left(code, 4) as code from places_place
    where level = 'city' and until is null and code ~ '^[0-9]{4}' order by id limit 1),
told as (
    select l.*, case when l.here then 'here' when coalesce(p.registered_in, '') = '' or c.code is null then 'unsaid'
        when left(p.registered_in, 4) = c.code then 'elsewhere' else 'floating' end as standing
    from linked l
    left join people_person gone on gone.id = l.person_id and (gone.died is not null or gone.until is not null)
    left join people_person p on p.id = case when not l.here and l.lives then l.person_id end
    left join city c on true where gone.id is null)
select count(*) filter (where lives), count(*) filter (where lives and here),
    count(*) filter (where lives and standing = 'elsewhere'), count(*) filter (where lives and standing = 'floating'),
    count(*) filter (where lives and standing = 'unsaid'), count(*) filter (where here and not lives),
    count(*) filter (where rents), count(*) filter (where owns)
from told
"""

_LIVED = occupying.LIVED.format(links="r.scope_id = %(scope)s", lettings="g.scope_id = %(scope)s")
_DWELLINGS = f"""
with {_LIVED}, judged as (
    select {occupying.JUDGED} as lived, g.place_id is not null as registered, l.tenants > 0 as rented
    from places_place d {occupying.JOINS}
    where d.scope_id = %(scope)s and d.level = 'dwelling' and d.until is null)
select count(*) filter (where lived = 'self'), count(*) filter (where lived = 'let'),
    count(*) filter (where lived = 'mixed'), count(*) filter (where lived = 'empty'),
    count(*) filter (where lived = 'unknown'), count(*) filter (where registered),
    count(*) filter (where rented and not registered)
from judged
"""  # noqa: S608  constants of ours


def people(scope_id: int, *, at: datetime) -> People:
    """The people of a community. One statement."""
    return People(*_row(_PEOPLE, scope_id, at))


def dwellings(scope_id: int, *, at: datetime) -> Dwellings:
    """The dwellings of a community. One statement."""
    return Dwellings(*_row(_DWELLINGS, scope_id, at))


def _row(sql: str, scope_id: int, at: datetime) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"scope": scope_id, "now": at})
        row: tuple[Any, ...] = cursor.fetchone()
    return row
