"""Contradictions of the register, each a named check: what is read, what it is about, which limit it has.

A check reads one community and what its own records lead to by an index. It yields ``about`` (which finding this is),
the place where somebody should look, the person where there is one, and figures for its sentence. It tells of
records that cannot both be so, or that somebody should look at; nothing here is a judgement about a person.
Rooms and scenarios may add checks of their own by the hook ``register.checks``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.module_loading import import_string

from linli.plumbing import manifests
from linli.scenarios.population.quality import occupying

HOOK = "register.checks"


@dataclass(frozen=True, slots=True)
class Check:
    """One check. ``sql`` selects about, place, person, figures of the community ``%(scope)s`` at ``%(now)s``.

    ``least`` and ``most`` are the bounds of ``%(limit)s``, the number a city may set; ``usual`` is what holds where
    it sets none. A check without a limit has none of the three.
    """

    code: str
    sql: str
    usual: int | None = None
    least: int = 1
    most: int = 1000


_RUNS = "{0}.since <= %(now)s and ({0}.until is null or {0}.until > %(now)s)".format
_HERE = f"people_residence r where r.scope_id = %(scope)s and {_RUNS('r')}"
_LIVES = "{0}.kind in ('occupant', 'tenant')".format
_YEAR = "date_part('year', %(now)s::timestamptz)"
_LIVED = occupying.LIVED.format(links="r.scope_id = %(scope)s", lettings="g.scope_id = %(scope)s")
_DOORS = f"""with {_LIVED} select d.id::text, d.id, null::bigint, {{figures}} from places_place d {occupying.JOINS}
    where d.scope_id = %(scope)s and d.level = 'dwelling' and d.until is null and {{where}}"""  # noqa: S608

# Of two homes the one confirmed longest ago is where somebody should look, and whose community is asked.
_TWO_DWELLINGS = f"""
select q.person_id::text, h.places[1], q.person_id, array[cardinality(h.places)]
from (select distinct r.person_id from {_HERE} and {_LIVES("r")}) q
cross join lateral (
    select array_agg(o.place_id order by o.confirmed nulls first, o.since, o.place_id) as places,
        (array_agg(o.scope_id order by o.confirmed nulls first, o.since, o.place_id))[1] as scope
    from (select o.place_id, min(o.scope_id) as scope_id, max(o.confirmed) as confirmed, max(o.since) as since
        from people_residence o join places_place d on d.id = o.place_id and d.level = 'dwelling'
        where o.person_id = q.person_id and {_LIVES("o")} and {_RUNS("o")} group by o.place_id) o) h
where cardinality(h.places) > 1 and h.scope = %(scope)s"""  # noqa: S608  constants of ours, here and below

_DEAD_LINKED = f"""
select r.person_id || ':' || min(r.place_id), min(r.place_id), r.person_id, array[count(*)]
from {_HERE} and exists (select 1 from people_person p where p.id = r.person_id and p.died is not null)
group by r.person_id"""  # noqa: S608

_DEAD_MANDATE = f"""
select distinct on (m.id) m.id::text, r.place_id, r.person_id, array[]::int[]
from people_residence r join people_person p on p.id = r.person_id and p.died is not null
    join people_mandate m on p.subject_id in (m.subject_id, m.taker_subject_id)
where r.scope_id = %(scope)s and {_RUNS("r")}
and m.revoked is null and m.since <= %(now)s and m.until > %(now)s order by m.id, r.place_id"""  # noqa: S608

_MOST_PEOPLE = "least(w.most_people, floor(w.floor_area / 100.0 / %(limit)s))"
_CROWDED = _DOORS.format(
    figures=f"array[l.people, {_MOST_PEOPLE}]::int[]",
    where=f"{_MOST_PEOPLE} is not null and l.people > greatest({_MOST_PEOPLE}, 1)",
)
_OVER_LET = f"""
with {_LIVED}
select g.id::text, g.place_id, null::bigint, array[l.tenants, g.most_tenants]::int[]
from people_letting g join lived l on l.place_id = g.place_id
where g.scope_id = %(scope)s and {_RUNS("g")} and l.tenants > g.most_tenants"""  # noqa: S608

# 人户分离: registered behind one door, living behind another, whichever of the two is here.
_APART = f"""
select r.person_id || ':' || r.place_id, r.place_id, r.person_id, array[]::int[]
from {_HERE} and r.kind = 'registered' and exists (
    select 1 from people_residence o where o.person_id = r.person_id and {_LIVES("o")} and {_RUNS("o")}
    and o.place_id <> r.place_id)"""  # noqa: S608
_ONLY_REGISTERED = f"""
select r.person_id || ':' || r.place_id, r.place_id, r.person_id, array[]::int[]
from {_HERE} and r.kind = 'registered' and not exists (
    select 1 from people_residence o where o.person_id = r.person_id and o.kind <> 'registered' and {_RUNS("o")})
and coalesce(r.confirmed, '-infinity') < %(now)s - %(limit)s * interval '1 day'"""  # noqa: S608

_TENANT_UNLET = _DOORS.format(
    figures="array[l.tenants]::int[]", where="l.tenants > 0 and g.place_id is null and l.owner_lives is null"
)
_LET_UNLIVED = f"""
select g.id::text, g.place_id, null::bigint, array[extract(day from %(now)s - g.since)]::int[]
from people_letting g
where g.scope_id = %(scope)s and {_RUNS("g")} and g.since < %(now)s - %(limit)s * interval '1 day'
and not exists (select 1 from people_residence o where o.place_id = g.place_id and o.kind = 'tenant'
    and {_RUNS("o")})"""  # noqa: S608
_EMPTY_LIVED = _DOORS.format(figures="array[l.people]::int[]", where=f"l.people > 0 and {occupying.JUDGED} = 'empty'")

# Every grown-up with whatever link counts as somebody who is there, and so does one whose year of birth is unknown.
_CHILD_ALONE = f"""
select r.place_id::text, r.place_id, null::bigint, array[count(distinct r.person_id)]::int[]
from people_residence r join people_person p on p.id = r.person_id and p.died is null
    join places_place d on d.id = r.place_id and d.level = 'dwelling'
where r.scope_id = %(scope)s and {_RUNS("r")} and r.kind <> 'registered'
group by r.place_id having bool_or({_LIVES("r")})
and bool_and(p.birth_year is not null and {_YEAR} - p.birth_year < %(limit)s)"""  # noqa: S608

# The community of whoever was written down first is asked, so that one number makes one finding.
_SHARED = f"""
select encode(q.sign, 'hex'), f.place_id, f.person_id, array[n.people]::int[]
from (select distinct p.{{sign}} as sign from people_person p
    where p.id in (select r.person_id from {_HERE}) and p.{{sign}} is not null and p.until is null) q
cross join lateral (
    select count(*) as people, min(p.id) as first from people_person p
    where p.{{sign}} = q.sign and p.until is null and p.died is null
    and exists (select 1 from people_residence o where o.person_id = p.id and {_RUNS("o")})) n
join lateral (
    select o.place_id, o.person_id, o.scope_id from people_residence o
    where o.person_id = n.first and {_RUNS("o")} order by o.scope_id, o.id limit 1) f on f.scope_id = %(scope)s
where n.people >= %(limit)s"""  # noqa: S608
_SHARED_PHONE = _SHARED.format(sign="phone_blind")
_ID_TWICE = _SHARED.format(sign="id_number_blind")

_BORN_WRONG = f"""
select distinct on (r.person_id) r.person_id::text, r.place_id, r.person_id, array[p.birth_year]::int[]
from people_person p join {_HERE.replace(" where", " on r.person_id = p.id where")}
and p.died is null and (p.birth_year > {_YEAR} or p.birth_year < {_YEAR} - %(limit)s)
order by r.person_id, r.place_id"""  # noqa: S608

_VEHICLE_LEFT = f"""
select v.id::text, v.place_id, v.person_id, array[]::int[]
from assets_vehicle v
where v.scope_id = %(scope)s and {_RUNS("v")} and v.person_id is not null
and exists (select 1 from people_residence o where o.person_id = v.person_id and o.scope_id = v.scope_id)
and not exists (select 1 from people_residence o where o.person_id = v.person_id and o.scope_id = v.scope_id
    and {_RUNS("o")})"""  # noqa: S608

_PULLED_DOWN = f"""
select coalesce(b.id, d.id)::text, coalesce(b.id, d.id), null::bigint, array[count(distinct r.person_id)]::int[]
from people_residence r join places_place d on d.id = r.place_id
    left join places_place b on b.id = d.parent_id and d.level = 'dwelling'
where r.scope_id = %(scope)s and {_RUNS("r")} and coalesce(b.until, d.until) <= %(now)s
group by 1, 2"""  # noqa: S608

OURS = (
    Check("two_dwellings", _TWO_DWELLINGS),
    Check("dead_linked", _DEAD_LINKED),
    Check("dead_mandate", _DEAD_MANDATE),
    Check("crowded", _CROWDED, usual=5, least=2, most=50),
    Check("over_let", _OVER_LET),
    Check("apart", _APART),
    Check("only_registered", _ONLY_REGISTERED, usual=365, least=30, most=3650),
    Check("tenant_unlet", _TENANT_UNLET),
    Check("let_unlived", _LET_UNLIVED, usual=30, least=1, most=365),
    Check("empty_lived", _EMPTY_LIVED),
    Check("child_alone", _CHILD_ALONE, usual=16, least=6, most=18),
    Check("shared_phone", _SHARED_PHONE, usual=5, least=2, most=100),
    Check("id_twice", _ID_TWICE, usual=2, least=2, most=2),
    Check("born_wrong", _BORN_WRONG, usual=115, least=100, most=130),
    Check("vehicle_left", _VEHICLE_LEFT),
    Check("pulled_down", _PULLED_DOWN),
)


@cache
def known() -> Mapping[str, Check]:
    """Every check there is by code, those of other scenarios among them."""
    added = [check for name in manifests.hooks(HOOK) for check in import_string(name)()]
    return {one.code: one for one in (*OURS, *added)}
