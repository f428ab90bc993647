"""Asking for contradictions: how many of each check a place has, and which they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.scenarios.population.quality import checking
from linli.scenarios.population.quality.checking import RegisterCheck
from linli.scenarios.population.quality.finding import RECORD, STANDING
from linli.scenarios.population.quality.models import Finding, Tally

PAGE = 50


@dataclass(frozen=True, slots=True)
class Count:
    """One check: how many contradictions stand, and how many of them somebody has explained."""

    entry: RegisterCheck
    stand: int
    explained: int

    @property
    def open(self) -> int:
        return self.stand - self.explained


def counts(scope_ids: Sequence[int], *, at: datetime) -> list[Count]:
    """Every check of the city with what these communities have, as counted last. Two statements."""
    stand: dict[str, int] = {}
    explained: dict[str, int] = {}
    rows = Tally.objects.filter(scope_id__in=list(scope_ids), is_whole=True, record=RECORD)
    for row in rows:
        for code, number, said in zip(row.fields, row.needed, row.filled, strict=True):
            stand[code] = stand.get(code, 0) + number
            explained[code] = explained.get(code, 0) + said
    entries = sorted(checking.texts(at=at).values(), key=lambda one: (one.order, one.code))
    return [Count(one, stand.get(one.of, 0), explained.get(one.of, 0)) for one in entries if not one.off]


def listed(scope_id: int, *, check: str = "", is_open: bool = True, page: int = 1) -> list[Finding]:
    """The contradictions of one community, the longest standing first; one more than a page. One statement."""
    rows = Finding.objects.filter(scope_id=scope_id)
    rows = rows.filter(state__in=STANDING) if is_open else rows.exclude(state__in=STANDING)
    rows = rows.filter(check_code=check) if check else rows
    begin = PAGE * (page - 1)
    return list(rows.order_by("state" if is_open else "-ended", "found", "id")[begin : begin + PAGE + 1])


def one(finding_id: int) -> Finding | None:
    """One contradiction; none where the hat may not see it."""
    return Finding.objects.filter(id=finding_id).first()
