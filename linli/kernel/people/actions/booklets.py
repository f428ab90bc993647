"""Booklets of a list, many people at once: into which household of the register (户籍户) each goes, and as what.

Parts of an import's portion. Nobody stands in two booklets and no booklet has two heads: who is listed in another
one, or as something else, leaves what they were in on that day, so that the former membership stays known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.people.actions.keeping import Was, keep_of_person
from linli.kernel.people.models_homes import Household, HouseholdMember, Relation
from linli.kernel.people.sealing import booklet_index, seal_column
from linli.plumbing import bulk, ids, scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who stands in a booklet, and as what to its head. Who was just entered can be in no other one."""

    person_id: int
    place_id: int
    scope_id: int
    booklet: str
    relation: str
    since: datetime
    is_new: bool = False


@dataclass(slots=True)
class Joined:
    """What one row did: memberships and households that began, memberships and households that ended."""

    members: tuple[int, ...] = ()
    households: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    ended: tuple[int, ...] = ()


_HOUSEHOLD = {
    "id": "bigint", "place_id": "int", "scope_id": "int", "kind": "text", "booklet_sealed": "bytea",
    "booklet_blind": "bytea", "since": "timestamptz", "confirmed": "timestamptz", "source": "text",
}  # fmt: skip
_MEMBER = {"id": "bigint", "household_id": "bigint", "person_id": "bigint", "relation": "text", "since": "timestamptz"}
_New = tuple[int, int, str, datetime]  # household, person, relation, since


def join_booklets(rows: Sequence[Joining], *, source: str, by: Hat, now: datetime) -> list[Joined]:
    """A part: each into the household of their booklet, which is formed where nobody knew it. A new head takes over;
    who was head becomes a relative until somebody says more. Seven statements at most, and one for each who changed.
    """
    scope.require_action()
    if not rows:
        return []
    joined = [Joined() for _row in rows]
    placed = _households(rows, joined, source, now)
    first: dict[int, int] = {}
    for number, row in enumerate(rows):
        first.setdefault(row.person_id, number)
    joining = {number: rows[number] for number in first.values()}
    heads = {placed[row.booklet]: number for number, row in joining.items() if row.relation == Relation.HEAD}
    gone = _running(person_id__in=[person for person, number in first.items() if not rows[number].is_new])
    fresh = {household for one in joined for household in one.households}
    led = _running(household_id__in=sorted(heads.keys() - fresh), relation=Relation.HEAD)
    down = [one for one in led if one.person_id not in first]
    _end([*gone, *down], source, by, now)
    moved = {one.person_id for one in gone}
    new: list[tuple[int, _New]] = [
        (number, (placed[row.booklet], row.person_id, row.relation, now if row.person_id in moved else row.since))
        for number, row in joining.items()
    ]
    new += [(heads[one.household_id], (one.household_id, one.person_id, Relation.RELATIVE, now)) for one in down]
    _begin(new, joined)
    for one in gone:
        taker = heads.get(one.household_id, len(rows)) if one.relation == Relation.HEAD else len(rows)
        joined[min(first[one.person_id], taker)].left += (one.id,)  # what is undone last gives it back
    for one in down:
        joined[heads[one.household_id]].left += (one.id,)
    _close([one for one in gone if one.household_id not in heads], first, joined, now)
    return joined


def _households(rows: Sequence[Joining], joined: Sequence[Joined], source: str, now: datetime) -> dict[str, int]:
    """The household of each booklet; those nobody knew are formed."""
    blinds = {row.booklet: booklet_index(row.booklet) for row in rows}
    running = Household.objects.filter(booklet_blind__in=list(blinds.values()), until__isnull=True, kind="register")
    known = {bytes(one.booklet_blind or b""): one.id for one in running.order_by("-id")}
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        if blinds[row.booklet] not in known:
            first.setdefault(row.booklet, number)
    numbers = ids.reserve_many("people_household", len(first))
    sealed = seal_column("people_household", "booklet", numbers, list(first))
    formed = [
        (number, rows[at].place_id, rows[at].scope_id, "register", blob, blinds[booklet], rows[at].since, now, source)
        for number, (booklet, at), blob in zip(numbers, first.items(), sealed, strict=True)
    ]
    bulk.insert("people_household", _HOUSEHOLD, formed)
    fresh = dict(zip(first, numbers, strict=True))
    for booklet, number in fresh.items():
        joined[first[booklet]].households = (number,)
    return {booklet: fresh.get(booklet) or known[blind] for booklet, blind in blinds.items()}


def _running(**narrowed: object) -> list[HouseholdMember]:
    """Running memberships of booklets. One statement, none where there is nobody to ask for."""
    if not all(narrowed.values()):
        return []
    found = HouseholdMember.objects.filter(until__isnull=True, household__until__isnull=True, **narrowed)
    return list(found.filter(household__kind="register").select_related("household").order_by("id"))


def _end(members: Sequence[HouseholdMember], source: str, by: Hat, now: datetime) -> None:
    """Memberships end today; what each was is kept where everybody who sees the person finds it."""
    if not members:
        return
    HouseholdMember.objects.filter(id__in=[one.id for one in members]).update(until=now)
    for one in members:
        was = Was("household", one.household_id, "relation", one.relation, one.since, one.household.source)
        keep_of_person(one.person_id, [was], source=source, by=by, now=now)


def _begin(new: Sequence[tuple[int, _New]], joined: Sequence[Joined]) -> None:
    """New memberships, each noted with the row it is of."""
    numbers = ids.reserve_many("people_household_member", len(new))
    bulk.insert(
        "people_household_member", _MEMBER,
        [(number, *values) for number, (_at, values) in zip(numbers, new, strict=True)],
    )  # fmt: skip
    for number, (at, _values) in zip(numbers, new, strict=True):
        joined[at].members += (number,)


def _close(gone: Sequence[HouseholdMember], first: Mapping[int, int], joined: Sequence[Joined], now: datetime) -> None:
    """A booklet in which nobody stands any more ends."""
    leaver = {one.household_id: first[one.person_id] for one in gone}
    if not leaver:
        return
    standing = HouseholdMember.objects.filter(household_id__in=list(leaver), until__isnull=True)
    empty = leaver.keys() - set(standing.values_list("household_id", flat=True))
    Household.objects.filter(id__in=empty).update(until=now)
    for household in empty:
        joined[leaver[household]].ended += (household,)


def are_as_left(members: Sequence[int]) -> bool:
    """Whether memberships a list has begun still run."""
    found = HouseholdMember.objects.filter(id__in=members, until__isnull=True).count() if members else 0
    return found == len(members)


def reopen(members: Sequence[int], households: Sequence[int]) -> None:
    """A part: memberships and booklets that ended for a list run on as if it had never come."""
    scope.require_action()
    if households:
        Household.objects.filter(id__in=households).update(until=None)
    if members:
        HouseholdMember.objects.filter(id__in=members).update(until=None)
