"""Links of persons to dwellings: begun, ended, said to be still true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people import documents
from linli.kernel.people.actions.adding import NewResidence
from linli.kernel.people.actions.correcting import locked, put_person_right
from linli.kernel.people.actions.keeping import Was, keep_of_person
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.queries import KnownElsewhere, known_elsewhere, person_field, same_name
from linli.kernel.people.telling import changed_in
from linli.kernel.places.models import Place
from linli.kernel.rights.actions import tell_look
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing import names as filing
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


class LinkRefused(ValueError):
    """A link cannot begin or end like this. ``str()`` says why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NumberOfAnother(LinkRefused):
    """The register has the number under another name; ``person_id`` is whose it is, for the journal alone."""

    def __init__(self, person_id: int) -> None:
        super().__init__(OTHER_NAME)
        self.person_id = person_id


OTHER_NAME = _("The register has this number under another name. Compare both with the document.")
LIVING = ("occupant", "tenant", "carer", "guardian")  # who goes when somebody moves out; owning and registration stay
_COLUMNS = {
    "id": "bigint",
    "person_id": "bigint",
    "subject_id": "bigint",
    "place_id": "int",
    "scope_id": "int",
    "kind": "text",
    "since": "timestamptz",
    "source": "text",
    "confirmed": "timestamptz",
}


def add_residence(*, person_id: int, row: NewResidence, by: Hat, now: datetime) -> int:
    """Link a known person to one more dwelling; returns the link's id. The same running link is refused."""
    policy.require(by, "person.correct")
    with scope.writing(by, now=now):
        return link_person(person_id, row, by=by, now=now)


def link_person(person_id: int, row: NewResidence, *, by: Hat, now: datetime) -> int:
    """A part: one more link, and the person's name among the search tokens of its division."""
    scope.require_action()
    person = locked(person_id)
    if running_links(now).filter(person_id=person_id, place_id=row.place_id, kind=row.kind).exists():
        raise LinkRefused(_("This person is linked to this dwelling in this way already."))
    is_filed = Residence.objects.filter(person_id=person_id, scope_id=row.scope_id).exists()
    number = _begin(person.id, person.subject_id, row, now)
    if not is_filed:
        filing.file_many([(row.scope_id, person.id, person_field(person, "name"))])
    _tell_begun(number, person.id, row, by, now)
    return number


def add_residence_from_elsewhere(*, found: KnownElsewhere, name: str, row: NewResidence, by: Hat, now: datetime) -> int:
    """Link somebody whom the register of another community holds, if this is their name; returns the link's id.

    Under another name it is refused, and the journal keeps that the number was tried.
    """
    policy.require(by, "person.add")
    with scope.writing(by, now=now):
        if found.is_called(name):
            return link_from_elsewhere(found, row, by=by, now=now)
        note_mistakes([found.id], by=by, now=now)
    raise NumberOfAnother(found.id)


def note_mistakes(person_ids: Sequence[int], *, by: Hat, now: datetime) -> None:
    """A part: that numbers of these persons were tried under other names."""
    lines = [journal.Doing("person.mistake", "person", one, {}) for one in person_ids]
    journal.append_many(lines, by=by, at=now)


def link_by_number(number: str, row: NewResidence, *, name: str, by: Hat, now: datetime) -> int | None:
    """A part: one more link of whoever the register holds under this number, in whatever community.

    None where it holds nobody. Raises ``LinkRefused`` where they are called otherwise.
    """
    scope.require_action()
    here = Person.objects.filter(id_number_blind=documents.index(number), until__isnull=True).first()
    if here is not None:
        if not same_name(person_field(here, "name"), name):
            raise NumberOfAnother(here.id)
        return link_person(here.id, row, by=by, now=now)
    found = known_elsewhere([number]).get(number)
    if found is None:
        return None
    if not found.is_called(name):
        raise NumberOfAnother(found.id)
    return link_from_elsewhere(found, row, by=by, now=now)


def link_from_elsewhere(found: KnownElsewhere, row: NewResidence, *, by: Hat, now: datetime) -> int:
    """A part: the first link into these divisions of somebody another community's register holds.

    The link comes first: it is what lets the hat see the person. They read that somebody has looked at their page.
    """
    scope.require_action()
    number = _begin(found.id, found.subject_id, row, now)
    person = locked(found.id)
    others = Residence.objects.filter(person_id=person.id).exclude(id=number)  # of a desk that was quicker
    if others.filter(place_id=row.place_id, kind=row.kind, until__isnull=True).exists():
        raise LinkRefused(_("This person is linked to this dwelling in this way already."))
    if not others.filter(scope_id=row.scope_id).exists():
        filing.file_many([(row.scope_id, person.id, person_field(person, "name"))])
    _tell_begun(number, person.id, row, by, now)
    line = journal.append(verb="person.read", kind="person", record=person.id, by=by, at=now)
    tell_look("people_person", [person.id], line=line, verb="person.read", by=by, at=now)
    return number


def _begin(person_id: int, subject_id: int, row: NewResidence, now: datetime) -> int:
    place = Place.objects.filter(id=row.place_id, until__isnull=True).only("scope_id").first()
    if place is None or place.scope_id not in (row.scope_id, 0):
        raise LinkRefused(_("This dwelling is not known any more. Look it up again."))
    number = ids.reserve("people_residence")
    told = (row.since, row.source, row.confirmed or now)
    bulk.insert(
        "people_residence",
        _COLUMNS,
        [(number, person_id, subject_id, row.place_id, row.scope_id, row.kind, *told)],
    )
    return number


def _tell_begun(number: int, person_id: int, row: NewResidence, by: Hat, now: datetime) -> None:
    payload = {"residence": number, "kind": row.kind}
    line = journal.append(verb="residence.add", kind="person", record=person_id, by=by, at=now, payload=payload)
    changed_in([row.scope_id], line=line, by=by, at=now)


def end_residence(*, residence_id: int, until: datetime | None = None, source: str, by: Hat, now: datetime) -> None:
    """End a link, now or on the day it ended. Raises ``LinkRefused`` for a day before it began or still to come."""
    policy.require(by, "person.correct")
    with scope.writing(by, now=now):
        end_link(residence_id, until=until, source=source, by=by, now=now)


def end_link(residence_id: int, *, until: datetime | None = None, source: str, by: Hat, now: datetime) -> None:
    """A part: the end of one running link, with its history and its line in the journal."""
    scope.require_action()
    link = Residence.objects.select_for_update(of=("self",)).filter(id=residence_id).first()
    if link is None:
        raise NotAllowed
    if link.until is not None and link.until <= now:
        raise LinkRefused(_("This link has ended already."))
    ended = until or now
    if ended < link.since or ended > now:
        raise LinkRefused(_("The end lies before the beginning or in the future."))
    was = Was("residence", link.id, "until", link.until.isoformat() if link.until else "", link.since, link.source)
    keep_of_person(link.person_id, [was], source=source, by=by, now=now)
    Residence.objects.filter(id=link.id).update(until=ended)
    payload = {"residence": link.id, "source": source}
    line = journal.append(verb="residence.end", kind="person", record=link.person_id, by=by, at=now, payload=payload)
    changed_in([link.scope_id], line=line, by=by, at=now)


def move_person(*, person_id: int, row: NewResidence, leaves: Sequence[int] = (), by: Hat, now: datetime) -> int:
    """Link somebody to another dwelling and end the links they leave on the same day; returns the new link's id.

    One transaction: who moves is never without a door, nor behind two because the second half was refused.
    """
    policy.require(by, "person.correct")
    with scope.writing(by, now=now):
        number = link_person(person_id, row, by=by, now=now)
        for link in sorted(leaves):
            end_link(link, until=row.since, source=row.source, by=by, now=now)
    return number


def note_death(*, person_id: int, day: date, until: datetime, source: str, by: Hat, now: datetime) -> None:
    """Somebody has died: the record says so, and they live behind no door any more. What they own and where they are

    registered ends by its own papers. Said again, it changes nothing.
    """
    policy.require(by, "person.correct")
    if until > now:
        raise LinkRefused(_("The end lies before the beginning or in the future."))
    with scope.writing(by, now=now):
        if locked(person_id).died is None:
            put_person_right(person_id, {"died": day.isoformat()}, source=source, by=by, now=now)
        for link in running_links(now).filter(person_id=person_id, kind__in=LIVING).order_by("id"):
            end_link(link.id, until=min(max(until, link.since), now), source=source, by=by, now=now)


def confirm_residences_many(*, residence_ids: Sequence[int], by: Hat, now: datetime) -> int:
    """Say of links that they are still true, many at once; returns how many. What has ended or is not seen is left."""
    policy.require(by, "person.confirm")
    with scope.writing(by, now=now):
        return confirm_links(residence_ids, by=by, now=now)


def confirm_links(residence_ids: Sequence[int], *, by: Hat, now: datetime) -> int:
    """A part: links and their persons are known true as of now. A later confirmation is never set back."""
    scope.require_action()
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_residence set confirmed = %s where id = any(%s) and (until is null or until > %s)"
            " and (confirmed is null or confirmed < %s) returning id, person_id, scope_id",
            [now, list(residence_ids), now, now],
        )
        done = sorted(cursor.fetchall())
    if done:
        persons = sorted({person for _link, person, _scope in done})
        earlier = Q(confirmed__isnull=True) | Q(confirmed__lt=now)
        Person.objects.filter(earlier, id__in=persons).update(confirmed=now)
        payload = {"residences": [link for link, _person, _scope in done]}
        line = journal.append(
            verb="residence.confirm", kind="person", record=persons[0], by=by, at=now, payload=payload
        )
        changed_in({scope_id for _link, _person, scope_id in done}, line=line, by=by, at=now)
    return len(done)


def running_links(now: datetime) -> QuerySet[Residence]:
    """Links that have not ended."""
    return Residence.objects.filter(Q(until__isnull=True) | Q(until__gt=now))
