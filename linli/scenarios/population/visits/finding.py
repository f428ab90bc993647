"""What a visit changes in the register. Each of these is the same when it is done twice.

Who moves out is registered where they were and owns what they owned: registration, residence and ownership are three
things, and a visit ends only the second.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from linli.kernel.people import actions as people
from linli.kernel.people import documents
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import ChangeRefused, DwellingRefused, LinkRefused, NewPerson, NewResidence
from linli.kernel.people.actions import PersonRefused as Refused
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_homes import Occupancy
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kit import words
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality import saying as quality
from linli.scenarios.population.quality.confirming import confirm_many
from linli.scenarios.population.quality.queries import ruled_at
from linli.scenarios.population.visits.entry import NotTaken, Sent

SOURCE = "visit"
ASKED = ("id_number", "phone")  # what rules may ask of somebody new beside name and sense
KINDS = ("tenant", "occupant", "owner", "registered", "carer")
LIVING = ("tenant", "occupant", "carer", "guardian")
STATES = tuple(one.value for one in Occupancy if one != Occupancy.UNKNOWN)


def all_as_it_was(sent: Sent, place: Place, by: Hat, now: datetime) -> None:
    """Everybody who belongs to the door still does, and what is known of it still holds, as of that moment."""
    with scope.reading(by, now=now):
        links = list(_running(place, now).values_list("id", flat=True))
    confirm_many(residences=links, dwellings=[place.id], source=SOURCE, by=by, now=sent.moment.at)


def moved_out(sent: Sent, place: Place, by: Hat, now: datetime) -> int:
    """Somebody lives here no more, since a day or since now."""
    person = _somebody(sent)
    with scope.reading(by, now=now):
        links = list(_running(place, now).filter(person_id=person, kind__in=LIVING).values_list("id", flat=True))
    until = _day_of(sent)
    for link in links:
        _or_say(partial(people.end_residence, residence_id=link, until=until, source=SOURCE, by=by, now=now))
    return person


def died(sent: Sent, place: Place, by: Hat, now: datetime) -> int:
    """Somebody has died; they live here no more, and the register says so of the person."""
    person = _somebody(sent)
    day = sent.day or words.local(sent.moment.at).date()
    with scope.reading(by, now=now):
        known = Person.objects.filter(id=person, until__isnull=True).first()
    if known is not None and known.died is None:
        changes = {"died": day.isoformat()}
        _or_say(lambda: people.correct_person(person_id=person, changes=changes, source=SOURCE, by=by, now=now))
    return moved_out(sent, place, by, now)


def lived_in(sent: Sent, place: Place, by: Hat, now: datetime) -> None:
    """How the dwelling is lived in, as whoever opened the door declared it."""
    if sent.state not in STATES:
        raise NotTaken(gettext_lazy("Choose how the dwelling is lived in."), "state")
    _or_say(lambda: people.declare_occupancy(place_id=place.id, state=sent.state, source=SOURCE, by=by, now=now))


def new_person(sent: Sent, place: Place, by: Hat, now: datetime) -> int:
    """Somebody the register does not know behind this door. Whoever stands there already is not added again, and

    whoever is known in the worker's communities by this number is linked to the door as well.
    """
    if sent.kind not in KINDS:
        raise NotTaken(gettext_lazy("Say in which sense they belong here: tenant, living here, owner."), "kind")
    with scope.reading(by, now=now):
        there = _there_already(sent, place)
        known = _known(sent.id_number)
        missing = _missing(sent, place, now) if there is None and known is None else ""
    if there is not None:
        return there
    if missing:
        said = gettext_lazy("The rules of this community ask for it: %(field)s.")
        raise NotTaken(str(said) % {"field": quality.field(records.PERSON, missing)}, missing)
    link = NewResidence(place.id, place.scope_id, sent.kind, sent.moment.at, source=SOURCE)
    if known is not None:
        _or_say(lambda: people.add_residence(person_id=known, row=link, by=by, now=now))
        return known
    row = NewPerson(sent.name, (link,), id_number=sent.id_number, phone=sent.phone, source=SOURCE)
    try:
        return people.add_person(row=row, by=by, now=now)
    except Refused as refused:
        raise NotTaken(str(refused), "id_number" if sent.name.strip() else "name") from refused


def _or_say(do: Callable[[], object]) -> None:
    """Do it, or say at the day's field why it cannot be."""
    try:
        do()
    except (LinkRefused, ChangeRefused, DwellingRefused) as refused:
        raise NotTaken(str(refused), "day") from refused


def _somebody(sent: Sent) -> int:
    if sent.person is None:
        raise NotTaken(gettext_lazy("Say whom it is about."))
    return sent.person


def _day_of(sent: Sent) -> datetime | None:
    """The end of a link on the day that was said, in the city's time; now where none was said or it is today."""
    today = words.local(sent.moment.at).date()
    if sent.day is None or sent.day == today:
        return None
    return datetime.combine(sent.day, time(), words.city_zone())


def _running(place: Place, now: datetime) -> QuerySet[Residence]:
    return Residence.objects.filter(Q(until__isnull=True) | Q(until__gt=now), place_id=place.id)


def _known(id_number: str) -> int | None:
    """The person of this number whom the worker may see."""
    if not id_number.strip():
        return None
    same = Person.objects.filter(id_number_blind=documents.index(id_number), until__isnull=True)
    return same.values_list("id", flat=True).first()


def _missing(sent: Sent, place: Place, now: datetime) -> str:
    """What the rules of the community require of whoever is written down anew, and was not said."""
    required = ruled_at(places.path(place.id), at=now).required(records.PERSON)
    return next((name for name in ASKED if name in required and not getattr(sent, name).strip()), "")


def _there_already(sent: Sent, place: Place) -> int | None:
    """The person of this number, or without a number of this name, who has this link to the door."""
    held = Residence.objects.filter(place_id=place.id, kind=sent.kind, until__isnull=True).values_list("person_id")
    for person in Person.objects.filter(id__in=held):
        if sent.id_number.strip() and person.id_number_blind is not None:
            if bytes(person.id_number_blind) == documents.index(sent.id_number):
                return person.id
        elif people_queries.person_field(person, "name") == sent.name.strip():
            return person.id
    return None
