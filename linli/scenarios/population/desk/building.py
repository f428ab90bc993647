"""A building as a table of its doors, a door with everybody who belongs to it, and a community by its buildings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from linli.kernel.people.models import Residence
from linli.kernel.people.queries import residents_of
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
        "groups": [(words_, rows) for words_, rows in _groups(links, faces, request.now) if rows],
        "visits": telling.at_door(number, now=request.now),
    }
    return frame.draw(request, "population/door.html", context, here="register")


def _groups(links: Sequence[Residence], faces: Any, now: datetime) -> list[tuple[str, list[dict[str, Any]]]]:
    """The links by kind, in the order of the words."""
    return [
        (saying.kind(kind), [_line(link, faces[link.person_id], now) for link in links if link.kind == kind])
        for kind in saying.KINDS
    ]


def _line(link: Residence, face: Any, now: datetime) -> dict[str, Any]:
    return {
        "href": reverse("register_person", args=[pointer("person", face.id)]),
        "name": face.name,
        "about": saying.of_person(face.sex, face.birth_year),
        "phone": face.phone,
        "since": words.day(link.since, now),
        "source": saying.source(link.source),
    }
