"""What a later version of a table may tell: nothing that one person more or fewer has changed."""

from __future__ import annotations

from linli.engines.cubes.table import LEAST, Counts


def merged(before: Counts, now: Counts, *, least: int = LEAST) -> dict[tuple[int, str], int]:
    """The counts of leaves a later version rests on: those of before, but where so many came or went those of now.

    What has fallen below ``least`` keeps the last count that could be told: hiding it now would tell that it has.
    """
    return {cell: _merged(before.get(cell, 0), now.get(cell, 0), least) for cell in {**before, **now}}


def _merged(before: int, now: int, least: int) -> int:
    moved, falls = abs(now - before) >= least, now < least <= before
    return now if moved and not falls else before
