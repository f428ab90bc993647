"""A building as a table of its doors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from linli.kernel.places import queries as places
from linli.kernel.places.models import Area, AreaKind, Level, Place
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import policy
from linli.scenarios.population.desk import crumbs, saying
from linli.scenarios.population.desk.wheres import own_path, where
from linli.scenarios.population.quality.queries import ruled_at
from linli.scenarios.population.visits import doors as doors_
from linli.scenarios.population.visits import telling
from linli.scenarios.population.visits.doors import Door


@page("register.see")
def building(request: Request, number: int) -> HttpResponse:
    """Every door by entrance and floor: who is behind it in numbers, and whether somebody has to ring."""
    path = own_path(request.hat, number, Level.BUILDING)
    return drawn(request, path)


def drawn(
    request: Request, path: Sequence[Place], *, new: tuple[str, str] = ("", ""), status: int = 200
) -> HttpResponse:
    """The page of a building; ``new`` is a door that came back, its name and why."""
    place, grids = path[-1], places.areas_of(path[-1].id, AreaKind.GRID, at=request.now)
    found = doors_.doors_of(place, ruled=ruled_at(path, at=request.now), now=request.now)
    total = sum((one.counts for one in found), Counter[str]())
    context = {
        "label": where(place).label,
        "place": place,
        "stairwells": [
            (one.name, [(floor, [cell(door, request.now) for door in inside]) for floor, inside in one.floors],
             [cell(door, request.now) for door in one.others])
            for one in doors_.stairwells(found)
        ],
        "doors": len(found),
        "due": sum(one.is_due for one in found),
        "empty": sum(not one.counts for one in found),
        "counts": [(saying.kind(kind), total[kind]) for kind in saying.KINDS if total[kind]],
        "crumbs": crumbs.down_to(request, path, between=[_grid(one) for one in grids[:1]]),
        "map": f"{reverse('map')}?place={place.scope_id}&face=building/{place.id}",
        "names": reverse("register_names", args=[place.id]),
        "may_add": policy.may(request.hat, "place.add"),
        "number": place.id,
        "typed": new[0],
        "error": new[1],
    }  # fmt: skip
    return frame.draw(request, "population/building.html", context, here="register", status=status)


def _grid(area: Area) -> tuple[str, str]:
    return area.name, reverse("register_grid", args=[area.id])


def cell(door: Door, now: datetime) -> dict[str, Any]:
    """A door as a cell of the table."""
    return {
        "href": reverse("register_door", args=[door.place.id]),
        "name": door.name,
        "counts": [(saying.kind(kind), door.counts[kind]) for kind in saying.KINDS if door.counts[kind]],
        "is_due": door.is_due,
        "last": telling.last(door.visit, now),
        "confirmed": saying.confirmed(door.confirmed, now),
    }
