"""Putting right what is known of a person. What it was, who had said so and until when stays known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import documents
from linli.kernel.people.actions.filing import file_anew
from linli.kernel.people.actions.keeping import Was, keep_of_person
from linli.kernel.people.id_numbers import NumberWrong
from linli.kernel.people.knowledge import PERSON, ChangeRefused, checked, number_of
from linli.kernel.people.models import Document, Person
from linli.kernel.people.telling import changed_about
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

KIND = "person"


def correct_person(*, person_id: int, changes: Mapping[str, str], source: str, by: Hat, now: datetime) -> list[str]:
    """Put fields of one person right; returns which really changed. ``changes`` gives each as a text, empty for none.

    Raises ``ChangeRefused`` with the field that cannot be right, ``NotAllowed`` where the hat does not see the person.
    """
    policy.require(by, "person.correct")
    with scope.writing(by, now=now):
        return put_person_right(person_id, changes, source=source, by=by, now=now)


def put_person_right(person_id: int, changes: Mapping[str, str], *, source: str, by: Hat, now: datetime) -> list[str]:
    """A part: the fields, their history, the search tokens and the journal line."""
    scope.require_action()
    person = locked(person_id)
    wanted = _with_what_the_number_tells(person, checked(PERSON, changes))
    changed = {field: value for field, value in wanted.items() if PERSON[field].tell(person) != value}
    if not changed:
        return []
    values = [
        Was(KIND, person.id, field, PERSON[field].tell(person), person.recorded, person.source) for field in changed
    ]
    keep_of_person(person.id, values, source=source, by=by, now=now)
    columns: dict[str, Any] = {"confirmed": now}
    for field, value in changed.items():
        columns |= PERSON[field].keep(person.id, value)
    Person.objects.filter(id=person.id).update(**columns)
    if "name" in changed:
        file_anew(person.id, old=PERSON["name"].tell(person), new=changed["name"], by=by)
    payload = {"fields": sorted(changed), "source": source}
    line = journal.append(verb="person.correct", kind=KIND, record=person.id, by=by, at=now, payload=payload)
    changed_about(person.id, line=line, by=by, at=now)
    return sorted(changed)


def locked(person_id: int) -> Person:
    """A part: the running record, locked. ``NotAllowed`` where the hat does not see it."""
    person = Person.objects.select_for_update().filter(id=person_id, until__isnull=True).first()
    if person is None:
        raise NotAllowed
    return person


def _with_what_the_number_tells(person: Person, changes: dict[str, str]) -> dict[str, str]:
    """The changes with kind, birthday and sex as the number has them; refused where they contradict it."""
    number = changes.get("id_number", number_of(person))
    if not number:
        return {**changes, "document": Document.NONE} if "id_number" in changes else changes
    if not {"id_number", "document", "born", "sex"} & changes.keys():
        return changes
    document = changes.get("document", "" if "id_number" in changes else person.document)
    try:
        identity = documents.checked(number, document)
    except NumberWrong as wrong:
        raise ChangeRefused("id_number", str(wrong).replace("%", "%%")) from wrong
    born = identity.born.isoformat() if identity.born else ""
    told = {field: value for field, value in (("born", born), ("sex", identity.sex)) if value}
    for field, value in told.items():
        if changes.get(field, value) not in (value, value[:4]):
            raise ChangeRefused(field, _("The number on the document says %(value)s."), value=value)
    head = {"document": identity.document, "id_number": identity.number} if "id_number" in changes else {}
    if "document" in changes and "id_number" not in changes:
        head = {"document": identity.document}
    return {**changes, **head, **told}
