"""Looking in the register: by part of a name or its initials, phone, identity number, address, plate.

What was typed is sent in a form and stands in no address. Names are masked; a list is not written down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse

from linli.kernel.assets import plates
from linli.kernel.assets.queries import find_vehicles
from linli.kernel.people import queries as people
from linli.kernel.people.models import Residence
from linli.kernel.people.queries import PersonFace, Wanted
from linli.kernel.places.models import Level, Place
from linli.kit.desk import frame
from linli.kit.pacing import SEARCH
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk import belonging, saying
from linli.scenarios.population.desk.finding import places_called
from linli.scenarios.population.desk.wheres import Where, wheres
from linli.scenarios.population.registers import saying as register_words

MOST_TYPED, MOST_PEOPLE, MOST_PLACES = 60, 20, 12


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list: masked, with every sense in which they belong somewhere."""

    href: str
    face: PersonFace
    about: str
    links: Sequence[tuple[str, Where]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One vehicle: its plate masked and its page, what it is, where it is kept, by whom."""

    href: str
    plate: str
    about: str
    where: Where | None
    keeper: tuple[str, str] | None


@page("register.see", methods=("GET", "POST"), pace=SEARCH)
def search(request: Request) -> HttpResponse:
    """One box for everything. Without anything typed it says what can be looked for."""
    typed = request.POST.get("q", "")[:MOST_TYPED].strip() if request.method == "POST" else ""
    if request.method != "POST":
        return _draw(request, typed)
    with scope.reading(request.hat, now=request.now):
        return _draw(request, typed)


def _draw(request: Request, typed: str) -> HttpResponse:
    found = people.people_found(typed, limit=MOST_PEOPLE)
    context = {
        "may_export": policy.may(request.hat, "register.export"),
        "typed": typed,
        "people": lines(found.faces),
        "vehicles": _vehicles(typed, request.now),
        "more": found.is_cut,
        "places": places_called(typed, request.hat),
        "bodies": _bodies(request, typed) if typed else [],
        "begin": _begin(request) if not typed else [],
    }
    return frame.draw(request, "population/search.html", context, here="register")


def lines(faces: Sequence[PersonFace]) -> list[Line]:
    """Persons with where they belong. Two statements, none for nobody."""
    if not faces:
        return []
    links: dict[int, list[tuple[str, int]]] = defaultdict(list)
    held = Residence.objects.filter(person_id__among=[one.id for one in faces], until__isnull=True)
    for person_id, kind, place_id in held.order_by("person_id", "kind", "id").values_list(
        "person_id", "kind", "place_id"
    ):
        links[person_id].append((kind, place_id))
    named = wheres(place_id for every in links.values() for _kind, place_id in every)
    pages = reverse("register_person", args=["-"]).removesuffix("-")
    return [
        Line(
            pages + pointer("person", one.id),
            one,
            saying.of_person(one.sex, one.birth_year),
            [(saying.kind(kind), named[place_id]) for kind, place_id in links[one.id] if place_id in named],
        )
        for one in faces
    ]


def _vehicles(typed: str, now: datetime) -> list[Kept]:
    """The vehicle of a whole plate, with who keeps it. Nothing is asked where what was typed is no plate."""
    try:
        found = find_vehicles(plates.checked(typed), limit=MOST_PLACES) if typed else []
    except plates.PlateWrong:
        return []
    named = wheres(one.place_id for one in found)
    faces = people.faces_of(one.person_id for one in found if one.person_id is not None)
    return [
        Kept(
            reverse("register_vehicle", args=[pointer("vehicle", one.id)]),
            plate,
            about,
            named.get(one.place_id),
            _keeper(faces.get(one.person_id or 0)),
        )
        for one, (plate, about) in zip(found, belonging.vehicles(found, {}, now), strict=True)
    ]


def _keeper(face: PersonFace | None) -> tuple[str, str] | None:
    """Who keeps it, masked, and their page; none for an organisation's, or a person the post does not see."""
    return (face.name, reverse("register_person", args=[pointer("person", face.id)])) if face is not None else None


def _bodies(request: Request, typed: str) -> list[tuple[str, str, str]]:
    """The bodies of the post's divisions by part of their name or their whole credit code: name, kind, page."""
    found = people.bodies_called(Wanted(request.hat.scopes, typed=typed), most=MOST_PLACES) if len(typed) > 1 else []
    return [(name, register_words.kind(kind), reverse("register_body", args=[number])) for number, name, kind in found]


def _begin(request: Request) -> list[Where]:
    """Where this post can begin: its own place, then the communities in it."""
    mine = Place.objects.filter(id__in=request.hat.scopes, level=Level.COMMUNITY, until__isnull=True)
    ids = [request.hat.place, *mine.order_by("id").values_list("id", flat=True)[:MOST_PLACES]]
    found = wheres(ids)
    return [found[one] for one in dict.fromkeys(ids) if one in found]
