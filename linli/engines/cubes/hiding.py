"""Choosing what is held back besides the small cells, by finding for each of them a table in which it is not small.

A witness moves counts between leaves: a small cell gains, another column of its row loses, and in a second row it is
the other way round, so that all sums stay. Where a whole row is small its sum gains too, at the cost of a second row's;
where no second row can pay, the cells above change up to the root. Whatever changes is held back; of all witnesses the
one is taken that holds back the fewest cells more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from linli.engines.cubes.table import LEAST, TOTAL, Cell, Table

NEAR = 12  # second rows that are tried, the nearest first
Changes = dict[Cell, int]


class Impossible(ValueError):
    """A small cell cannot be hidden: what would have to be held back with it was shown before."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(f"{cell} can be computed from what was shown before")
        self.cell = cell


@dataclass(frozen=True, slots=True)
class Held:
    """What is held back, and for each small cell of a leaf the changes that prove it cannot be told."""

    hidden: frozenset[Cell]
    witnesses: dict[Cell, Changes] = field(default_factory=dict)


def hold_back(table: Table, *, least: int = LEAST, hidden: Iterable[Cell] = (), shown: Iterable[Cell] = ()) -> Held:
    """The cells of ``table`` nobody is to see.

    ``hidden`` was held back in an earlier version and stays so; ``shown`` stands in one, so that hiding it now would
    help nobody. ``Impossible`` where they leave no way.
    """
    return _Hiding(table, least, frozenset(hidden), frozenset(shown)).held()


class _Hiding:
    def __init__(self, table: Table, least: int, hidden: frozenset[Cell], shown: frozenset[Cell]) -> None:
        self.table, self.least, self.shown = table, least, shown
        self.sums = table.sums
        self.hidden = set(hidden) | {cell for cell, count in self.sums.items() if count < least}
        self.witnesses: dict[Cell, Changes] = {}
        self.payers: dict[int, int | None] = {}

    def held(self) -> Held:
        """Sums of rows first: they do not depend on what the columns are, so tables of one thing agree in them."""
        small = [leaf for leaf in self.table.leaves if self.sums[leaf, TOTAL] < self.least]
        for leaf in sorted(small, key=lambda one: (self.sums[one, TOTAL], one)):
            self.payers[leaf] = self._payer(leaf)
        for leaf in small:
            self._hide((leaf, TOTAL), self._of_row(leaf))
        for column in self.table.columns:
            for leaf in self.table.leaves:
                if self.sums[leaf, column] < self.least:
                    self._hide((leaf, column), self._of_cell(leaf, column))
        return Held(frozenset(self.hidden), self.witnesses)

    def _hide(self, cell: Cell, tried: Iterator[Changes]) -> None:
        """Take the witness that costs least."""
        best: tuple[int, int, Changes, set[Cell]] | None = None
        for changes in tried:
            touched = set(self.table.spread(changes))
            if touched & self.shown:
                continue
            more = touched - self.hidden
            cost = (len(more), sum(self.sums[one] for one in more))
            if best is None or cost < best[:2]:
                best = (*cost, changes, more)
            if not more:
                break
        if best is None:
            raise Impossible(cell)
        self.hidden |= best[3]
        self.witnesses[cell] = best[2]

    # -- rows whose sum is small

    def _payer(self, leaf: int) -> int | None:
        """The row whose sum goes down when that of a small row goes up: hidden already, near, small."""
        top = self._top(leaf, TOTAL)
        fit = [
            one
            for one in self.table.leaves
            if top not in self.table.lines[one] and self.sums[one, TOTAL] >= self.least and self._may_pay(leaf, one)
        ]
        taken = set(self.payers.values())
        key = lambda one: (one not in taken, self.table.apart(leaf, one), self.sums[one, TOTAL], one)  # noqa: E731
        return min(fit, key=key, default=None)

    def _may_pay(self, leaf: int, payer: int) -> bool:
        """Whether the sums that would change are not in sight already."""
        met = set(self.table.lines[leaf]) & set(self.table.lines[payer])
        touched = {(place, TOTAL) for one in (leaf, payer) for place in self.table.lines[one] if place not in met}
        return not touched & self.shown

    def _of_row(self, leaf: int) -> Iterator[Changes]:
        """Its sum gains what the payer loses, column by column; without a payer every sum above gains."""
        payer = self.payers[leaf]
        if payer is None:
            for column in self.table.columns:
                yield {(leaf, column): self.least}
            return
        for loss in self._losses(payer, self.least, but=""):
            yield {**{(leaf, column): lost for column, lost in loss.items()}, **_minus(payer, loss)}

    # -- cells

    def _of_cell(self, leaf: int, column: str) -> Iterator[Changes]:
        if self.sums[leaf, TOTAL] >= self.least:
            needed = self.least - self.sums[leaf, column]
            for loss in self._losses(leaf, needed, but=column):
                yield from self._repaired(leaf, column, needed, {(leaf, column): needed, **_minus(leaf, loss)}, loss)
            yield {(leaf, column): needed}
            return
        payer = self.payers[leaf]
        gain = {(leaf, column): self.least}
        if payer is None:
            yield gain
            return
        own = min(self.least, self.sums[payer, column])
        rest = self.least - own
        if not rest:
            yield {**gain, (payer, column): -own}
        for loss in self._losses(payer, rest, but=column) if rest else ():
            paid = {**gain, **_minus(payer, loss | ({column: own} if own else {}))}
            yield from self._repaired(leaf, column, rest, paid, loss, payer)

    def _repaired(
        self, leaf: int, column: str, amount: int, changes: Changes, loss: dict[str, int], payer: int | None = None
    ) -> Iterator[Changes]:
        """The changes with a second row that undoes them in the sums of columns; last without, up to the root."""
        top = self._top(leaf, column)
        fit = [
            one
            for one in self.table.leaves
            if self.sums[one, column] >= amount and one not in (leaf, payer) and top not in self.table.lines[one]
        ]
        near = lambda one: ((one, column) not in self.hidden, self.table.apart(leaf, one), self.sums[one, column], one)  # noqa: E731
        for second in sorted(fit, key=near)[:NEAR]:
            yield {**changes, (second, column): -amount, **{(second, other): lost for other, lost in loss.items()}}
        yield changes

    def _losses(self, leaf: int, amount: int, *, but: str) -> Iterator[dict[str, int]]:
        """Ways in which other columns of a row can lose so much: one alone, else the largest together."""
        rich = [one for one in self.table.columns if one != but]
        rich.sort(key=lambda one: ((leaf, one) not in self.hidden, self.sums[leaf, one], one))
        alone = [one for one in rich if self.sums[leaf, one] >= amount]
        for one in alone:
            yield {one: amount}
        if alone:
            return
        loss, left = {}, amount
        for one in sorted(rich, key=lambda one: -self.sums[leaf, one]):
            lost = min(left, self.sums[leaf, one])
            if lost:
                loss[one] = lost
                left -= lost
        if not left:
            yield loss

    def _top(self, leaf: int, column: str) -> int:
        """The highest place above a leaf whose cell of that column is small as well."""
        return [place for place in self.table.lines[leaf] if self.sums[place, column] < self.least][-1]


def _minus(leaf: int, loss: dict[str, int]) -> Changes:
    return {(leaf, column): -lost for column, lost in loss.items()}
