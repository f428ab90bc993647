"""What lists of organisations, vehicles and facilities have in common: a mark each is known by, a spot, some facts.

A kind says how its rows are read and how its records are found, written, put right and taken away; the rest is here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.imports.kinds import Field, Given, Look, Row, Run, Taken
from linli.kernel.imports.models import Verdict
from linli.kernel.imports.saying import Change, Reason
from linli.plumbing.tabular import Said
from linli.scenarios.population.intake.spots import Spot, spots

ELSEWHERE = Reason(Said(_("The register has it in another division. Ask its office to hand this row in.")))
GONE = Reason(Said(_("The register does not hold it any more.")))
TOUCHED = Reason(Said(_("Somebody has changed it since. It stays as it is now.")))


@dataclass(slots=True)
class Known:
    """A record of the register: its facts as texts or numbers, by field, and when it was last known true."""

    id: int
    scope_id: int
    facts: Mapping[str, Any]
    record: Any = None
    confirmed: datetime | None = None


@dataclass(slots=True)
class Plan:
    """A row that can be taken: where it stands, its facts, the record it is about; ``more`` is the kind's own."""

    row: Row
    spot: Spot
    facts: Mapping[str, Any]
    known: Known | None
    more: Mapping[str, Any] = field(default_factory=dict)


class Things(ABC):
    """One kind of such a list. ``told`` are the fields that are compared and put right."""

    fields: tuple[Field, ...]
    told: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]] = {}  # by field: what our own files write for a code

    def prepare(self, sample: Sequence[Row], run: Run) -> list[Reason]:  # noqa: ARG002
        """What the whole file says of itself: nothing."""
        return []

    @abstractmethod
    def known(self, rows: Sequence[Row], where: Sequence[Spot | Reason], run: Run) -> list[Known | None]:
        """For each row the record it is about."""

    @abstractmethod
    def records(self, numbers: Sequence[int]) -> dict[int, Known]:
        """These records as they are now."""

    @abstractmethod
    def write(self, plans: Sequence[Plan], run: Run) -> list[int]:
        """New records; their ids in order."""

    @abstractmethod
    def put_right(self, known: Known, changes: Mapping[str, Any], run: Run, *, confirmed: datetime | None) -> None:
        """Facts of one record, with their history."""

    @abstractmethod
    def remove(self, numbers: Sequence[int], run: Run) -> None:
        """Records that are gone as if they had never come."""

    def facts(self, row: Row, run: Run) -> dict[str, Any]:  # noqa: ARG002
        """What a row says, blank cells left out."""
        return {name: row[name] for name in self.told if row[name] is not None}

    def more(self, rows: Sequence[Row], where: Sequence[Spot | Reason], run: Run) -> list[Mapping[str, Any] | Reason]:  # noqa: ARG002
        """What else has to be found out for each row, or why it cannot be."""
        return [{} for _row in rows]

    def look(self, rows: Sequence[Row], run: Run) -> list[Look]:
        where = spots(rows, run)
        known, more = self.known(rows, where, run), self.more(rows, where, run)
        return [self._one(*each, run) for each in zip(rows, where, known, more, strict=True)]

    def _one(
        self, row: Row, spot: Spot | Reason, known: Known | None, more: Mapping[str, Any] | Reason, run: Run
    ) -> Look:
        if isinstance(spot, Reason):
            return Look(Verdict.REFUSED, reasons=[spot])
        if isinstance(more, Reason):
            return Look(Verdict.REFUSED, reasons=[more])
        remarks = [spot.odd] if spot.odd else []
        facts = self.facts(row, run)
        plan = Plan(row, spot, facts, known, more)
        if known is None:
            return Look(Verdict.NEW, remarks=remarks, plan=plan)
        if known.scope_id not in run.by.scopes:
            return Look(Verdict.REFUSED, reasons=[ELSEWHERE])
        differing = {name: value for name, value in facts.items() if known.facts.get(name) != value}
        if not differing:
            return Look(Verdict.SAME, known.id, remarks=remarks)
        plan.facts = differing
        changes = [
            Change(name, self._shown(name, known.facts.get(name)), self._shown(name, value))
            for name, value in differing.items()
        ]
        return Look(Verdict.CHANGED, known.id, remarks=remarks, changes=changes, plan=plan)

    def _shown(self, name: str, value: Any) -> str:
        """A fact as it is written for people."""
        if isinstance(value, bool):
            return "是" if value else "否"
        return self.words.get(name, {}).get(str(value), "" if value is None else str(value))

    def take(self, rows: Sequence[Row], looks: Sequence[Look], run: Run) -> list[Taken | Reason]:  # noqa: ARG002
        plans: list[Plan] = [look.plan for look in looks]
        fresh = [number for number, plan in enumerate(plans) if plan.known is None]
        made = dict(zip(fresh, self.write([plans[number] for number in fresh], run) if fresh else [], strict=True))
        now = self.records(list(made.values()))
        taken: list[Taken | Reason] = []
        for number, plan in enumerate(plans):
            known = plan.known
            if known is None:
                taken.append(Taken(made[number], {"new": True, "now": _kept(now[made[number]].facts)}))
                continue
            was = {name: known.facts.get(name) for name in plan.facts}
            confirmed = known.confirmed.isoformat() if known.confirmed else ""
            self.put_right(known, plan.facts, run, confirmed=None)
            taken.append(Taken(known.id, {"was": _kept(was), "now": _kept(plan.facts), "confirmed": confirmed}))
        return taken

    def give_back(self, given: Sequence[Given], run: Run) -> list[Reason | None]:
        records = self.records([one.record for one in given])
        reasons = [_why_it_stays(records.get(one.record), one.before or {}) for one in given]
        going = [one for one, reason in zip(given, reasons, strict=True) if reason is None]
        for one in going:
            before: Mapping[str, Any] = one.before or {}
            if not before.get("new"):
                confirmed = datetime.fromisoformat(before["confirmed"]) if before["confirmed"] else None
                self.put_right(records[one.record], before["was"], run, confirmed=confirmed)
        fresh = [one.record for one in going if (one.before or {}).get("new")]
        if fresh:
            self.remove(fresh, run)
        return reasons


def _why_it_stays(known: Known | None, before: Mapping[str, Any]) -> Reason | None:
    if known is None:
        return GONE
    same = all(_kept(known.facts).get(name) == value for name, value in before.get("now", {}).items())
    return None if same else TOUCHED


def _kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them."""
    return {
        name: value if isinstance(value, int | float | bool | None) else str(value) for name, value in facts.items()
    }


def first_words(meanings: Mapping[str, str]) -> dict[str, str]:
    """For each code the first word that means it."""
    return {code: word for word, code in reversed(list(meanings.items()))}
