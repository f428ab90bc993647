"""Writing buildings, their facts and compounds, and taking them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from linli.kernel.imports.kinds import Given, Look, Row, Run, Taken
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Reason
from linli.kernel.places import actions as places
from linli.kernel.places.actions import Changed, Facts, Stood
from linli.kernel.places.models import BuildingFacts, Place
from linli.scenarios.population.intake import former
from linli.scenarios.population.intake.standing_in import give_up_empty, unassigned_in

_FACTS, _JOINED, _MOVED = "facts", "joined", "moved"
_MORE = (_FACTS, _JOINED, _MOVED)
FACTS = ("floors", "floors_below", "stairwells", "lifts", "built", "structure", "quality")


@dataclass(frozen=True, slots=True)
class Putting:
    """What is put right about a building that is there: its place, its facts, a compound it joins, where it goes from
    the stand-in it waits in.
    """

    id: int
    place: Changed | None
    facts: Facts | None
    joins: int | None
    moves: Place | None = None


def facts_of(number: int, row: Row) -> Facts | None:
    """What a row says of a building; None where it says nothing."""
    told = {name: row[name] for name in FACTS if row[name] is not None}
    return Facts(number, **told) if told else None


def take(rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
    """New buildings with their facts and compounds; then what changes about those that are there."""
    new = [(row, look.plan) for row, look in zip(rows, looks, strict=True) if look.verdict == Verdict.NEW]
    parents = _parents([plan.division for _row, plan in new], run)
    made = places.add_rows(
        rows=[replace(plan.place, parent=parent) for (_row, plan), parent in zip(new, parents, strict=True)],
        **former.of_run(run),
    )
    joining = [(plan.compound.id, number) for (_row, plan), number in zip(new, made, strict=True) if plan.compound]
    facts = [told for (row, _plan), number in zip(new, made, strict=True) if (told := facts_of(number, row))]
    puttings = [look.plan if isinstance(look.plan, Putting) else Putting(look.plan.id, look.plan, None, None)
                for look in looks if look.verdict == Verdict.CHANGED]  # fmt: skip
    joining += [(one.joins, one.id) for one in puttings if one.joins]
    facts += [replace(one.facts, source=f"import:{run.import_id}") for one in puttings if one.facts]
    places.join_areas(pairs=joining, **former.of_run(run))
    known = places.describe_rows(
        rows=[replace(one, source=f"import:{run.import_id}") for one in facts], **former.of_run(run)
    )
    plans = [one.place for one in puttings if one.place]
    old = places.change_rows(rows=plans, **former.of_run(run)) if plans else {}
    stood = _assigned([one for one in puttings if one.moves], run)
    numbers, changes = iter(made), iter(puttings)
    return [
        Taken(next(numbers)) if look.verdict == Verdict.NEW else _changed(next(changes), old, known, stood)
        for look in looks
    ]


def _assigned(puttings: Sequence[Putting], run: Run) -> Mapping[int, Stood]:
    """Buildings leave the stand-ins they wait in; how each stood."""
    if not puttings:
        return {}
    to = _parents([one.moves for one in puttings if one.moves], run)
    rows = {one.id: parent for one, parent in zip(puttings, to, strict=True)}
    return places.assign_rows(rows=rows, source=f"import:{run.import_id}", **former.of_run(run))


def _changed(putting: Putting, old: Mapping[int, Any], known: Mapping[int, Any], stood: Mapping[int, Stood]) -> Taken:
    before: dict[str, Any] = {}
    if putting.id in stood:
        before[_MOVED] = msgspec.to_builtins(stood[putting.id])
    if putting.place:
        before |= former.kept(old[putting.id], putting.place.values)
    if putting.facts:
        was, now = known[putting.id], BuildingFacts.objects.get(place_id=putting.id)
        before[_FACTS] = [msgspec.to_builtins(was), _told(now)]
    if putting.joins:
        before[_JOINED] = putting.joins
    return Taken(putting.id, before)


def _parents(divisions: Sequence[Place], run: Run) -> list[int]:
    """The community each building goes to: its own, or the stand-in of the division that is known."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for at, division in enumerate(divisions):
        wanted[division.id].append(at)
    found: dict[int, int] = {}
    for places_at in wanted.values():
        left = unassigned_in(divisions[places_at[0]], room=len(places_at), **former.of_run(run))
        slots = [community for community, room in left for _one in range(min(room, len(places_at)))]
        found |= dict(zip(places_at, slots, strict=False))
    return [found[at] for at in range(len(divisions))]


def give_back(given: Sequence[Given], run: Run) -> list[Reason | None]:
    """Buildings as they were before; a stand-in in which nothing waits any more goes too."""
    records = Place.objects.in_bulk([one.record for one in given])
    above = {one.parent_id for one in records.values() if one.parent_id is not None}
    facts = {one.place_id: _told(one) for one in BuildingFacts.objects.filter(place_id__in=records)}
    held = {one.record for one in given if one.before and not _is_as_left(one, facts, records)}
    plain = [
        replace(
            one,
            before=None if one.before is None else {n: v for n, v in one.before.items() if n not in _MORE},
        )
        for one in given
        if one.record not in held
    ]
    told = former.give_back(
        plain,
        records=records,
        remove=lambda numbers: places.remove_rows(places=numbers, **former.of_run(run)),
        restore=lambda rows: places.change_rows(rows=rows, back=True, **former.of_run(run)),
    )
    reasons = {one.record: reason for one, reason in zip(plain, told, strict=True)}
    back = [one for one in given if one.before and one.record not in held and reasons[one.record] is None]
    _restore(back, run)
    give_up_empty(sorted(above), run)
    return [Reason(former.SINCE) if one.record in held else reasons[one.record] for one in given]


def _is_as_left(one: Given, facts: Mapping[int, Any], records: Mapping[int, Place]) -> bool:
    before: Mapping[str, Any] = one.before or {}
    if _MOVED in before and one.record in records and records[one.record].parent_id != before[_MOVED]["to"]:
        return False
    return _FACTS not in before or facts.get(one.record) == before[_FACTS][1]


def _restore(back: Sequence[Given], run: Run) -> None:
    described = {one.record: one.before[_FACTS][0] for one in back if one.before and _FACTS in one.before}
    if described:
        places.restore_facts(before={number: _facts(was) for number, was in described.items()}, **former.of_run(run))
    places.leave_areas(
        pairs=[(one.before[_JOINED], one.record) for one in back if one.before and _JOINED in one.before],
        **former.of_run(run),
    )
    moved = {
        one.record: msgspec.convert(one.before[_MOVED], Stood) for one in back if one.before and _MOVED in one.before
    }
    if moved:
        places.assign_back(stood=moved, **former.of_run(run))


def _told(facts: BuildingFacts) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins({name: getattr(facts, name) for name in (*FACTS, "source", "confirmed")})
    return told


def _facts(was: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if was is None:
        return None
    confirmed = was["confirmed"]
    return {**was, "confirmed": datetime.fromisoformat(confirmed) if confirmed else None}
