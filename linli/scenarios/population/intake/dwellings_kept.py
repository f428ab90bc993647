"""Writing dwellings and what is known of them, and taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from linli.kernel.imports.kinds import Given, Look, Run, Taken
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Reason
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewDwelling
from linli.kernel.places import actions as places
from linli.kernel.places import holding
from linli.kernel.places.actions import Changed
from linli.kernel.places.models import Place
from linli.scenarios.population.intake import former

_ROW = "row"
_ITS_OWN = frozenset({"people_dwelling", "people_past_fact"})


@dataclass(frozen=True, slots=True)
class Putting:
    """What is put right about a dwelling that is there: its place, its facts."""

    id: int
    place: Changed | None
    facts: Mapping[str, str]


def source_of(run: Run) -> str:
    """Who says so: this import."""
    return f"import:{run.import_id}"


def take(looks: Sequence[Look], run: Run) -> list[Taken | Reason]:
    new = [look.plan for look in looks if look.verdict == Verdict.NEW]
    made = places.add_rows(rows=[place for place, _facts in new], **former.of_run(run))
    known = [
        NewDwelling(number, facts, source_of(run)) for number, (_place, facts) in zip(made, new, strict=True) if facts
    ]
    people.add_dwelling_rows(rows=known, **former.of_run(run))
    numbers = iter(made)
    return [Taken(next(numbers)) if look.verdict == Verdict.NEW else _put_right(look, run) for look in looks]


def _put_right(look: Look, run: Run) -> Taken:
    putting = look.plan if isinstance(look.plan, Putting) else Putting(look.plan.id, look.plan, {})
    before: dict[str, Any] = {}
    if putting.place:
        old = places.change_rows(rows=[putting.place], **former.of_run(run))
        before = former.kept(old[putting.id], putting.place.values)
    if putting.facts:
        was = people.told_dwellings([putting.id]).get(putting.id)
        people.put_dwelling_right(putting.id, putting.facts, source=source_of(run), **former.of_run(run))
        before[_ROW] = [was, people.told_dwellings([putting.id])[putting.id]]
    return Taken(putting.id, before)


def give_back(given: Sequence[Given], run: Run) -> list[Reason | None]:
    """Dwellings as they were before; one somebody has come to live in, or has put right since, stays."""
    records = Place.objects.in_bulk([one.record for one in given])
    created = {one.record for one in given if one.before is None}
    now = people.told_dwellings(list(records))
    others = people.corrected_by_others(sorted(created), source_of(run))
    since = {one.record for one in given if one.record in others or not _is_as_left(one, now, source_of(run))}
    held = holding.held(sorted(created - since), what="place", login=run.by.surface, beside=_ITS_OWN)
    rows = {one.record: one.before[_ROW][0] for one in given if one.before and _ROW in one.before}
    rows |= dict.fromkeys(created & now.keys())
    back = {number: row for number, row in rows.items() if number not in since | held}
    people.restore_dwellings(before=back, source=source_of(run), **former.of_run(run))
    plain = [
        replace(one, before=None if one.before is None else {n: v for n, v in one.before.items() if n != _ROW})
        for one in given
        if one.record not in since
    ]
    told = former.give_back(
        plain,
        records=records,
        remove=lambda numbers: places.remove_rows(places=numbers, **former.of_run(run)),
        restore=lambda changed: places.change_rows(rows=changed, back=True, **former.of_run(run)),
    )
    reasons = dict(zip([one.record for one in plain], told, strict=True))
    return [Reason(former.SINCE) if one.record in since else reasons[one.record] for one in given]


def _is_as_left(one: Given, now: Mapping[int, Mapping[str, Any]], source: str) -> bool:
    """Whether what is known of the dwelling is what this import has said."""
    known = now.get(one.record)
    if one.before is None:
        return known is None or known["source"] == source
    return _ROW not in one.before or known == one.before[_ROW][1]
