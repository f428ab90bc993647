"""Somebody who adds up everything that was ever shown: which cells follow from it, exactly, by linear algebra."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction

from linli.engines.cubes import TOTAL, Cell, Table

Row = dict[Hashable, Fraction]


def equations(table: Table) -> list[dict[Cell, int]]:
    """Every sum of a table, as what adds up to nothing: a place is those below it, a row the sum of its columns."""
    found = []
    for place in table.parents:
        found.append({(place, TOTAL): -1, **{(place, column): 1 for column in table.columns}})
        below = [one for one, above in table.parents.items() if above == place]
        for column in (*table.columns, TOTAL) if below else ():
            found.append({(place, column): -1, **{(one, column): 1 for one in below}})
    return found


def derived(sums: Iterable[Mapping[Hashable, int]], known: Iterable[Hashable]) -> set[Hashable]:
    """The unknown quantities these sums determine when the others are known to the last unit.

    The sums are reduced to their echelon form over the unknown: what stands alone in a row is determined.
    """
    seen = set(known)
    rows = [{name: Fraction(times) for name, times in one.items() if name not in seen} for one in sums]
    done: list[tuple[Hashable, Row]] = []
    for row in rows:
        left = row
        for pivot, other in done:
            left = _without(left, pivot, other)
        if not left:
            continue
        pivot = next(iter(left))
        left = {name: times / left[pivot] for name, times in left.items()}
        done = [(name, _without(other, pivot, left)) for name, other in done]
        done.append((pivot, left))
    return {pivot for pivot, row in done if len(row) == 1}


def _without(row: Row, pivot: Hashable, other: Row) -> Row:
    times = row.get(pivot)
    if not times:
        return row
    found = {name: row.get(name, Fraction(0)) - times * other.get(name, Fraction(0)) for name in {**row, **other}}
    return {name: value for name, value in found.items() if value}


def told(table: Table, hidden: Iterable[Cell], label: str = "") -> tuple[list[dict[Hashable, int]], list[Hashable]]:
    """The sums of one table under a name of its own, and what of it is in sight. Sums of rows keep the name ""."""
    away = set(hidden)
    named: dict[Cell, Hashable] = {cell: (*cell, "" if cell[1] == TOTAL else label) for cell in table.sums}
    sums: Sequence[dict[Hashable, int]] = [
        {named[cell]: times for cell, times in one.items()} for one in equations(table)
    ]
    return list(sums), [named[cell] for cell in table.sums if cell not in away]
