"""Where the records of a community are read from when they are counted, as SQL: one row ``t`` a record.

Every source has ``building`` (none: the record hangs on the community itself), ``kind`` (by which a confirmation
holds longer or shorter) and ``confirmed``, beside the columns that :mod:`.records` asks about. All of them start
from an index on the community, so that a community costs what its own records cost however large the city is.
"""

from __future__ import annotations

from collections.abc import Mapping

from linli.kernel.people.bodies import REGISTERED
from linli.scenarios.population.quality import occupying, records

_RUNS = "{0}.since <= %(now)s and ({0}.until is null or {0}.until > %(now)s)".format
_BUILDING = "case d.level when 'dwelling' then d.parent_id when 'building' then d.id end"

# Whoever is linked to two buildings counts behind both: each of them has to know.
_PERSON = f"""
    select p.*, l.building, ''::text as kind from (
        select distinct r.person_id, {_BUILDING} as building
        from people_residence r join places_place d on d.id = r.place_id
        where r.scope_id = %(scope)s and {_RUNS("r")}) l
    join people_person p on p.id = l.person_id
    where p.until is null and p.died is null"""  # noqa: S608  constants of ours

_LINK = f"""
    select {_BUILDING} as building, r.kind, r.confirmed, r.source
    from people_residence r join places_place d on d.id = r.place_id
    where r.scope_id = %(scope)s and {_RUNS("r")}"""  # noqa: S608

_LIVED = occupying.LIVED.format(links="r.scope_id = %(scope)s", lettings="g.scope_id = %(scope)s")

# For how long a confirmation holds goes by what was declared: that is what somebody has to say again.
_DWELLING = f"""
    select d.parent_id as building, coalesce(w.occupancy, 'unknown') as kind, {occupying.JUDGED} as judged, w.confirmed,
        w.floor_area, w.rooms, w.use, w.property_unit_no, w.source, coalesce(l.people, 0) as people
    from places_place d {occupying.JOINS}
    where d.scope_id = %(scope)s and d.level = 'dwelling' and d.until is null"""  # noqa: S608

_IN = (
    "exists (select 1 from places_area_building m join places_area a on a.id = m.area_id"
    " where m.building_id = d.id and (m.until is null or m.until > now()) and a.kind = '{0}')"
).format

_BUILT = f"""
    select d.id as building, ''::text as kind, f.confirmed, d.lon, d.lat, d.children, f.floors, f.built, f.structure,
        {_IN("compound")} as in_compound, {_IN("grid")} as in_grid
    from places_place d left join places_building f on f.place_id = d.id
    where d.scope_id = %(scope)s and d.level = 'building' and d.until is null"""  # noqa: S608

_VEHICLE = f"""
    select {_BUILDING} as building, v.kind, v.confirmed, v.energy, v.source, v.person_id, v.organisation_id
    from assets_vehicle v join places_place d on d.id = v.place_id
    where v.scope_id = %(scope)s and {_RUNS("v")}"""  # noqa: S608

_KINDS = ", ".join(f"'{kind}'" for kind in REGISTERED)  # units of the city, which hold duties, are no records of it
_ORGANISATION = f"""
    select {_BUILDING} as building, o.kind, null::timestamptz as confirmed, o.code, o.phone
    from places_place d join people_organisation o on o.place_id = d.id
    where d.scope_id = %(scope)s and {_RUNS("o")} and o.kind in ({_KINDS})"""  # noqa: S608

SOURCES: Mapping[str, str] = {
    records.PERSON: _PERSON,
    records.LINK: _LINK,
    records.DWELLING: _DWELLING,
    records.BUILDING: _BUILT,
    records.VEHICLE: _VEHICLE,
    records.ORGANISATION: _ORGANISATION,
}
BEFORE: Mapping[str, str] = {records.DWELLING: f"with {_LIVED}"}  # what a source needs to be said first
