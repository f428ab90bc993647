"""Who somebody is: masked for lists, opened only by whoever has written down why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db.models import Q

from linli.kernel.people import documents, phones
from linli.kernel.people.masking import masked_name, masked_phone
from linli.kernel.people.models import Account, Document, Mandate, Person, Residence, Subject
from linli.kernel.people.sealing import opened
from linli.plumbing import names, search
from linli.plumbing.scope import Hat

_SHOWN = ("subject_id", "name_sealed", "phone_sealed", "birth_year", "sex", "sort")
_WITH_YEAR = re.compile(r"(.*[^\d\s])(?:\s+|(?<=[^\x00-\x7f]))((?:19|20)\d\d)年?", re.ASCII)
NAMESAKES = 3_000  # of one name; among them a year of birth is looked for. A whole name has fewer in a city of millions
HITS = 1.2  # times as many as are wanted are fetched by name: some have ended


@dataclass(frozen=True, slots=True)
class PersonFace:
    """A person as a list shows them: nothing that tells one apart from a namesake beyond need."""

    id: int
    subject_id: int
    name: str
    phone: str
    birth_year: int | None
    sex: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """The reporter of a case as its page shows them. ``name`` is masked; an alias stands as it was chosen."""

    kind: str
    name: str
    phone: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """The first of those who were found, and whether there may be more of them."""

    faces: list[PersonFace]
    is_cut: bool


def find_people(typed: str, *, scope_id: int | None = None, limit: int = 20) -> list[PersonFace]:
    """Persons of the hat's divisions by whole phone or identity number, else by name or its initials.

    A year of birth behind the name (韦建国 1957) narrows the namesakes of a whole city. The walls decide whom the hat
    may find; ``scope_id`` asks for one division only.
    """
    return people_found(typed, scope_id=scope_id, limit=limit).faces


def people_found(typed: str, *, scope_id: int | None = None, limit: int = 20) -> FoundPeople:
    """The same, told whether it is all. Nothing is asked where nothing was typed."""
    is_cut = False
    if not typed.strip():
        return FoundPeople([], is_cut)
    if phones.is_mobile(typed) or phones.is_landline(typed):
        found = list(Person.objects.filter(phone_blind=phones.index(typed), until__isnull=True)[: limit + 1])
    elif with_year := _WITH_YEAR.fullmatch(typed.strip()):
        found, is_cut = _namesakes(with_year[1], int(with_year[2]), scope_id, limit + 1)
    elif _is_id_number(typed):
        found = list(Person.objects.filter(id_number_blind=documents.index(typed), until__isnull=True)[: limit + 1])
    else:
        found = _by_name(typed, scope_id, limit + 1)
    first = sorted(found, key=lambda one: (one.sort, one.id))[:limit]
    return FoundPeople([face_of(person) for person in first], is_cut or len(found) > limit)


def person_face(person_id: int) -> PersonFace | None:
    """One person, masked; None when the hat may not see them."""
    person = Person.objects.filter(id=person_id).first()
    return face_of(person) if person else None


def faces_of(person_ids: Iterable[int]) -> dict[int, PersonFace]:
    """These persons as lists show them, masked, as far as the hat sees them. One statement, none for nobody."""
    wanted = set(person_ids)
    return {one.id: face_of(one) for one in Person.objects.filter(id__in=wanted)} if wanted else {}


def person_field(person: Person, field: str) -> str:
    """The clear name, phone or identity number. For a person's own page, or after the look was written down."""
    return opened("people_person", field, person.id, getattr(person, f"{field}_sealed"))


def is_the_same(person: Person, number: str, name: str) -> bool:
    """Whether this is whom somebody means by a number; by the name where either side has no number."""
    blind = person.id_number_blind
    return bytes(blind) == documents.index(number) if number and blind else person_field(person, "name") == name


def residents_of(place_id: int, *, at: datetime, limit: int = 100) -> list[tuple[str, PersonFace]]:
    """Who has a link to a dwelling, masked, with its kind (owner, occupant, tenant, …)."""
    links = Residence.objects.filter(Q(until__isnull=True) | Q(until__gt=at), place_id=place_id, since__lte=at)
    held = list(links.select_related("person").order_by("kind", "person_id")[:limit])
    return [(link.kind, face_of(link.person)) for link in held]


def reporter_of(subject: Subject) -> Reporter:
    """The reporter's side of a case, masked. What was not left with it is the person's own, as for messages."""
    name, phone = opened("people_subject", "name", subject.id, subject.name_sealed), _own_phone(subject)
    behind = None if name and phone else subject.person_id
    person = Person.objects.filter(id=behind).first() if behind is not None else None
    if person is not None:
        name, phone = name or person_field(person, "name"), phone or person_field(person, "phone")
    shown = subject.alias if subject.kind == "alias" else masked_name(name)
    return Reporter(subject.kind, shown, masked_phone(phone), subject.person_id)


def name_of(subject: Subject) -> str:
    """The clear name a reporter gave, or their person's; empty where nobody said. Masked before it is shown."""
    own = opened("people_subject", "name", subject.id, subject.name_sealed)
    return own or _of_person(subject, "name")


def phone_of(subject: Subject) -> str:
    """The clear phone messages about a case go to: the one left with it, else the person's; or empty."""
    return _own_phone(subject) or _of_person(subject, "phone")


def own_subject(hat: Hat) -> int:
    """The subject of the account itself, which is nobody's reporter's side."""
    subject = Account.objects.values_list("subject_id", flat=True).get(id=hat.account)
    if subject is None:
        raise Account.DoesNotExist
    return subject


def mail_of(subject: Subject) -> str:
    """The clear mail address messages about a case go to; empty where none was left with it."""
    return opened("people_subject", "mail", subject.id, subject.mail_sealed)


def receipt_of(subject: Subject) -> str:
    """The receipt code for the link in a message to the reporter; empty where neither phone nor mail was left."""
    return opened("people_subject", "receipt", subject.id, subject.receipt_sealed)


def mandates_of(subject_id: int, *, at: datetime) -> list[Mandate]:
    """The running mandates the subject has given or holds, as far as the hat sees them; the newest first."""
    running = Mandate.objects.filter(since__lte=at, until__gt=at, revoked__isnull=True)
    return list(running.filter(Q(subject_id=subject_id) | Q(taker_subject_id=subject_id)).order_by("-id"))


def _own_phone(subject: Subject) -> str:
    return opened("people_subject", "phone", subject.id, subject.phone_sealed)


def _of_person(subject: Subject, field: str) -> str:
    person = Person.objects.filter(id=subject.person_id).first() if subject.person_id is not None else None
    return person_field(person, field) if person else ""


def face_of(person: Person) -> PersonFace:
    return PersonFace(
        person.id,
        person.subject_id,
        masked_name(person_field(person, "name")),
        masked_phone(person_field(person, "phone")),
        person.birth_year,
        person.sex,
    )


def _is_id_number(typed: str) -> bool:
    """Whether a whole number of a document was typed; Latin letters alone are a name or its initials."""
    return documents.guess(typed) != Document.NONE


def _by_name(typed: str, scope_id: int | None, limit: int) -> list[Person]:
    """Persons filed under every token of what was typed, then looked at: tokens may meet by chance or out of order."""
    records = names.find(typed, scope_id=scope_id, most=ceil(limit * HITS))
    found = Person.objects.filter(id__among=records, until__isnull=True).only(*_SHOWN)
    return [person for person in found if _is_called(person, typed)]


def _namesakes(name: str, year: int, scope_id: int | None, limit: int) -> tuple[list[Person], bool]:
    """Those of the name born in that year, and whether more bear the name than were looked through."""
    records = names.find(name, scope_id=scope_id, most=NAMESAKES)
    born = Person.objects.filter(id__among=records, until__isnull=True, birth_year=year).only(*_SHOWN)
    found = [person for person in born[: ceil(limit * HITS)] if _is_called(person, name)]
    return found, len(records) == NAMESAKES


def _is_called(person: Person, typed: str) -> bool:
    """Whether the typed characters stand together in the name; sounds were compared whole by their token."""
    asked = _plain(typed)
    return asked.isascii() or asked in _plain(person_field(person, "name"))


def _plain(text: str) -> str:
    return "".join(sign for sign in search.normal(text) if sign.isalnum())
