"""A building as a table of its doors, a door with everybody who belongs to it, and a community by its buildings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people.queries import Behind, DwellingPage, PersonFace, dwelling_page, history_of_place
from linli.kernel.places import queries as places
from linli.kernel.places.models import Area, AreaKind, Level
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk import belonging, crumbs, history, saying
from linli.scenarios.population.desk.wheres import own_path, where
from linli.scenarios.population.quality import occupying
from linli.scenarios.population.quality import saying as quality
from linli.scenarios.population.quality.queries import ruled_at
from linli.scenarios.population.visits import doors as doors_
from linli.scenarios.population.visits import telling
from linli.scenarios.population.visits.doors import Door


@page("register.see")
def building(request: Request, number: int) -> HttpResponse:
    """Every door by entrance and floor: who is behind it in numbers, and whether somebody has to ring."""
    path = own_path(request.hat, number, Level.BUILDING)
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
    }  # fmt: skip
    return frame.draw(request, "population/building.html", context, here="register")


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


@page("register.see")
def door(request: Request, number: int) -> HttpResponse:
    """Everybody who belongs to a door, in which sense, since when, who said so; and what visits found there."""
    path = own_path(request.hat, number, Level.DWELLING)
    place = path[-1]
    held = dwelling_page(number, scope_id=place.scope_id, at=request.now)
    faces = {one.person.id: one.person for one in held.behind}
    context = {
        "label": where(place).label,
        "crumbs": crumbs.down_to(request, path),
        "people": _people(held.behind, request.now),
        "facts": _facts(held, occupying.door(number, at=request.now), request.now),
        "lettings": belonging.lettings(held.lettings, faces, request.now),
        "households": belonging.households_at(held.households, faces),
        "history": history.told(history_of_place(number, scope_id=place.scope_id), request.now),
        "visits": telling.at_door(number, now=request.now),
    }
    return frame.draw(request, "population/door.html", context, here="register")


def _facts(held: DwellingPage, lived: occupying.Door | None, now: datetime) -> list[tuple[str, str]]:
    """How it is lived in and on what ground, and what is known of it besides."""
    facts, said = held.facts, []
    if lived is not None:
        ground = quality.ground(lived.ground, lived.source, lived.since, now)
        said.append((saying.field("occupancy"), " · ".join(part for part in (quality.use(lived.use), ground) if part)))
    if facts is not None:
        said += [
            (saying.field("use"), saying.use(facts.use)),
            (saying.field("floor_area"), f"{facts.floor_area / 100:g} m²" if facts.floor_area else ""),
            (saying.field("rooms"), str(facts.rooms or "")),
            (saying.field("most_people"), str(facts.most_people or "")),
            (_("Last confirmed"), saying.confirmed(facts.confirmed, now)),
        ]
    return [one for one in said if one[1]]


def _people(links: Sequence[Behind], now: datetime) -> list[dict[str, Any]]:
    """Everybody once, who lives there first, with every sense in which they belong to the door."""
    found: dict[int, list[Behind]] = defaultdict(list)
    for link in sorted(links, key=lambda one: (list(saying.KINDS).index(one.kind), one.since)):
        found[link.person.id].append(link)
    return [_line(held[0].person, held, now) for held in found.values()]


def _line(face: PersonFace, links: Sequence[Behind], now: datetime) -> dict[str, Any]:
    return {
        "href": reverse("register_person", args=[pointer("person", face.id)]),
        "name": face.name,
        "about": saying.of_person(face.sex, face.birth_year),
        "phone": face.phone,
        "links": [(saying.kind(one.kind), words.day(one.since, now), saying.source(one.source)) for one in links],
    }
