"""Which other records may be about the same human being: for whoever makes one of two."""

from __future__ import annotations

from django.db.models import Q

from linli.kernel.people.models import Person
from linli.kernel.people.queries.known import same_name
from linli.kernel.people.queries.persons import PersonFace, face_of, person_field
from linli.plumbing import names

NAMESAKES = 300  # looked through at the most


def twins_of(person: Person, *, limit: int) -> list[PersonFace]:
    """Records the hat sees with the same number, or of the same name where neither year nor number says otherwise.

    Two statements.
    """
    name = person_field(person, "name")
    alike = Q(id__among=names.find(name, scope_id=None, most=NAMESAKES))
    if person.birth_year:
        alike &= Q(birth_year=person.birth_year) | Q(birth_year__isnull=True)
    if person.id_number_blind is not None:
        alike |= Q(id_number_blind=person.id_number_blind)
    found = Person.objects.filter(alike, until__isnull=True).exclude(id=person.id).order_by("id")
    return [face_of(one) for one in found if _may_be(one, person, name)][:limit]


def _may_be(one: Person, other: Person, name: str) -> bool:
    if one.id_number_blind is not None and other.id_number_blind is not None:
        if bytes(one.id_number_blind) == bytes(other.id_number_blind):
            return True
        if one.document == other.document:
            return False
    return same_name(person_field(one, "name"), name)
