"""Rounds from door to door: beginning one, ending one, and how far those that run have come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places import queries as places
from linli.kernel.places.models import Area, AreaKind, Level, Place
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.visits.doors import SETTLES
from linli.scenarios.population.visits.models import Round, Visit

LONGEST = 80
MOST = 60


class NotARound(ValueError):
    """A round that cannot be set as it is. ``field`` is what has to change, ``str()`` says how."""

    def __init__(self, field: str, sentence: object) -> None:
        super().__init__(field)
        self.field, self.sentence = field, sentence

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round to begin: where (a community, or one of its grids), what for, until which day."""

    scope_id: int
    purpose: str
    due: date
    area_id: int | None = None


def begin(*, rows: Sequence[NewRound], today: date, by: Hat, now: datetime) -> list[int]:
    """Begin a round in each of these places. Raises ``NotARound``."""
    policy.require(by, "round.set")
    if not rows:
        raise NotARound("where", _("Choose where the round goes."))
    checked = [_checked(row, today, by) for row in rows]
    with scope.writing(by, now=now):
        numbers = ids.reserve_many("population_round", len(checked))
        lines = journal.append_many(
            [
                journal.Doing("round.begin", "round", number, {"purpose": row.purpose})
                for number, row in zip(numbers, checked, strict=True)
            ],
            by=by, at=now,
        )  # fmt: skip
        made = [
            Round(id=number, scope_id=row.scope_id, area_id=row.area_id, purpose=row.purpose, began=now, due=row.due,
                  who=by.label[:80], line=line)
            for number, line, row in zip(numbers, lines, checked, strict=True)
        ]  # fmt: skip
        bulk.add(made)
    return numbers


def _checked(row: NewRound, today: date, by: Hat) -> NewRound:
    purpose = " ".join(row.purpose.split())
    if not purpose:
        raise NotARound("purpose", _("Write what the round is for: everybody who rings says it at the door."))
    if len(purpose) > LONGEST:
        raise NotARound("purpose", _("Say it in fewer words: 80 characters at most."))
    if row.due < today:
        raise NotARound("due", _("This day is over. Choose today or a later one."))
    if row.scope_id not in by.scopes:
        raise NotARound("where", _("This community is not yours."))
    return NewRound(row.scope_id, purpose, row.due, row.area_id)


def end(*, round_id: int, by: Hat, now: datetime) -> None:
    """End a round; one that has ended stays as it is."""
    policy.require(by, "round.set")
    with scope.writing(by, now=now):
        found = Round.objects.filter(id=round_id, ended__isnull=True)
        if found.update(ended=now):
            journal.append(verb="round.end", kind="round", record=round_id, by=by, at=now)


def grids_of(hat: Hat, *, at: datetime) -> list[Area]:
    """The grids this post walks: its own where it names some, else every grid of its communities."""
    found = places.grids_in(hat.scopes, at=at)
    return [one for one in found if one.id in hat.areas] if hat.areas else found


def running(*, at: datetime) -> list[Round]:
    """The rounds that run where the hat works, the one that is due first before.

    Where a round's grid was merged into another one meanwhile, it goes on in that.
    """
    found = list(Round.objects.filter(ended__isnull=True).order_by("due", "id")[:MOST])
    heirs = places.heirs_of([one.area_id for one in found if one.area_id is not None], at=at)
    for one in found:
        one.area_id = heirs.get(one.area_id or 0, one.area_id)
    return found


def ended() -> list[Round]:
    """The rounds that ended last."""
    return list(Round.objects.filter(ended__isnull=False).order_by("-ended")[:MOST])


def of_building(building: Place, runs: Sequence[Round], *, at: datetime) -> list[Round]:
    """Those of the running rounds that go through a building. One statement at most."""
    near = [
        one for one in runs if one.scope_id == building.scope_id and building.id in (one.buildings or [building.id])
    ]
    if all(one.area_id is None for one in near):
        return near
    grids = {one.id for one in places.areas_of(building.id, AreaKind.GRID, at=at)}
    return [one for one in near if one.area_id in (None, *grids)]


def latest(runs: Sequence[Round]) -> Round | None:
    """The round of several that asks the most: the one that began last. Who was seen in it was seen in the others."""
    return max(runs, key=lambda one: one.began, default=None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round has come: doors settled out of all doors."""

    done: int
    total: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.done)


def progress(rounds: Sequence[Round], *, at: datetime) -> dict[int, Progress]:
    """How far each of these rounds has come. Four statements, however many rounds there are."""
    if not rounds:
        return {}
    inside = _buildings(rounds, at)
    every = {one for held in inside.values() for one in held}
    if not every:
        return {one.id: Progress(0, 0) for one in rounds}
    doors = dict(
        Place.objects.filter(parent_id__in=every, level=Level.DWELLING, until__isnull=True)
        .values_list("parent_id").annotate(n=Count("id"))
    )  # fmt: skip
    first = min(one.began for one in rounds)
    seen: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    visits = Visit.objects.filter(scope_id__in={one.scope_id for one in rounds}, at__gte=first, did__in=SETTLES)
    for building, door, when in visits.values_list("building_id", "place_id", "at"):
        seen[building].append((door, when))
    brought = _brought(rounds)
    return {one.id: _progress(one, inside[one.id], doors, seen, brought[one.id]) for one in rounds}


def _progress(
    round_: Round,
    buildings: Iterable[int],
    doors: Mapping[int, int],
    seen: Mapping[int, Sequence[tuple[int, datetime]]],
    brought: Iterable[tuple[int, int]],
) -> Progress:
    held = set(buildings)
    settled = {
        door
        for building in held
        for door, at in seen.get(building, ())
        if at >= round_.began and (round_.ended is None or at <= round_.ended)
    }
    settled |= {door for building, door in brought if building in held}
    return Progress(len(settled), sum(doors.get(one, 0) for one in held))


def _brought(rounds: Sequence[Round]) -> dict[int, list[tuple[int, int]]]:
    """The doors that were settled before they came to these rounds, with their buildings. Mostly none, no statement."""
    every = {door for one in rounds for door in one.settled}
    above = dict(Place.objects.filter(id__in=every).values_list("id", "parent_id")) if every else {}
    return {one.id: [(above.get(door) or 0, door) for door in one.settled] for one in rounds}


def _buildings(rounds: Sequence[Round], at: datetime) -> dict[int, list[int]]:
    """The buildings each round goes through. Two statements."""
    whole = {one.scope_id for one in rounds if one.area_id is None}
    by_scope: dict[int, list[int]] = defaultdict(list)
    rows = Place.objects.filter(scope_id__in=whole, level=Level.BUILDING, until__isnull=True) if whole else ()
    for building in rows:
        by_scope[building.scope_id].append(building.id)
    areas = places.buildings_of([one.area_id for one in rounds if one.area_id is not None], at=at)
    return {
        one.id: [
            each
            for each in (
                by_scope[one.scope_id] if one.area_id is None else [held.id for held in areas.get(one.area_id, ())]
            )
            if not one.buildings or each in one.buildings
        ]
        for one in rounds
    }


def settled(buildings: Iterable[int], round_: Round) -> dict[int, int]:
    """How many doors of these buildings are settled in a round. One statement, two where some came settled."""
    held = set(buildings)
    rows = Visit.objects.filter(building_id__in=held, at__gte=round_.began, did__in=SETTLES)
    if round_.ended is not None:
        rows = rows.filter(at__lte=round_.ended)
    found = set(rows.values_list("building_id", "place_id"))
    found |= {(building, door) for building, door in _brought([round_])[round_.id] if building in held}
    return Counter(building for building, _door in found)
