"""How many people live where, as the map shades it: counted anew now and then, and kept in the process meanwhile.

Whoever may count a community counts all of it, so the numbers are the same for every hat; the hat decides which
communities are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import TypeVar

from linli.kernel.people import queries as people
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kit import words

HOLDS = 900.0  # seconds a count is good for
ANEW = 20  # communities that are counted anew for one look; the others tell what was counted before
MOST_KNOWN = 10_000
Value = TypeVar("Value")
Kept = dict[tuple[int, str], tuple[float, Value]]

_counts: Kept[tuple[int, int]] = {}
_cells: Kept[Mapping[int, int]] = {}


def counts(scopes: Sequence[int], at: datetime) -> dict[int, tuple[int, int]]:
    """People and doors by community. Two statements at most."""

    def counted(wanted: list[int]) -> dict[int, tuple[int, int]]:
        found, doors = people.living_in(wanted, at=at), places.doors_in(wanted)
        return {one: (found.get(one, 0), doors.get(one, 0)) for one in wanted}

    return _kept(_counts, scopes, at, counted)


def squares(scopes: Sequence[int], *, zoom: int, at: datetime) -> dict[int, int]:
    """People by cell of a zoom, in these communities. One statement at most."""
    found: dict[int, int] = {}
    shift = 2 * (geo.ZOOM - zoom)
    held = _kept(_cells, scopes, at, lambda wanted: people.living_by_cell(wanted, at=at))
    for cells in held.values():
        for cell, count in cells.items():
            found[cell >> shift] = found.get(cell >> shift, 0) + count
    return found


def forget() -> None:
    """Count everything anew; for tests, which change what a day has already told."""
    _counts.clear()
    _cells.clear()


def _kept(
    known: Kept[Value],
    scopes: Sequence[int],
    at: datetime,
    count: Callable[[list[int]], Mapping[int, Value]],
) -> dict[int, Value]:
    """What is known of each community that day: counted now where it never was, some of what is old counted anew."""
    day, now = words.local(at).date().isoformat(), monotonic()
    if len(known) > MOST_KNOWN:
        known.clear()
    held = {one: known.get((one, day)) for one in scopes}
    old = [one for one, found in held.items() if found is not None and now - found[0] >= HOLDS][:ANEW]
    fresh = count([*(one for one, found in held.items() if found is None), *old])
    known.update({(one, day): (now, value) for one, value in fresh.items()})
    return {one: fresh[one] if found is None or one in fresh else found[1] for one, found in held.items()}
