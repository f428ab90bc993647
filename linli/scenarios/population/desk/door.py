"""A door with everybody who belongs to it, how it is lived in and let, its households; and what of it can be said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people.knowledge import DWELLING
from linli.kernel.people.queries import (
    Behind,
    DwellingPage,
    PersonFace,
    dwelling_page,
    faces_of,
    history_of_place,
)
from linli.kernel.places.models import Level
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk import belonging, crumbs, history, saying
from linli.scenarios.population.desk.wheres import own_path, where
from linli.scenarios.population.hand import offered
from linli.scenarios.population.hand.typed import Back
from linli.scenarios.population.quality import occupying
from linli.scenarios.population.quality import saying as quality
from linli.scenarios.population.visits import telling


@page("register.see")
def door(request: Request, number: int) -> HttpResponse:
    """Everybody who belongs to a door, in which sense, since when, who said so; and what visits found there."""
    return door_page(request, number, Back())


def door_page(request: Request, number: int, back: Back, *, status: int = 200) -> HttpResponse:
    """The page of a door, with a form that came back where there is one."""
    path = own_path(request.hat, number, Level.DWELLING)
    place = path[-1]
    held = dwelling_page(number, scope_id=place.scope_id, at=request.now)
    faces, behind = _faces(held), _choices(held.behind)
    context = {
        "number": number,
        "label": where(place).label,
        "crumbs": crumbs.down_to(request, path),
        "people": _people(held.behind, request.now),
        "facts": _facts(held, occupying.door(number, at=request.now), request.now),
        "lettings": belonging.lettings(held.lettings, faces, request.now),
        "past_lettings": belonging.past_lettings(held.past_lettings, faces, request.now),
        "households": _with_choices(belonging.households_at(held.households, faces, request.now), behind),
        "household_kinds": [(code, str(words)) for code, words in belonging.HOUSEHOLDS.items()],
        "relations": [(code, str(words)) for code, words in belonging.RELATIONS.items()],
        "history": history.told(history_of_place(number, scope_id=place.scope_id), request.now),
        "visits": telling.at_door(number, now=request.now),
        "behind": behind,
        "known": _known(held),
        **offered.at_door(request, back),
    }
    return frame.draw(request, "population/door.html", context, here="register", status=status)


def _faces(held: DwellingPage) -> dict[int, PersonFace]:
    """Everybody the page names: who belongs here, and landlords and members who do not. One statement for those."""
    faces = {one.person.id: one.person for one in held.behind}
    named = {one.landlord_id for one in (*held.lettings, *held.past_lettings)}
    named |= {member for one in held.households for _kind, member, _day in (*one.members, *one.left)}
    return {**faces, **faces_of(named - faces.keys())}


def _choices(links: Sequence[Behind]) -> list[tuple[str, str]]:
    """Who belongs to the door, to be chosen from: the name, what tells namesakes apart, in which sense."""
    order = list(saying.KINDS)
    kinds: dict[int, list[str]] = defaultdict(list)
    for one in sorted(links, key=lambda link: order.index(link.kind)):
        kinds[one.person.id].append(saying.kind(one.kind))
    faces = {one.person.id: one.person for one in links}
    return [
        (
            pointer("person", number),
            " · ".join(filter(None, (faces[number].name, _about(faces[number]), "、".join(held)))),
        )
        for number, held in kinds.items()
    ]


def _about(face: PersonFace) -> str:
    return saying.of_person(face.sex, face.birth_year)


def _with_choices(households: list[dict[str, Any]], behind: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Households with their members, and with who of the door is in none of them, to be chosen from."""
    words_of = dict(behind)
    for one in households:
        inside = {member["at"]: member["name"] for member in one["members"]}
        one["choices"] = [(at, words_of.get(at, name)) for at, name in inside.items()]
        one["others"] = [(at, said) for at, said in behind if at not in inside]
    return households


def _known(held: DwellingPage) -> Mapping[str, str]:
    """What is known of the dwelling, as a form shows it."""
    return {name: one.tell(held.facts) if held.facts is not None else "" for name, one in DWELLING.items()}


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
            (saying.field("property_unit_no"), facts.property_unit_no),
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
        "about": _about(face),
        "phone": face.phone,
        "links": [(saying.kind(one.kind), words.day(one.since, now), saying.source(one.source)) for one in links],
    }
