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
        return form_rows(rows, by=by, now=now)


def form_rows(rows: Sequence[NewHousehold], *, by: Hat, now: datetime) -> list[int]:
    """A part: households with their members and the line in the journal."""
    scope.require_action()
    scopes = scopes_of({row.place_id for row in rows})
    known = _known({member.person_id for row in rows for member in row.members})
    for number, row in enumerate(rows):
        _check(number, row, scopes.keys(), known)
    _check_nobody_stands_twice(rows)
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


def join_household(
    *, household_id: int, member: NewMember, since: datetime | None = None, by: Hat, now: datetime
) -> None:
    """Somebody joins a household, now or since a day. A new head takes over: who was head becomes a relative until

    somebody says more.
    """
    policy.require(by, "household.form")
    with scope.writing(by, now=now):
        household = locked(household_id)
        at = on_a_day(household, since, now)
        if member.relation not in Relation.values:
            raise HouseholdRefused(_RELATION)
        if not _known({member.person_id}):
            raise HouseholdRefused(_MEMBER)
        running = HouseholdMember.objects.filter(household_id=household_id, until__isnull=True)
        if running.filter(person_id=member.person_id).exists():
            raise HouseholdRefused(_("This person is in the household already."))
        _check_free({(member.person_id, household.kind)})
        if member.relation == Relation.HEAD:
            step_down(household, at, by, now)
        enter(household_id, member, at)
        payload = {"person": member.person_id}
        journal.append(verb="household.join", kind=KIND, record=household_id, by=by, at=now, payload=payload)


def leave_household(
    *,
    household_id: int,
    person_id: int,
    new_head: int | None = None,
    until: datetime | None = None,
    by: Hat,
    now: datetime,
) -> None:
    """Somebody leaves a household, now or on a day. When the head leaves, another member is named; the last to leave

    ends it.
    """
    policy.require(by, "household.form")
    with scope.writing(by, now=now):
        household = locked(household_id)
        take_leave(household, {person_id}, new_head, at=on_a_day(household, until, now), by=by, now=now)
        payload = {"person": person_id}
        journal.append(verb="household.leave", kind=KIND, record=household_id, by=by, at=now, payload=payload)


def take_leave(
    household: Household, persons: set[int], new_head: int | None, *, at: datetime, by: Hat, now: datetime
) -> None:
    """A part: these members leave on a day; where the head is among them, ``new_head`` takes over."""
    running = HouseholdMember.objects.filter(household_id=household.id, until__isnull=True)
    members = list(running)
    going = [one for one in members if one.person_id in persons]
    if {one.person_id for one in going} != persons:
        raise NotAllowed
    end_membership(going, at)
    others = {one.person_id: one for one in members if one.person_id not in persons}
    if not others:
        keep(household, "until", "", by, now)
        Household.objects.filter(id=household.id).update(until=at)
    elif any(one.relation == Relation.HEAD for one in going):
        if new_head not in others:
            raise HouseholdRefused(_("The head leaves. Say which of the others is the head from now on."))
        end_membership([others[new_head]], at)
        enter(household.id, NewMember(new_head, Relation.HEAD.value), at)


def enter(household_id: int, member: NewMember, since: datetime) -> None:
    """A part: a membership begins."""
    bulk.insert("people_household_member", _OF_MEMBER, [(household_id, member.person_id, member.relation, since)])


def end_membership(members: Sequence[HouseholdMember], at: datetime) -> None:
    """A part: memberships end on a day, which does not lie before they began."""
    if any(at < one.since for one in members):
        raise HouseholdRefused(_("This day lies before the member joined. Say a later day."))
    HouseholdMember.objects.filter(id__in=[one.id for one in members]).update(until=at)


def on_a_day(household: Household, at: datetime | None, now: datetime) -> datetime:
    """The moment of a change: now, or a day the household was there already."""
    if at is not None and not household.since <= at <= now:
        raise HouseholdRefused(_("This day lies before the household began, or is still to come."))
    return at or now


_KIND = _("A household is of the register or of people who live together.")
_PLACE = _("This place is not known any more. Look it up again.")
_RELATION = _("Say what each member is to the head of the household.")
_HEADS = _("A household has one head.")
_TWICE = _("Somebody stands twice in the household.")
_MEMBER = _("A member is not known here. Add the person first.")
_HELD = _("Somebody of them is in another household of this kind. Let them leave it first, or split it.")
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


def _check_nobody_stands_twice(rows: Sequence[NewHousehold]) -> None:
    """Nobody stands in two booklets, and nobody lives in two households."""
    wanted: set[tuple[int, str]] = set()
    for number, row in enumerate(rows):
        for member in row.members:
            if (member.person_id, row.kind) in wanted:
                raise HouseholdRefused(_HELD, row=number)
            wanted.add((member.person_id, row.kind))
    _check_free(wanted)


def _check_free(wanted: set[tuple[int, str]]) -> None:
    """None of these persons is in a running household of that kind. One statement.

    No join: while a register fills, its statistics are behind it, and a join of thousands would be planned as of ten.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.person_id,"
            " (select h.kind from people_household h where h.id = m.household_id and h.until is null)"
            " from people_household_member m where m.person_id = any(%s) and m.until is null",
            [sorted({person for person, _kind in wanted})],
        )
        if wanted & set(cursor.fetchall()):
            raise HouseholdRefused(_HELD)


def locked(household_id: int) -> Household:
    """A part: the running household, locked. ``NotAllowed`` where the hat does not see it."""
    found = Household.objects.select_for_update().filter(id=household_id, until__isnull=True).first()
    if found is None:
        raise NotAllowed
    return found


def step_down(household: Household, at: datetime, by: Hat, now: datetime) -> None:
    """A part: the head's membership ends and begins anew as a relative's, so that its dates stay true."""
    head = HouseholdMember.objects.filter(household_id=household.id, relation=Relation.HEAD, until__isnull=True).first()
    if head is not None:
        end_membership([head], at)
        enter(household.id, NewMember(head.person_id, Relation.RELATIVE.value), at)
        keep(household, "head", str(head.person_id), by, now)


def keep(household: Household, field: str, value: str, by: Hat, now: datetime, source: str = "") -> None:
    """A part: what was known of a household before."""
    was = Was(KIND, household.id, field, value, household.since, household.source)
    keep_of_place(household.place_id, household.scope_id, [was], source=source, by=by, now=now)
