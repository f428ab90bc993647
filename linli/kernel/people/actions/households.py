"""Households: of the register (户籍户) by their booklet, and of people who live together (家庭户)."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.actions.keeping import Was, keep_of_place
from linli.kernel.people.id_numbers import tidy
from linli.kernel.people.models_homes import Household, HouseholdMember, Relation
from linli.kernel.people.sealing import booklet_index, seal_column
from linli.kernel.places.queries import scopes_of
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

KIND = "household"


class HouseholdRefused(ValueError):
    """A household cannot be formed or changed like this. ``row`` counts from 0 where there are several."""

    def __init__(self, sentence: str | Promise, *, row: int = 0) -> None:
        super().__init__(row)
        self.row, self.sentence = row, sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody in a household and what they are to its head."""

    person_id: int
    relation: str


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household to form: ``register`` with its booklet number where known, or ``living``. Exactly one head."""

    kind: str
    place_id: int
    members: tuple[NewMember, ...]
    since: datetime
    source: str
    booklet: str = ""


_COLUMNS = {
    "id": "bigint",
    "place_id": "int",
    "scope_id": "int",
    "kind": "text",
    "booklet_sealed": "bytea",
    "booklet_blind": "bytea",
    "since": "timestamptz",
    "confirmed": "timestamptz",
    "source": "text",
}
_OF_MEMBER = {"household_id": "bigint", "person_id": "bigint", "relation": "text", "since": "timestamptz"}


def form_household(*, row: NewHousehold, by: Hat, now: datetime) -> int:
    """Form one household; returns its id."""
    return form_households_many(rows=[row], by=by, now=now)[0]


def form_households_many(*, rows: Sequence[NewHousehold], by: Hat, now: datetime) -> list[int]:
    """Form households; returns their ids in order. One transaction.

    Raises ``HouseholdRefused`` for the first that cannot be; then none is formed.
    """
    policy.require(by, "household.form")
    if not rows:
        return []
    with scope.writing(by, now=now):
        scopes = scopes_of({row.place_id for row in rows})
        known = _known({member.person_id for row in rows for member in row.members})
        for number, row in enumerate(rows):
            _check(number, row, scopes.keys(), known)
        numbers = ids.reserve_many("people_household", len(rows))
        booklets = [tidy(row.booklet) for row in rows]
        columns = (
            numbers,
            [row.place_id for row in rows],
            [scopes[row.place_id] for row in rows],
            [row.kind for row in rows],
            seal_column("people_household", "booklet", numbers, booklets),
            [booklet_index(booklet) if booklet else None for booklet in booklets],
            [row.since for row in rows],
            [now] * len(rows),
            [row.source for row in rows],
        )
        bulk.insert("people_household", _COLUMNS, list(zip(*columns, strict=True)))
        members = [
            (number, member.person_id, member.relation, row.since)
            for number, row in zip(numbers, rows, strict=True)
            for member in row.members
        ]
        bulk.insert("people_household_member", _OF_MEMBER, members)
        payload = {"households": ids.spans(numbers)}
        journal.append(verb="household.form", kind=KIND, record=numbers[0], by=by, at=now, payload=payload)
    return numbers


def join_household(*, household_id: int, member: NewMember, by: Hat, now: datetime) -> None:
    """Somebody joins a household. A new head takes over: who was head becomes a relative until somebody says more."""
    policy.require(by, "household.form")
    with scope.writing(by, now=now):
        household = _locked(household_id)
        if member.relation not in Relation.values:
            raise HouseholdRefused(_RELATION)
        if not _known({member.person_id}):
            raise HouseholdRefused(_MEMBER)
        running = HouseholdMember.objects.filter(household_id=household_id, until__isnull=True)
        if running.filter(person_id=member.person_id).exists():
            raise HouseholdRefused(_("This person is in the household already."))
        if member.relation == Relation.HEAD:
            _step_down(household, by, now)
        bulk.insert("people_household_member", _OF_MEMBER, [(household_id, member.person_id, member.relation, now)])
        payload = {"person": member.person_id}
        journal.append(verb="household.join", kind=KIND, record=household_id, by=by, at=now, payload=payload)


def leave_household(*, household_id: int, person_id: int, new_head: int | None = None, by: Hat, now: datetime) -> None:
    """Somebody leaves a household. When the head leaves, another member is named; the last to leave ends it."""
    policy.require(by, "household.form")
    with scope.writing(by, now=now):
        household = _locked(household_id)
        running = HouseholdMember.objects.filter(household_id=household_id, until__isnull=True)
        left = running.filter(person_id=person_id).first()
        if left is None:
            raise NotAllowed
        others = list(running.exclude(person_id=person_id).values_list("person_id", flat=True))
        HouseholdMember.objects.filter(id=left.id).update(until=now)
        if not others:
            _keep(household, "until", "", by, now)
            Household.objects.filter(id=household_id).update(until=now)
        elif left.relation == Relation.HEAD:
            if new_head not in others:
                raise HouseholdRefused(_("The head leaves. Say which of the others is the head from now on."))
            running.filter(person_id=new_head).update(until=now)
            bulk.insert("people_household_member", _OF_MEMBER, [(household_id, new_head, Relation.HEAD.value, now)])
        payload = {"person": person_id}
        journal.append(verb="household.leave", kind=KIND, record=household_id, by=by, at=now, payload=payload)


_KIND = _("A household is of the register or of people who live together.")
_PLACE = _("This place is not known any more. Look it up again.")
_RELATION = _("Say what each member is to the head of the household.")
_HEADS = _("A household has one head.")
_TWICE = _("Somebody stands twice in the household.")
_MEMBER = _("A member is not known here. Add the person first.")
_RELATIONS = frozenset(Relation.values)


def _check(number: int, row: NewHousehold, places: Container[int], known: set[int]) -> None:
    people = {member.person_id for member in row.members}
    relations = [member.relation for member in row.members]
    for is_so, sentence in (
        (row.kind not in ("register", "living"), _KIND),
        (row.place_id not in places, _PLACE),
        (not _RELATIONS.issuperset(relations), _RELATION),
        (relations.count(Relation.HEAD.value) != 1, _HEADS),
        (len(people) != len(row.members), _TWICE),
        (not people <= known, _MEMBER),
    ):
        if is_so:
            raise HouseholdRefused(sentence, row=number)


def _known(persons: set[int]) -> set[int]:
    """Those of these persons the hat sees. By hand: thousands of ids travel as one value."""
    with connection.cursor() as cursor:
        cursor.execute("select id from people_person where id = any(%s) and until is null", [list(persons)])
        return {row[0] for row in cursor.fetchall()}


def _locked(household_id: int) -> Household:
    found = Household.objects.select_for_update().filter(id=household_id, until__isnull=True).first()
    if found is None:
        raise NotAllowed
    return found


def _step_down(household: Household, by: Hat, now: datetime) -> None:
    """The head's membership ends and begins anew as a relative's, so that its dates stay true."""
    head = HouseholdMember.objects.filter(household_id=household.id, relation=Relation.HEAD, until__isnull=True).first()
    if head is not None:
        HouseholdMember.objects.filter(id=head.id).update(until=now)
        row = (household.id, head.person_id, Relation.RELATIVE.value, now)
        bulk.insert("people_household_member", _OF_MEMBER, [row])
        _keep(household, "head", str(head.person_id), by, now)


def _keep(household: Household, field: str, value: str, by: Hat, now: datetime) -> None:
    was = Was(KIND, household.id, field, value, household.since, household.source)
    keep_of_place(household.place_id, household.scope_id, [was], source="", by=by, now=now)
