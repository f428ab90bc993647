"""Adding persons with their links to dwellings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import documents, person_names, phones
from linli.kernel.people.id_numbers import NumberWrong
from linli.kernel.people.person_names import NameWrong
from linli.kernel.people.sealing import seal_column
from linli.kernel.people.telling import changed_in
from linli.plumbing import bulk, ids, names, policy, scope, search
from linli.plumbing.scope import Hat

SORT_LENGTH = 80


class PersonRefused(ValueError):
    """A person cannot be added. ``row`` counts from 0; the sentence says what is wrong with it."""

    def __init__(self, row: int, sentence: str | Promise) -> None:
        super().__init__(row)
        self.row, self.sentence = row, sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class NewResidence:
    """A link to a dwelling; without a dwelling ``place_id`` is the community or the city.

    ``confirmed`` is when it was last known true; without it, now.
    """

    place_id: int
    scope_id: int
    kind: str
    since: datetime
    source: str = ""
    confirmed: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to add. At least one link is needed: through it staff may see the person.

    ``document`` is a kind of :class:`Document`; without it the kind is guessed from the number, as are birthday and
    sex where the number tells them. ``source`` says who told us.
    """

    name: str
    residences: tuple[NewResidence, ...]
    id_number: str = ""
    phone: str = ""
    birth_year: int | None = None
    sex: str = ""
    document: str = ""
    born: date | None = None
    registered_in: str = ""
    source: str = ""
    confirmed: datetime | None = None
    died: date | None = None


def add_person(*, row: NewPerson, by: Hat, now: datetime) -> int:
    """Add one person; returns their id."""
    return add_people_many(rows=[row], by=by, now=now)[0]


def add_people_many(*, rows: Sequence[NewPerson], by: Hat, now: datetime) -> list[int]:
    """Add persons, each with a subject of their own; returns their ids in order. One transaction.

    Raises ``PersonRefused`` for the first row that cannot be right; then nobody is added.
    """
    policy.require(by, "person.add")
    if not rows:
        return []
    with scope.writing(by, now=now):
        return write_people(rows, by=by, now=now)


def write_people(rows: Sequence[NewPerson], *, by: Hat, now: datetime) -> list[int]:
    """A part: persons, links, subjects, search tokens and the journal line."""
    scope.require_action()
    persons = [_checked(index, row) for index, row in enumerate(rows)]
    numbers = ids.reserve_many("people_person", len(persons))
    subjects = ids.reserve_many("people_subject", len(persons))
    _link(persons, numbers, subjects, now)  # first: they are what lets staff write the person
    _write(persons, numbers, subjects, now)
    bulk.insert(
        "people_subject",
        {"id": "bigint", "person_id": "bigint", "kind": "text", "alias": "text"},
        [(subject, number, "named", "") for subject, number in zip(subjects, numbers, strict=True)],
    )
    _file(persons, numbers)
    payload = {"persons": ids.spans(numbers)}
    line = journal.append(verb="person.add", kind="person", record=numbers[0], by=by, at=now, payload=payload)
    changed_in({link.scope_id for person in persons for link in person.residences}, line=line, by=by, at=now)
    return numbers


def _checked(index: int, row: NewPerson) -> NewPerson:
    """The row with its name and numbers tidied; birthday and sex are taken from the number where it tells them."""
    if not row.residences:
        raise PersonRefused(index, _("Say where this person belongs: a dwelling, a community or the city."))
    try:
        name = person_names.checked(row.name)
        identity = documents.checked(row.id_number, row.document) if row.id_number else documents.NOBODY
    except (NameWrong, NumberWrong) as wrong:
        raise PersonRefused(index, str(wrong)) from wrong
    born = row.born or identity.born
    if identity.born and born != identity.born:
        raise PersonRefused(index, _("The date of birth is not the one the number on the document tells."))
    return replace(
        row,
        name=name,
        id_number=identity.number,
        document=identity.document,
        phone=phones.tidy(row.phone),
        born=None if identity.born else born,
        birth_year=born.year if born else row.birth_year,
        sex=identity.sex or row.sex,
    )


def _link(persons: Sequence[NewPerson], numbers: Sequence[int], subjects: Sequence[int], now: datetime) -> None:
    columns = {
        "person_id": "bigint",
        "subject_id": "bigint",
        "place_id": "int",
        "scope_id": "int",
        "kind": "text",
        "since": "timestamptz",
        "source": "text",
        "confirmed": "timestamptz",
    }
    rows = [
        (number, subject, link.place_id, link.scope_id, link.kind, link.since, link.source, link.confirmed or now)
        for person, number, subject in zip(persons, numbers, subjects, strict=True)
        for link in person.residences
    ]
    bulk.insert("people_residence", columns, rows)


_COLUMNS = {
    "id": "bigint",
    "subject_id": "bigint",
    "name_sealed": "bytea",
    "sort": "text",
    "id_number_sealed": "bytea",
    "id_number_blind": "bytea",
    "phone_sealed": "bytea",
    "phone_blind": "bytea",
    "birth_year": "smallint",
    "sex": "text",
    "document": "text",
    "born_sealed": "bytea",
    "registered_in": "text",
    "source": "text",
    "confirmed": "timestamptz",
    "died": "date",
}


def _write(persons: Sequence[NewPerson], numbers: Sequence[int], subjects: Sequence[int], now: datetime) -> None:
    def sealed(column: str, values: list[str]) -> list[bytes | None]:
        return seal_column("people_person", column, numbers, values)

    columns = (
        numbers,
        subjects,
        sealed("name", [person.name for person in persons]),
        [search.sort_key(person.name, person=True)[:SORT_LENGTH] for person in persons],
        sealed("id_number", [person.id_number for person in persons]),
        [documents.index(person.id_number) if person.id_number else None for person in persons],
        sealed("phone", [person.phone for person in persons]),
        [phones.index(person.phone) if person.phone else None for person in persons],
        [person.birth_year for person in persons],
        [person.sex for person in persons],
        [person.document for person in persons],
        sealed("born", [person.born.isoformat() if person.born else "" for person in persons]),
        [person.registered_in for person in persons],
        [person.source for person in persons],
        [person.confirmed or now for person in persons],
        [person.died for person in persons],
    )
    bulk.insert("people_person", _COLUMNS, list(zip(*columns, strict=True)))


def _file(persons: Sequence[NewPerson], numbers: Sequence[int]) -> None:
    """File every person under the keyed tokens of their name, in every division they have a link to."""
    names.file_many(
        (scope_id, number, person.name)
        for person, number in zip(persons, numbers, strict=True)
        for scope_id in {link.scope_id for link in person.residences}
    )
