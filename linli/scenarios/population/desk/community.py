"""A community in figures, and its buildings with the stalest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.places.models import Level
from linli.kernel.places.queries import written
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.scenarios.population.desk import saying
from linli.scenarios.population.desk.wheres import own_place, where
from linli.scenarios.population.visits.doors import HOLDS_FOR, SETTLES

MOST = 400


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building in numbers: its doors, the persons linked to them, and how many doors nobody confirmed lately."""

    id: int
    address: str
    name: str
    doors: int
    stale: int
    people: int
    seen: datetime | None


# By door first: a door is stale when neither a link of it nor a visit that settled it is younger than the limit.
_BUILDINGS = """
with held as (
    select place_id, min(since) as oldest, count(distinct person_id) as people from people_residence
    where scope_id = %(scope)s and until is null group by place_id),
seen as (
    select place_id, max(at) as at from population_visit
    where scope_id = %(scope)s and did = any(%(settles)s) group by place_id)
select b.id, b.address, b.name, count(d.id),
    count(d.id) filter (where coalesce(greatest(held.oldest, seen.at), '-infinity') < %(limit)s),
    coalesce(sum(held.people), 0), max(seen.at)
from places_place b join places_place d on d.parent_id = b.id and d.level = 'dwelling' and d.until is null
left join held on held.place_id = d.id left join seen on seen.place_id = d.id
where b.scope_id = %(scope)s and b.level = 'building' and b.until is null
group by b.id order by 5 desc, b.address, b.id limit %(most)s
"""


def buildings(scope_id: int, *, now: datetime) -> list[BuildingRow]:
    """The buildings of a community, those with the most stale doors first. One statement."""
    asked: dict[str, Any] = {"scope": scope_id, "limit": now - HOLDS_FOR, "settles": sorted(SETTLES), "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_BUILDINGS, asked)
        return [BuildingRow(*row) for row in cursor.fetchall()]


def links(scope_id: int) -> dict[str, int]:
    """Running links of a community by kind. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, count(*) from people_residence where scope_id = %s and until is null group by kind",
            [scope_id],
        )
        return dict(cursor.fetchall())


@page("register.see")
def community(request: Request, number: int) -> HttpResponse:
    """What a community holds, in figures, and where it grows stale."""
    place = own_place(request.hat, number, Level.COMMUNITY)
    rows, held = buildings(number, now=request.now), links(number)
    doors, stale = sum(one.doors for one in rows), sum(one.stale for one in rows)
    context = {
        "label": where(place).label,
        "figures": [
            (_("buildings"), len(rows)),
            (_("doors"), doors),
            *((saying.kind(kind), held[kind]) for kind in saying.KINDS if held.get(kind)),
        ],
        "doors": doors,
        "stale": stale,
        "days": HOLDS_FOR.days,
        "rows": [_row(one, request.now) for one in rows],
        "is_cut": len(rows) == MOST,
    }
    return frame.draw(request, "population/community.html", context, here="register")


def _row(one: BuildingRow, now: datetime) -> dict[str, Any]:
    cells = [written(one.address, one.name), one.doors, one.stale, one.people, saying.confirmed(one.seen, now)]
    return {"cells": cells, "href": reverse("register_building", args=[one.id])}
