"""A table of counts over a tree of places: leaves are counted, everything above is a sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

LEAST = 10  # whoever is counted among fewer could be told from the count
TOTAL = ""  # the column of the sums of rows
STEP = 5

Cell = tuple[int, str]  # a place and a column
Counts = Mapping[Cell, int]


def rounded(count: int) -> int:
    """To the nearest multiple of five, which tells nobody from his neighbour."""
    return (count + STEP // 2) // STEP * STEP


def shown(count: int) -> int | None:
    """A count by itself as everybody may read it: rounded, none at all of fewer than LEAST."""
    return rounded(count) if count >= LEAST else None


@dataclass(frozen=True)
class Table:
    """``parents`` says what lies above each place (None: the root); ``counts`` are those of leaves, zero where none."""

    parents: Mapping[int, int | None]
    columns: tuple[str, ...]
    counts: Counts

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """The places nothing lies below, in order."""
        above = set(self.parents.values())
        return tuple(place for place in self.parents if place not in above)

    @cached_property
    def lines(self) -> dict[int, tuple[int, ...]]:
        """For each place itself and everything above it, the root last."""
        return {place: tuple(self._above(place)) for place in self.parents}

    def _above(self, place: int | None) -> Iterable[int]:
        while place is not None:
            yield place
            place = self.parents[place]

    @cached_property
    def sums(self) -> dict[Cell, int]:
        """Every cell of the table: leaves, places above them, sums of rows."""
        found = {(place, column): 0 for place in self.parents for column in (*self.columns, TOTAL)}
        for cell, change in self.spread(self.counts).items():
            found[cell] += change
        return found

    def spread(self, changes: Counts) -> dict[Cell, int]:
        """What changes of leaves change everywhere: in the places above and in the sums of rows; zeros left out."""
        found: dict[Cell, int] = {}
        for (leaf, column), change in changes.items():
            for place in self.lines[leaf]:
                found[place, column] = found.get((place, column), 0) + change
                found[place, TOTAL] = found.get((place, TOTAL), 0) + change
        return {cell: change for cell, change in found.items() if change}

    def apart(self, one: int, other: int) -> int:
        """How many steps up from a leaf the two meet: siblings at one."""
        theirs = set(self.lines[other])
        return next((step for step, place in enumerate(self.lines[one]) if place in theirs), len(self.lines[one]))
