"""How well places are kept, put together from counted rows: pure sums, whichever places they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from linli.engines import keeping, shares
from linli.engines.keeping import Kept
from linli.scenarios.population.quality.models import Tally
from linli.scenarios.population.quality.rules import Ruled, Weighing

Cells = dict[tuple[str, str], tuple[int, int]]  # (record, field) → needed, filled


@dataclass(slots=True)
class Standing:
    """One place, or several together: what was asked of its records and what is there, in total and field by field."""

    complete: Kept = keeping.NOTHING
    fresh: Kept = keeping.NOTHING
    records: dict[str, int] = field(default_factory=dict)
    dated: dict[str, int] = field(default_factory=dict)
    due: dict[str, int] = field(default_factory=dict)
    never: int = 0
    oldest: datetime | None = None
    cells: Cells = field(default_factory=dict)

    def add(self, other: Standing) -> Standing:
        """Take another one in."""
        self.complete, self.fresh = self.complete + other.complete, self.fresh + other.fresh
        for mine, theirs in (
            (self.records, other.records), (self.dated, other.dated), (self.due, other.due),
        ):  # fmt: skip
            for record, count in theirs.items():
                mine[record] = mine.get(record, 0) + count
        for cell, (needed, filled) in other.cells.items():
            before = self.cells.get(cell, (0, 0))
            self.cells[cell] = (before[0] + needed, before[1] + filled)
        self.never += other.never
        self.oldest = min((one for one in (self.oldest, other.oldest) if one), default=None)
        return self

    @property
    def all_due(self) -> int:
        """Records that somebody has to confirm again."""
        return sum(self.due.values())

    @property
    def all_dated(self) -> int:
        return sum(self.dated.values())

    @property
    def is_few(self) -> bool:
        """Too few records for one share to be held against another."""
        return self.all_dated < shares.LEAST

    def score(self, weigh: Weighing) -> float | None:
        return keeping.score(complete=self.complete.share, fresh=self.fresh.share, weigh=(weigh.complete, weigh.fresh))

    def interval(self) -> tuple[float, float]:
        """The interval of the share that is fresh, by the records that have to be."""
        return shares.wilson(self.fresh.hits, self.fresh.base)


def of_rows(rows: Iterable[Tally], ruled: Ruled) -> Standing:
    """The rows of one place under the rules of its community."""
    made = Standing()
    for row in rows:
        weight = ruled.weight(row.record)
        made.add(_of_row(row, weight, ruled.needs(row.record)))
    return made


def _of_row(row: Tally, weight: float, needs: Mapping[str, float]) -> Standing:
    cells = {name: (needed, filled) for name, needed, filled in zip(row.fields, row.needed, row.filled, strict=True)}
    complete = keeping.together(
        keeping.asked(*cells[name], weight * each) for name, each in needs.items() if name in cells
    )
    return Standing(
        complete=complete,
        fresh=keeping.asked(row.dated, row.fresh, weight),
        records={row.record: row.records},
        dated={row.record: row.dated},
        due={row.record: row.dated - row.fresh},
        never=row.never,
        oldest=row.oldest,
        cells={(row.record, name): cell for name, cell in cells.items()},
    )


def stalest_first(found: Mapping[int, Standing]) -> list[int]:
    """Places in the order in which somebody should go there: the least fresh first, of equal ones who has more due."""

    def key(about: int) -> tuple[float, int, int]:
        one = found[about]
        share = one.fresh.share
        return (2.0 if share is None else share, -one.all_due, about)

    return sorted(found, key=key)
