"""What a visit changes in the register. Each of these is the same when it is done twice."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from linli.kernel.people import actions as people
from linli.kernel.people import id_numbers
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import NewPerson, NewResidence, PersonRefused
from linli.kernel.people.models import Person, Residence
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.visits.entry import NotTaken, Sent

SOURCE = "visit"
KINDS = ("tenant", "occupant", "owner", "registered", "carer")


def new_person(sent: Sent, place: Place, by: Hat, now: datetime) -> int:
    """Somebody the register does not know behind this door. Whoever stands there already is not added again."""
    if sent.kind not in KINDS:
        raise NotTaken(gettext_lazy("Say in which sense they belong here: tenant, living here, owner."), "kind")
    with scope.reading(by, now=now):
        there = _there_already(sent, place)
    if there is not None:
        return there
    link = NewResidence(place.id, place.scope_id, sent.kind, sent.moment.at, source=SOURCE)
    row = NewPerson(sent.name, (link,), id_number=sent.id_number, phone=sent.phone)
    try:
        return people.add_person(row=row, by=by, now=now)
    except PersonRefused as refused:
        raise NotTaken(str(refused), "id_number" if sent.name.strip() else "name") from refused


def _there_already(sent: Sent, place: Place) -> int | None:
    """The person of this number, or without a number of this name, who has this link to the door."""
    held = Residence.objects.filter(place_id=place.id, kind=sent.kind, until__isnull=True).values_list("person_id")
    for person in Person.objects.filter(id__in=held):
        if sent.id_number and person.id_number_blind is not None:
            if bytes(person.id_number_blind) == id_numbers.id_number_index(sent.id_number):
                return person.id
        elif people_queries.person_field(person, "name") == sent.name.strip():
            return person.id
    return None
