"""Parts of an import of people: booklets many at once, and giving back what a list brought, as if it had never come.

Nothing that somebody else has said since is destroyed: a person another list, a visit or a login has touched stays,
and the reason says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.people.actions.correcting import put_person_right
from linli.kernel.people.knowledge import PERSON
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_homes import Household
from linli.kernel.people.sealing import booklet_index, seal_column
from linli.plumbing import bulk, ids, names, scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who stands in a booklet, and as what to its head."""

    person_id: int
    place_id: int
    scope_id: int
    booklet: str
    relation: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """The membership that was made; ``founded`` where its booklet was not known before."""

    household_id: int
    member_id: int
    founded: bool


_HOUSEHOLD = {
    "id": "bigint", "place_id": "int", "scope_id": "int", "kind": "text", "booklet_sealed": "bytea",
    "booklet_blind": "bytea", "since": "timestamptz", "confirmed": "timestamptz", "source": "text",
}  # fmt: skip
_MEMBER = {"id": "bigint", "household_id": "bigint", "person_id": "bigint", "relation": "text", "since": "timestamptz"}


def join_booklets(rows: Sequence[Joining], *, source: str, now: datetime) -> list[Joined]:
    """A part: each into the household of their booklet, which is formed where nobody knew it. Three statements."""
    scope.require_action()
    if not rows:
        return []
    blinds = {row.booklet: booklet_index(row.booklet) for row in rows}
    running = Household.objects.filter(booklet_blind__in=list(blinds.values()), until__isnull=True, kind="register")
    known = {bytes(one.booklet_blind or b""): one.id for one in running.order_by("-id")}
    first = {row.booklet: row for row in reversed(rows) if blinds[row.booklet] not in known}
    numbers = ids.reserve_many("people_household", len(first))
    sealed = seal_column("people_household", "booklet", numbers, list(first))
    formed = [
        (number, row.place_id, row.scope_id, "register", blob, blinds[row.booklet], row.since, now, source)
        for number, row, blob in zip(numbers, first.values(), sealed, strict=True)
    ]
    bulk.insert("people_household", _HOUSEHOLD, formed)
    fresh = dict(zip(first, numbers, strict=True))
    members = ids.reserve_many("people_household_member", len(rows))
    households = [fresh.get(row.booklet) or known[blinds[row.booklet]] for row in rows]
    joined = [
        (member, home, row.person_id, row.relation, row.since)
        for member, home, row in zip(members, households, rows, strict=True)
    ]
    bulk.insert("people_household_member", _MEMBER, joined)
    return [
        Joined(home, member, fresh.get(row.booklet) == home)
        for member, home, row in zip(members, households, rows, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Brought:
    """What one line of a list brought: a new person or not, links, a membership and its household; and when."""

    person_id: int
    is_new: bool
    at: datetime
    links: tuple[int, ...] = ()
    member_id: int | None = None
    household_id: int | None = None


_GONE = _("The register does not hold this person any more, or no longer for your divisions.")
_TOUCHED = _("Somebody has changed or confirmed this person since. They stay as they are now.")
_BELONGS = _("This person has come to belong to another door since. They stay.")
_ACCOUNT = _("This person has a login or a matter by now. They stay.")


def give_back(rows: Sequence[Brought]) -> list[str | Promise | None]:
    """A part: what these lines brought is gone again, or the reason why it stays, in their order."""
    scope.require_action()
    persons = {one.id: one for one in Person.objects.filter(id__in={row.person_id for row in rows})}
    links = _links_of(persons)
    brought = {link for row in rows for link in row.links}  # a person may stand in several of these lines
    reasons = [_why_it_stays(row, persons.get(row.person_id), links, brought) for row in rows]
    going = [row for row, reason in zip(rows, reasons, strict=True) if reason is None]
    newcomers = [persons[row.person_id] for row in going if row.is_new]
    kept = {one.id for one in newcomers} - _subjects_gone(newcomers)
    reasons = [_ACCOUNT if row.is_new and row.person_id in kept else why
               for row, why in zip(rows, reasons, strict=True)]  # fmt: skip
    going = [row for row, reason in zip(rows, reasons, strict=True) if reason is None]
    _unfile([row for row in going if row.links], persons, links)
    _delete(going)
    return reasons


def links_of(persons: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """A part: the links of persons who were just added. One statement."""
    found: dict[int, tuple[int, ...]] = dict.fromkeys(persons, ())
    for number, person_id in Residence.objects.filter(person_id__in=list(persons)).values_list("id", "person_id"):
        found[person_id] += (number,)
    return found


def _links_of(persons: Mapping[int, Person]) -> dict[int, list[Residence]]:
    found: dict[int, list[Residence]] = {one: [] for one in persons}
    for link in Residence.objects.filter(person_id__in=list(persons)):
        found[link.person_id].append(link)
    return found


def _why_it_stays(
    row: Brought, person: Person | None, links: Mapping[int, list[Residence]], brought: set[int]
) -> str | Promise | None:
    if person is None:
        return _GONE
    if not row.is_new:
        return None
    if person.until is not None or (person.confirmed is not None and person.confirmed > row.at):
        return _TOUCHED
    others = [one for one in links[person.id] if one.id not in brought]
    return _BELONGS if others else None


def _subjects_gone(persons: Sequence[Person]) -> set[int]:
    """Take away the own subjects of these persons; whose is in use stays, and they with it. One statement."""
    if not persons:
        return set()
    by_subject = {one.subject_id: one.id for one in persons}
    with connection.cursor() as cursor:
        cursor.execute("select * from people_forget_subjects(%s)", [list(by_subject)])
        return {by_subject[row[0]] for row in cursor.fetchall()}


def _unfile(rows: Sequence[Brought], persons: Mapping[int, Person], links: Mapping[int, list[Residence]]) -> None:
    """Nobody is found any more in a division they have no link to."""
    gone: list[tuple[int, int, str]] = []
    taken = {link for row in rows for link in row.links}
    for person_id in dict.fromkeys(row.person_id for row in rows):
        left = {one.scope_id for one in links[person_id] if one.id not in taken}
        name = PERSON["name"].tell(persons[person_id])
        going = {one.scope_id for one in links[person_id] if one.id in taken} - left
        gone += [(scope_id, person_id, name) for scope_id in sorted(going)]
    names.take_out_many(gone)


def _delete(rows: Sequence[Brought]) -> None:
    """The rows themselves, in one statement: what lets staff see a person must not go before the person."""
    told: dict[str, Any] = {
        "persons": [row.person_id for row in rows if row.is_new],
        "links": [link for row in rows for link in row.links],
        "members": [row.member_id for row in rows if row.member_id],
        "households": sorted({row.household_id for row in rows if row.household_id}),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "with gone_members as (delete from people_household_member where id = any(%(members)s) returning id),"
            " gone_homes as (delete from people_household h where h.id = any(%(households)s) and not exists ("
            "  select 1 from people_household_member m where m.household_id = h.id and not m.id = any(%(members)s))"
            "  returning id),"
            " gone_persons as (delete from people_person where id = any(%(persons)s) returning id)"
            " delete from people_residence where id = any(%(links)s)",
            told,
        )
        cursor.execute("set constraints all immediate")  # who is named elsewhere is told here, not when all is over


def put_back(
    person_id: int, was: Mapping[str, str], *, confirmed: datetime | None, source: str, by: Hat, now: datetime
) -> None:
    """A part: fields of a known person as they were before a list; their history tells both changes."""
    put_person_right(person_id, was, source=source, by=by, now=now)
    Person.objects.filter(id=person_id).update(confirmed=confirmed)
