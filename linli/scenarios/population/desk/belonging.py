"""What belongs to people and doors besides the links: households in their senses, lettings, vehicles, registration."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from linli.kernel.assets.queries import VehicleFace
from linli.kernel.people.knowledge import HOUSEHOLD, LETTING
from linli.kernel.people.models import Person
from linli.kernel.people.models_homes import Letting
from linli.kernel.people.queries import HouseholdFace, PersonFace
from linli.kernel.places.models import DIVISIONS, Level, Place
from linli.kit import words
from linli.plumbing.pointers import pointer
from linli.scenarios.population.desk import saying
from linli.scenarios.population.desk.wheres import Where
from linli.scenarios.population.hand import registering

HOUSEHOLDS: Mapping[str, str | Promise] = {
    "register": pgettext_lazy("household", "Household of the booklet"),
    "living": pgettext_lazy("household", "Living together"),
}
RELATIONS: Mapping[str, str | Promise] = {
    "head": pgettext_lazy("relation", "Head of the household"),
    "spouse": pgettext_lazy("relation", "Spouse"),
    "child": pgettext_lazy("relation", "Child"),
    "grandchild": pgettext_lazy("relation", "Grandchild"),
    "parent": pgettext_lazy("relation", "Parent"),
    "grandparent": pgettext_lazy("relation", "Grandparent"),
    "sibling": pgettext_lazy("relation", "Sibling"),
    "relative": pgettext_lazy("relation", "Relative"),
    "unrelated": pgettext_lazy("relation", "Not related"),
}
VEHICLES: Mapping[str, str | Promise] = {
    "car": pgettext_lazy("vehicle", "Car"),
    "van": pgettext_lazy("vehicle", "Van"),
    "truck": pgettext_lazy("vehicle", "Truck"),
    "bus": pgettext_lazy("vehicle", "Bus"),
    "motorcycle": pgettext_lazy("vehicle", "Motorcycle"),
    "electric": pgettext_lazy("vehicle", "Electric bicycle"),
    "other": pgettext_lazy("vehicle", "Other vehicle"),
}


def registered(person: Person, *, kinds: Collection[str]) -> str:
    """Where somebody is registered, and whether that makes who lives here floating. One statement."""
    code, is_registered = person.registered_in, "registered" in kinds
    if not code:
        return _("Registered in this city") if is_registered else _("nobody has said")
    of_code = {code, *(code[:length].ljust(size, "0") for length in (6, 9, 12) for size in (length, 12))}
    found = Place.objects.filter(Q(level=Level.CITY) | Q(level__in=DIVISIONS, code__in=of_code), until__isnull=True)
    divisions = list(found.only("level", "code", "name").order_by("hi", "-lo"))
    city = next((one for one in divisions if one.level == Level.CITY), None)
    named = max((one for one in divisions if one.level != Level.CITY), key=_depth, default=city)
    if is_registered or (city is not None and city.code and code[:4] == city.code[:4]):
        place = named.name if named is not None else registering.said(code)
        return _("Registered in this city, %(place)s") % {"place": place}
    if any(kind in saying.LIVING for kind in kinds):
        return _("Floating: registered elsewhere, %(code)s") % {"code": registering.said(code)}
    return _("Registered elsewhere, %(code)s") % {"code": registering.said(code)}


def _depth(division: Place) -> int:
    return [str(level) for level in DIVISIONS].index(division.level)


def households_of(
    person_id: int, households: Sequence[HouseholdFace], named: Mapping[int, Where], now: datetime
) -> list[tuple[str, str]]:
    """The households somebody is in: in which sense, where, as what, with how many."""
    lines = []
    for one in households:
        relation = next((relation for relation, member, _since in one.members if member == person_id), "")
        place = named.get(one.household.place_id)
        since = _("since %(since)s") % {"since": words.day(one.household.since, now)}
        parts = _joined(place.label if place else "", _relation(relation), _members(one), since)
        lines.append((_household(one), parts))
    return lines


def households_at(
    households: Sequence[HouseholdFace], faces: Mapping[int, PersonFace], now: datetime
) -> list[dict[str, Any]]:
    """The households behind a door, with who is in them and who left, as far as the hat sees them."""
    return [
        {
            "at": pointer("household", one.household.id),
            "code": one.household.kind,
            "kind": _household(one),
            "count": _members(one),
            "about": _joined(
                booklet_of(one),
                _("since %(since)s") % {"since": words.day(one.household.since, now)},
                saying.source(one.household.source),
            ),
            "members": [_member(one, faces, now) for one in one.members if one[1] in faces],
            "left": [_member(one, faces, now) for one in one.left if one[1] in faces],
        }
        for one in households
    ]


def _member(member: tuple[str, int, datetime], faces: Mapping[int, PersonFace], now: datetime) -> dict[str, Any]:
    relation, person, day = member
    at = pointer("person", person)
    return {
        "at": at,
        "code": relation,
        "relation": _relation(relation),
        "name": faces[person].name,
        "href": reverse("register_person", args=[at]),
        "day": words.day(day, now),
    }


def booklet_of(one: HouseholdFace) -> str:
    """The number of the booklet, masked but for its end; empty where none is known."""
    number = HOUSEHOLD["booklet"].tell(one.household)
    return _("booklet %(number)s") % {"number": f"***{number[-4:]}"} if number else ""


def lettings(found: Sequence[Letting], faces: Mapping[int, PersonFace], now: datetime) -> list[dict[str, Any]]:
    """The registered lettings of a door: who lets it, under which number, to how many at most, until when."""
    return [
        {
            "at": pointer("letting", one.id),
            "landlord": _landlord(one, faces),
            "about": _joined(
                _("number %(number)s") % {"number": one.number} if one.number else "",
                ngettext("%(num)s tenant at most", "%(num)s tenants at most", one.most_tenants)
                % {"num": one.most_tenants}
                if one.most_tenants
                else "",
                _("since %(since)s") % {"since": words.day(one.since, now)},
                _("until %(until)s") % {"until": words.day(last_day(one.until), now)} if one.until else "",
                saying.source(one.source),
            ),
            "until": words.local(last_day(one.until)).date().isoformat() if one.until else "",
            "known": {name: known.tell(one) for name, known in LETTING.items()},
        }
        for one in found
    ]


def past_lettings(found: Sequence[Letting], faces: Mapping[int, PersonFace], now: datetime) -> list[tuple[str, str]]:
    """Lettings that ended or ran out, the latest first."""
    return [
        (_landlord(one, faces), f"{words.day(one.since, now)}–{words.day(last_day(one.until), now)}")
        for one in reversed(found)
        if one.until is not None
    ]


def last_day(until: datetime | None) -> datetime:
    """The last moment something runs: of a letting until the end of a day, that day."""
    assert until is not None
    return until - timedelta(microseconds=1)


def _landlord(one: Letting, faces: Mapping[int, PersonFace]) -> str:
    return faces[one.landlord_id].name if one.landlord_id in faces else _("a landlord who has no link to this door")


def vehicles(found: Sequence[VehicleFace], named: Mapping[int, Where], now: datetime) -> list[tuple[str, str]]:
    """Vehicles by plate, masked: what it is, where it is kept, when that was last confirmed."""
    return [
        (
            one.plate,
            _joined(
                vehicle(one.kind),
                named[one.place_id].label if one.place_id in named else "",
                _("confirmed %(day)s") % {"day": saying.confirmed(one.confirmed, now)},
            ),
        )
        for one in found
    ]


def vehicle(code: str) -> str:
    """小汽车, 货车: what sort of vehicle."""
    return str(VEHICLES.get(code, code))


def _household(one: HouseholdFace) -> str:
    return str(HOUSEHOLDS.get(one.household.kind, one.household.kind))


def _relation(code: str) -> str:
    return str(RELATIONS.get(code, code))


def _members(one: HouseholdFace) -> str:
    return ngettext("%(num)s person", "%(num)s persons", len(one.members)) % {"num": len(one.members)}


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
