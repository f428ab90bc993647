"""A community in figures, and its buildings with the stalest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.places.models import Level, Place
from linli.kernel.places.queries import written
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.scenarios.population.desk import crumbs, figures, saying, tree
from linli.scenarios.population.desk.wheres import own_path
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality import saying as quality
from linli.scenarios.population.quality.queries import ruled_at
from linli.scenarios.population.visits.doors import rules_at

MOST = 400


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building in numbers: its doors, the persons linked to them, how many doors are stale, the oldest look."""

    id: int
    address: str
    name: str
    doors: int
    stale: int
    people: int
    seen: datetime | None


# By door first: a door is stale when a link of it is over by the rules, or nothing is known of it.
_BUILDINGS = """
with held as (
    select r.place_id, count(distinct r.person_id) as people, min(coalesce(r.confirmed, '-infinity')) as seen,
        bool_or(coalesce(r.confirmed, '-infinity') <= h.over) as stale
    from people_residence r left join unnest(%(kinds)s::text[], %(over)s::timestamptz[]) as h(kind, over)
        on h.kind = r.kind
    where r.scope_id = %(scope)s and r.until is null group by r.place_id)
select b.id, b.address, b.name, count(d.id),
    count(d.id) filter (where coalesce(held.stale, held.place_id is null)),
    coalesce(sum(held.people), 0), min(held.seen) filter (where held.seen > '-infinity')
from places_place b join places_place d on d.parent_id = b.id and d.level = 'dwelling' and d.until is null
left join held on held.place_id = d.id
where b.scope_id = %(scope)s and b.level = 'building' and b.until is null
group by b.id order by 5 desc, b.address, b.id limit %(most)s
"""


def buildings(scope_id: int, *, now: datetime, path: Sequence[Place] = ()) -> list[BuildingRow]:
    """The buildings of a community, those with the most stale doors first. Three statements, two with its path."""
    held = ruled_at(path, at=now) if path else rules_at(scope_id, now=now)
    days = {kind: held.holds(records.LINK, kind) for kind in records.KINDS[records.LINK]}
    over = {kind: now - timedelta(days=limit) for kind, limit in days.items() if limit is not None}
    asked: dict[str, Any] = {"scope": scope_id, "kinds": list(over), "over": list(over.values()), "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_BUILDINGS, asked)
        return [BuildingRow(*row) for row in cursor.fetchall()]


def of_people(held: figures.People) -> list[tuple[str, int]]:
    """Who lives here by where they are registered, then who rents and who owns."""
    return [
        (_("living here"), held.living),
        (_("registered here"), held.here),
        (_("registered elsewhere in the city"), held.elsewhere),
        (_("floating, registered outside the city"), held.floating),
        (_("place of registration not known"), held.unsaid),
        (_("registered here, living elsewhere"), held.away),
        (_("tenants"), held.tenants),
        (_("owners"), held.owners),
    ]


def of_dwellings(held: figures.Dwellings) -> list[tuple[str, int]]:
    """How they are lived in, then how they are let."""
    return [
        (quality.use("self"), held.own),
        (quality.use("let"), held.let),
        (quality.use("mixed"), held.mixed),
        (quality.use("empty"), held.empty),
        (quality.use("unknown"), held.unsaid),
        (_("registered as let"), held.lettings),
        (_("with tenants, not registered as let"), held.unregistered),
    ]


@page("register.see")
def community(request: Request, number: int) -> HttpResponse:
    """What a community holds, in figures, its registers and grids, and where it grows stale."""
    path = own_path(request.hat, number, Level.COMMUNITY)
    rows = buildings(number, now=request.now, path=path)
    doors, stale = sum(one.doors for one in rows), sum(one.stale for one in rows)
    context = {
        "label": path[-1].name,
        "crumbs": crumbs.down_to(request, path),
        "ways": tree.ways(number),
        "registers": tree.registers(number, (number,)),
        "grids": tree.grids(number, rows, at=request.now),
        "figures": [(_("buildings"), len(rows)), (_("doors"), doors)],
        "people": of_people(figures.people(number, at=request.now)),
        "dwellings": of_dwellings(figures.dwellings(number, at=request.now)),
        "doors": doors,
        "stale": stale,
        "rows": [row(one, request.now) for one in rows],
        "is_cut": len(rows) == MOST,
        "names": reverse("register_names", args=[number]),
    }
    return frame.draw(request, "population/community.html", context, here="register")


def row(one: BuildingRow, now: datetime) -> dict[str, Any]:
    """A building as a line of a table."""
    cells = [written(one.address, one.name), one.doors, one.stale, one.people, saying.confirmed(one.seen, now)]
    return {"cells": cells, "href": reverse("register_building", args=[one.id])}
