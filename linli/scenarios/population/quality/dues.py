"""Who and what is due: records whose confirmation is over, where, since when.

Asked for one building or one community at a time. Visits ask the same, so that a round goes where the register is old.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from linli.scenarios.population.quality import records
from linli.scenarios.population.quality.counting import holding
from linli.scenarios.population.quality.rules import Ruled

PAGE = 50
LISTED = (records.LINK, records.DWELLING, records.VEHICLE)  # of which somebody can be asked behind a door


@dataclass(frozen=True, slots=True)
class Due:
    """One record to be confirmed again. ``since`` is when it became due; none where nobody ever confirmed it."""

    record: str
    id: int
    kind: str
    place_id: int
    building_id: int | None
    door: str
    person_id: int | None
    confirmed: datetime | None
    since: datetime | None


_RUNS = "t.since <= %(now)s and (t.until is null or t.until > %(now)s)"
_BUILDING = "case d.level when 'dwelling' then d.parent_id when 'building' then d.id end"
_WHERE = f"where t.scope_id = %(scope)s and {{at}} and {_RUNS}"
_ROWS: Mapping[str, str] = {
    records.LINK: f"""
        select t.id, t.kind, t.place_id, {_BUILDING} as building, d.name, t.person_id, t.confirmed
        from people_residence t join places_place d on d.id = t.place_id {_WHERE}""",  # noqa: S608
    records.DWELLING: """
        select d.id, coalesce(t.occupancy, 'unknown') as kind, d.id as place_id, d.parent_id as building, d.name,
            null::bigint as person_id, t.confirmed
        from places_place d left join people_dwelling t on t.place_id = d.id
        where d.scope_id = %(scope)s and {at} and d.level = 'dwelling' and d.until is null""",
    records.VEHICLE: f"""
        select t.id, t.kind, t.place_id, {_BUILDING} as building, d.name, t.person_id, t.confirmed
        from assets_vehicle t join places_place d on d.id = t.place_id {_WHERE}""",  # noqa: S608
}
_AT = {True: "d.id in (select %(building)s union all select id from places_place where parent_id = %(building)s)",
       False: "true"}  # fmt: skip

# A building is gone through door by door; in a community what has run out comes before what nobody ever confirmed.
_BY = {True: "place_id, record desc", False: "confirmed + holds nulls last, building, place_id, record"}


def due(
    scope_id: int,
    ruled: Ruled,
    *,
    at: datetime,
    building_id: int | None = None,
    only: Sequence[str] = LISTED,
    limit: int = PAGE + 1,
    offset: int = 0,
) -> list[Due]:
    """What is due of a community, or of one of its buildings. One statement."""
    values: dict[str, Any] = {"scope": scope_id, "now": at, "building": building_id, "limit": limit, "offset": offset}
    parts = []
    for number, record in enumerate(one for one in LISTED if one in only):
        holds, given = holding(record, ruled)
        for name, value in given.items():
            holds = holds.replace(f"%({name})s", f"%({name}_{number})s")
            values[f"{name}_{number}"] = value
        rows = _ROWS[record].format(at=_AT[building_id is not None])
        parts.append(f"select '{record}' as record, t.*, {holds} as holds from ({rows}) t")  # noqa: S608
    if not parts:
        return []
    sql = (
        "select record, id, kind, place_id, building, name, person_id, confirmed, confirmed + holds"  # noqa: S608
        f" from ({' union all '.join(parts)}) t where holds is not null"
        " and (confirmed is null or confirmed + holds <= %(now)s)"
        f" order by {_BY[building_id is not None]}, id limit %(limit)s offset %(offset)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Due(*row) for row in cursor.fetchall()]


def holds_until(confirmed: datetime | None, record: str, kind: str, ruled: Ruled) -> datetime | None:
    """Until when a record counts as known; none where nobody confirmed it, or nobody has to."""
    days = ruled.holds(record, kind)
    return confirmed + timedelta(days=days) if confirmed is not None and days is not None else None
