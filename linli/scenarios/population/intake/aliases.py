"""The column 别名 of a list: what its records are called besides. Names are added, never taken away by a blank cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Change, Reason
from linli.kernel.places import actions as places
from linli.kernel.places.actions import AliasRefused, NewAlias
from linli.kernel.places.models import PlaceAlias
from linli.plumbing.tabular.values import ValueWrong
from linli.scenarios.population.intake import former

MOST = 8
_BETWEEN = re.compile(r"[、,，;；/|\n]+")
_BEFORE = "aliases"


def names(cell: str) -> tuple[str, ...]:
    """The names of a cell: 糖厂宿舍、老糖厂 are two."""
    try:
        found = tuple(dict.fromkeys(places.checked_name(part) for part in _BETWEEN.split(cell) if part.strip()))
    except AliasRefused as wrong:
        raise ValueWrong(wrong.sentence, **wrong.words) from None
    if len(found) > MOST:
        raise ValueWrong(_("%(count)d other names are more than anybody uses. Keep at most %(most)d."),
                         count=len(found), most=MOST)  # fmt: skip
    return found


ALIASES = Field("aliases", _("Also called"), ("别名", "又名", "俗称", "曾用名", "原名"), names)


def noted(looks: Sequence[Look], rows: Sequence[Row], *, column: str) -> list[Look]:
    """The same looks, where names that nobody knew yet make a change of a known record. One statement."""
    known = _running([look.record for look in looks if look.record], column)
    return [_noted(look, row, known) for look, row in zip(looks, rows, strict=True)]


def _noted(look: Look, row: Row, known: Mapping[int, set[str]]) -> Look:
    if look.record is None or look.verdict == Verdict.REFUSED:
        return look
    new = [one for one in row["aliases"] or () if one not in known.get(look.record, ()) and one != row["name"]]
    if not new:
        return look
    changes = [*look.changes, Change("aliases", "、".join(sorted(known.get(look.record, ()))), "、".join(new))]
    plan = look.plan or places.Changed(look.record, {})
    return replace(look, verdict=Verdict.CHANGED, changes=changes, plan=plan)


def taken(done: Sequence[Taken | Reason], rows: Sequence[Row], run: Run, *, column: str) -> list[Taken | Reason]:
    """What was taken in, with the other names of each; which ones a known record got is kept for undoing."""
    records = [one.record for one in done if isinstance(one, Taken)]
    known = _running(records, column)
    told = [_taken(one, row, known, run, column) for one, row in zip(done, rows, strict=True)]
    return told


def _taken(one: Taken | Reason, row: Row, known: dict[int, set[str]], run: Run, column: str) -> Taken | Reason:
    if isinstance(one, Reason) or not row["aliases"]:
        return one
    held = known.setdefault(one.record, set())
    new = [name for name in row["aliases"] if name not in held and name != row["name"]]
    held |= set(new)
    source = f"import:{run.import_id}"
    whose: dict[str, Any] = {column: one.record}
    lines = [NewAlias(name, source=source, **whose) for name in new]
    made = places.write_aliases(rows=lines, **former.of_run(run))
    return one if one.before is None or not made else replace(one, before={**one.before, _BEFORE: made})


def without(given: Sequence[Given]) -> list[Given]:
    """The same lines without what they brought of names."""
    return [one if one.before is None else replace(one, before={name: value for name, value in one.before.items()
                                                               if name != _BEFORE}) for one in given]  # fmt: skip


def given_back(given: Sequence[Given], reasons: Sequence[Reason | None], run: Run) -> list[Reason | None]:
    """The names that these lines brought to known records go, where the lines themselves are undone."""
    back: list[Any] = [
        alias
        for one, reason in zip(given, reasons, strict=True)
        if reason is None and one.before
        for alias in one.before.get(_BEFORE, ())
    ]
    if back:
        places.remove_aliases(aliases=back, **former.of_run(run))
    return list(reasons)


def _running(records: Sequence[int], column: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    running = PlaceAlias.objects.filter(until__isnull=True, **{f"{column}__in": list(records)}) if records else []
    for one in running:
        found.setdefault(getattr(one, column), set()).add(one.name)
    return found
