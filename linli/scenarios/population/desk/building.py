"""A building as a table of its doors, a door with everybody who belongs to it, and a community by its buildings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from linli.kernel.people.models import Residence
from linli.kernel.people.queries import PersonFace, residents_of
from linli.kernel.places.models import Level
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk import saying
from linli.scenarios.population.desk.wheres import own_place, where
from linli.scenarios.population.visits import doors as doors_
from linli.scenarios.population.visits import telling
from linli.scenarios.population.visits.doors import Door


@page("register.see")
def building(request: Request, number: int) -> HttpResponse:
    """Every door by entrance and floor: who is behind it in numbers, and whether somebody has to ring."""
    place = own_place(request.hat, number, Level.BUILDING)
    found = doors_.doors_of(place, now=request.now)
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
        "community": reverse("register_community", args=[place.scope_id]),
    }  # fmt: skip
    return frame.draw(request, "population/building.html", context, here="register")


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
    place = own_place(request.hat, number, Level.DWELLING)
    faces = {face.id: face for _kind, face in residents_of(number, at=request.now)}
    links = list(Residence.objects.filter(place_id=number, person_id__in=faces, until__isnull=True).order_by("since"))
    context = {
        "label": where(place).label,
        "building": reverse("register_building", args=[place.parent_id]),
        "building_label": where(place.parent).label if place.parent else "",
        "people": _people(links, faces, request.now),
        "visits": telling.at_door(number, now=request.now),
    }
    return frame.draw(request, "population/door.html", context, here="register")


def _people(links: Sequence[Residence], faces: Mapping[int, PersonFace], now: datetime) -> list[dict[str, Any]]:
    """Everybody once, who lives there first, with every sense in which they belong to the door."""
    found: dict[int, list[Residence]] = defaultdict(list)
    for link in sorted(links, key=lambda one: (list(saying.KINDS).index(one.kind), one.since)):
        found[link.person_id].append(link)
    return [_line(faces[person], held, now) for person, held in found.items()]


def _line(face: PersonFace, links: Sequence[Residence], now: datetime) -> dict[str, Any]:
    return {
        "href": reverse("register_person", args=[pointer("person", face.id)]),
        "name": face.name,
        "about": saying.of_person(face.sex, face.birth_year),
        "phone": face.phone,
        "links": [(saying.kind(one.kind), words.day(one.since, now), saying.source(one.source)) for one in links],
    }
