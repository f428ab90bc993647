"""Two records that turn out to be one human being: one goes on, and nothing that hangs on the other is lost."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.correcting import KIND, locked, put_person_right
from linli.kernel.people.actions.filing import in_all_divisions, unfile
from linli.kernel.people.actions.keeping import Was, keep_of_person
from linli.kernel.people.actions.lettings import runs_at
from linli.kernel.people.actions.residences import running_links
from linli.kernel.people.knowledge import PERSON
from linli.kernel.people.merges import follow
from linli.kernel.people.models import Document, Person, Residence
from linli.kernel.people.models_homes import HouseholdMember, Letting
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing import names as filing
from linli.plumbing.scope import Hat

SOURCE = "merge"


class MergeRefused(ValueError):
    """These are not one human being, as far as anybody can tell. ``str()`` says why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__()
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


def merge_people(*, kept_id: int, gone_id: int, by: Hat, now: datetime) -> None:
    """Make one record of two; the hat must see both. What only the other knew is taken over.

    Refused where both have a number and they differ: then somebody has to put a number right first.
    """
    policy.require(by, "person.merge")
    if kept_id == gone_id:
        raise MergeRefused(_("This is the same record twice."))
    with scope.writing(by, now=now):
        both = {number: locked(number) for number in sorted((kept_id, gone_id))}  # in one order, so that none waits
        kept, gone = both[kept_id], both[gone_id]
        _check(kept, gone)
        with in_all_divisions(kept.id, gone.id, by=by):  # links and households of other communities go over as well
            _take_over_links(kept, gone, by, now)
            _take_over_dwellings(kept, gone, now)
            follow(kept=kept, gone=gone, by=by, now=now)
        _take_over_facts(kept, gone, by, now)
        unfile(gone.id, name=PERSON["name"].tell(gone), by=by)
        was = Was(KIND, gone.id, "merged_into", "", gone.recorded, gone.source)
        keep_of_person(gone.id, [was], source=SOURCE, by=by, now=now)
        Person.objects.filter(id=gone.id).update(merged_into=kept.id, until=now)
        with connection.cursor() as cursor:
            cursor.execute("select people_bring_over(%s)", [gone.id])
        payload = {"gone": gone.id}
        journal.append(verb="person.merge", kind=KIND, record=kept.id, by=by, at=now, payload=payload)


def _check(kept: Person, gone: Person) -> None:
    numbers = {PERSON["id_number"].tell(one) for one in (kept, gone)} - {""}
    if len(numbers) > 1 and kept.document == gone.document:
        raise MergeRefused(_("These two have different numbers of the same document. Put the wrong one right first."))
    for field in ("born", "sex"):
        told = {PERSON[field].tell(one) for one in (kept, gone)} - {""}
        years = {value[:4] for value in told}
        if len(years) > 1:
            raise MergeRefused(_("Birthday or sex of these two differ. Put the wrong one right first."))


_LINK = {
    "id": "bigint", "person_id": "bigint", "subject_id": "bigint", "place_id": "int", "scope_id": "int",
    "kind": "text", "since": "timestamptz", "source": "text", "confirmed": "timestamptz",
}  # fmt: skip


def _take_over_links(kept: Person, gone: Person, by: Hat, now: datetime) -> None:
    """The running links go over with their dates; those both have stand once, since the earlier day."""
    held = {(one.place_id, one.kind) for one in running_links(now).filter(person_id=kept.id)}
    links = list(running_links(now).filter(person_id=gone.id).order_by("id"))
    fresh = [one for one in links if (one.place_id, one.kind) not in held]
    filed = set(Residence.objects.filter(person_id=kept.id).values_list("scope_id", flat=True))
    bulk.insert(
        "people_residence",
        _LINK,
        [
            (number, kept.id, kept.subject_id, one.place_id, one.scope_id, one.kind, one.since, one.source,
             one.confirmed or one.since)
            for number, one in zip(ids.reserve_many("people_residence", len(fresh)), fresh, strict=True)
        ],
    )  # fmt: skip
    name = PERSON["name"].tell(kept)
    filing.file_many((division, kept.id, name) for division in {one.scope_id for one in fresh} - filed)
    values = [Was("residence", one.id, "until", "", one.since, one.source) for one in links]
    keep_of_person(gone.id, values, source=SOURCE, by=by, now=now)
    Residence.objects.filter(id__in=[one.id for one in links]).update(until=now)


def _take_over_dwellings(kept: Person, gone: Person, now: datetime) -> None:
    """Memberships and lettings go over, except where the other record has the same already: then they end."""
    own = HouseholdMember.objects.filter(person_id=kept.id, until__isnull=True).values_list("household_id", flat=True)
    inside = HouseholdMember.objects.filter(person_id=gone.id, until__isnull=True)
    inside.filter(household_id__in=list(own)).update(until=now)
    inside.update(person_id=kept.id)
    let = Letting.objects.filter(runs_at(now), landlord_id=kept.id).values_list("place_id", flat=True)
    lettings = Letting.objects.filter(runs_at(now), landlord_id=gone.id)
    lettings.filter(place_id__in=list(let)).update(until=now)
    lettings.update(landlord_id=kept.id, subject_id=kept.subject_id)


def _take_over_facts(kept: Person, gone: Person, by: Hat, now: datetime) -> None:
    """What is known of the one and not of the other."""
    missing = {
        field: PERSON[field].tell(gone)
        for field in PERSON
        if PERSON[field].tell(kept) in ("", Document.NONE) and PERSON[field].tell(gone) not in ("", Document.NONE)
    }
    if missing:
        put_person_right(kept.id, missing, source=SOURCE, by=by, now=now)
