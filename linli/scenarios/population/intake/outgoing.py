"""The register as lists, under the very heads that imports read: a list can be mended and handed in again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linli.kernel.assets.models import Asset, Vehicle
from linli.kernel.assets.queries import vehicle_plate
from linli.kernel.people import queries as people
from linli.kernel.people.bodies import REGISTERED
from linli.kernel.people.models import Organisation, Person, Residence
from linli.kernel.people.queries import KnownPerson
from linli.kernel.places import queries as places
from linli.kernel.places.models import Level, Place
from linli.plumbing.days import day_of
from linli.scenarios.population.intake.facilities import SORTS as FACILITY_SORTS
from linli.scenarios.population.intake.organisations import SORTS as BODY_SORTS
from linli.scenarios.population.intake.persons import columns
from linli.scenarios.population.intake.things import first_words
from linli.scenarios.population.intake.vehicles import ENERGIES, SORTS


@dataclass(slots=True)
class Taken:
    """Rows by field, the persons they tell of, and whether more was there than fits."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)
    is_cut: bool = False


def people_of(scope_id: int, *, most: int) -> Taken:
    """Everybody who belongs to a door of this division, a row for each person and door. Five statements."""
    links = list(
        Residence.objects.filter(scope_id=scope_id, until__isnull=True, place__level=Level.DWELLING)
        .order_by("place_id", "person_id", "id")
        .values_list("place_id", "person_id", "kind", "since")[: 2 * most]
    )
    known = people.known_people(numbers=(), places={place for place, *_rest in links})
    labels = _labels({place for place, *_rest in links})
    grouped: dict[tuple[int, int], list[tuple[str, date]]] = {}
    for place, person, kind, since in links:
        grouped.setdefault((place, person), []).append((kind, day_of(since)))
    taken = Taken(is_cut=len(grouped) > most)
    by_person = {one.id: one for found in known.by_door.values() for one in found}
    for (place, person), kinds in list(grouped.items())[:most]:
        if person in by_person and place in labels:
            taken.rows.append(_person(by_person[person], labels[place], kinds))
            taken.persons.append(person)
    return taken


def _person(one: KnownPerson, address: str, kinds: list[tuple[str, date]]) -> dict[str, Any]:
    booklet = one.booklets[0] if one.booklets else None
    return {
        "name": one.name,
        "document": columns.first_word(columns.DOCUMENTS, one.tell("document")) if one.number else "",
        "number": one.number,
        "sex": columns.first_word(columns.SEXES, one.tell("sex")),
        "born": born if len(born := one.tell("born")) == 10 else "",
        "phone": one.tell("phone"),
        "address": address,
        "relations": "、".join(columns.first_word(columns.RELATIONS, kind) for kind, _since in kinds),
        "booklet": booklet.booklet if booklet else "",
        "head": columns.first_word(columns.HEADS, booklet.relation) if booklet and booklet.booklet else "",
        "registered_in": one.tell("registered_in"),
        "since": min(since for _kind, since in kinds).isoformat(),
    }


def _labels(numbers: set[int]) -> dict[int, str]:
    """How places are written. One statement, none for no place."""
    found = Place.objects.filter(id__in=numbers).select_related("parent").defer("outline", "parent__outline")
    return {one.id: places.label_of([one.parent, one] if one.parent else [one]) for one in found} if numbers else {}


def organisations_of(scope_id: int, *, most: int) -> Taken:
    """Enterprises, social organisations, institutions and stationed units of a division."""
    running = Organisation.objects.filter(kind__in=REGISTERED, until__isnull=True, place__scope_id=scope_id)
    found = list(running.order_by("name", "id")[: most + 1])
    return Taken(organisation_rows(found[:most]), is_cut=len(found) > most)


def organisation_rows(found: Sequence[Organisation]) -> list[dict[str, Any]]:
    """Bodies as rows of a list. One statement."""
    labels, words = _labels({one.place_id for one in found}), first_words(BODY_SORTS)
    return [
        {
            "name": one.name,
            "code": one.code,
            "kind": words.get(one.kind, ""),
            "phone": one.phone,
            **_stands(one.place_id, one.scope_id, labels),
            "since": day_of(one.since).isoformat(),
        }
        for one in found
    ]


def _stands(place_id: int, scope_id: int, labels: dict[int, str]) -> dict[str, str]:
    """The address of a thing at a building or door; of one that stands in a division only, its name."""
    label = labels.get(place_id, "")
    return {"community": label} if place_id == scope_id else {"address": label}


def vehicles_of(scope_id: int, *, most: int) -> Taken:
    """Vehicles kept in a division, with whoever keeps them."""
    found = list(Vehicle.objects.filter(scope_id=scope_id, until__isnull=True).order_by("id")[: most + 1])
    return vehicle_rows(found[:most], is_cut=len(found) > most)


def vehicle_rows(found: Sequence[Vehicle], *, is_cut: bool = False) -> Taken:
    """Vehicles as rows of a list, with whoever keeps them. Three statements."""
    keepers = {one.id: KnownPerson(one) for one in Person.objects.filter(id__in=[v.person_id for v in found])}
    bodies = Organisation.objects.in_bulk([v.organisation_id for v in found if v.organisation_id])
    labels, sorts, energies = _labels({v.place_id for v in found}), first_words(SORTS), first_words(ENERGIES)
    rows = []
    for one in found:
        person, body = keepers.get(one.person_id or 0), bodies.get(one.organisation_id or 0)
        rows.append(
            {
                "plate": vehicle_plate(one),
                "kind": sorts.get(one.kind, ""),
                "energy": energies.get(one.energy, ""),
                "keeper": person.name if person else body.name if body else "",
                "number": person.number if person else body.code if body else "",
                **_stands(one.place_id, one.scope_id, labels),
                "since": day_of(one.since).isoformat(),
            }
        )
    return Taken(rows, sorted(keepers), is_cut)


def facilities_of(scope_id: int, *, most: int) -> Taken:
    """Facilities of a division; positions in WGS 84."""
    found = list(Asset.objects.filter(scope_id=scope_id, until__isnull=True).order_by("kind", "name", "id")[: most + 1])
    words, community = first_words(FACILITY_SORTS), _labels({scope_id})[scope_id]
    rows = [row for one in found[:most] for row in _facility(one, words, community)]
    return Taken(rows, is_cut=len(found) > most)


def _facility(one: Asset, words: dict[str, str], community: str) -> Iterator[dict[str, Any]]:
    """The row of a facility; equipment of kinds no list knows is left out."""
    if one.kind in words:
        yield {
            "name": one.name,
            "kind": words[one.kind],
            "code": one.code,
            "address": one.address,
            "community": community,
            "lon": "" if one.lon is None else f"{one.lon:.6f}",
            "lat": "" if one.lat is None else f"{one.lat:.6f}",
            "phone": one.phone,
            "opening_hours": one.opening_hours,
            "capacity": "" if one.capacity is None else str(one.capacity),
            "barrier_free": "" if one.barrier_free is None else ("是" if one.barrier_free else "否"),
        }


WAYS = {
    "people": people_of,
    "organisations": organisations_of,
    "vehicles": vehicles_of,
    "facilities": facilities_of,
}
