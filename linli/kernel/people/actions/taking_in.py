"""Parts of an import of people: giving back what a list brought, as if it had never come.

Nothing that somebody else has said since is destroyed: a person another list, a visit or a login has touched stays,
and the reason says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.people.actions.booklets import Joined, are_as_left, reopen
from linli.kernel.people.actions.correcting import put_person_right
from linli.kernel.people.knowledge import PERSON
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_homes import HouseholdMember
from linli.plumbing import names, scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Brought:
    """What one line of a list brought: a new person or not, links, what it did to booklets; and when.

    ``was`` are fields of a known person as they were before, ``confirmed`` when they were last known true then. One
    from ``elsewhere`` is seen here only through what the list brought.
    """

    person_id: int
    is_new: bool
    at: datetime
    links: tuple[int, ...] = ()
    booklets: Joined = field(default_factory=Joined)
    was: Mapping[str, str] = field(default_factory=dict)
    confirmed: datetime | None = None
    elsewhere: bool = False


_GONE = _("The register does not hold this person any more, or no longer for your divisions.")
_TOUCHED = _("Somebody has changed or confirmed this person since. They stay as they are now.")
_BELONGS = _("This person has come to belong to another door since. They stay.")
_ACCOUNT = _("This person has a login or a matter by now. They stay.")


def give_back(rows: Sequence[Brought], *, source: str, by: Hat, now: datetime) -> list[str | Promise | None]:
    """A part: what these lines brought is gone again, or the reason why it stays, in their order.

    Fields are put back first: with the link a list brought, the person may go out of sight.
    """
    scope.require_action()
    persons = {one.id: one for one in Person.objects.filter(id__in={row.person_id for row in rows})}
    links = _links_of(persons)
    brought = {link for row in rows for link in row.links}  # a person may stand in several of these lines
    joined = _joined_since(rows)
    reasons = [_why_it_stays(row, persons.get(row.person_id), links, brought, joined) for row in rows]
    going = [row for row, reason in zip(rows, reasons, strict=True) if reason is None]
    newcomers = [persons[row.person_id] for row in going if row.is_new]
    kept = {one.id for one in newcomers} - _subjects_gone(newcomers)
    reasons = [_ACCOUNT if row.is_new and row.person_id in kept else why
               for row, why in zip(rows, reasons, strict=True)]  # fmt: skip
    going = [row for row, reason in zip(rows, reasons, strict=True) if reason is None]
    if changed := [row for row in going if row.was]:
        _put_back(changed, source=source, by=by, now=now)
        persons = {one.id: one for one in Person.objects.filter(id__in=list(persons))}
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
    row: Brought,
    person: Person | None,
    links: Mapping[int, list[Residence]],
    brought: set[int],
    joined: Collection[int],
) -> str | Promise | None:
    if person is None:
        return _GONE
    if row.booklets.left and not are_as_left(row.booklets.members):
        return _TOUCHED
    if row.elsewhere:
        own = [one for one in links[person.id] if one.id in row.links]
        is_touched = any(one.until is not None or (one.confirmed or row.at) > row.at for one in own)
        return _TOUCHED if is_touched or person.id in joined else None
    if not row.is_new:
        return None
    if person.until is not None or (person.confirmed is not None and person.confirmed > row.at):
        return _TOUCHED
    others = [one for one in links[person.id] if one.id not in brought]
    return _BELONGS if others else None


def _joined_since(rows: Sequence[Brought]) -> set[int]:
    """Those from elsewhere who stand in a household of these divisions that no list has put them in. One statement."""
    linked = {row.person_id for row in rows if row.elsewhere}
    brought = {member for row in rows for member in row.booklets.members}
    if not linked:
        return set()
    members = HouseholdMember.objects.filter(person_id__in=linked, until__isnull=True).exclude(id__in=brought)
    return set(members.values_list("person_id", flat=True))


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
        "members": [member for row in rows for member in row.booklets.members],
        "households": [household for row in rows for household in row.booklets.households],
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
        cursor.execute("set constraints all deferred")
    reopen([one for row in rows for one in row.booklets.left], [one for row in rows for one in row.booklets.ended])


def _put_back(rows: Sequence[Brought], *, source: str, by: Hat, now: datetime) -> None:
    """Fields of known persons as they were before a list; their history tells both changes."""
    for row in rows:
        held = Person.objects.values_list("confirmed", flat=True).get(id=row.person_id)
        put_person_right(row.person_id, row.was, source=source, by=by, now=now)
        # Who has said since that the rest is true has said it still.
        Person.objects.filter(id=row.person_id).update(confirmed=row.confirmed if held == row.at else held)
