"""Shares of small numbers: how sure a share is, and which order of several is more than chance.

Wilson's interval at 95 % (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927) holds for small bases and for shares near 0 and
1, where the usual plus-minus does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Z = 1.959963984540054  # both tails of 5 %
LEAST = 30  # a share of fewer is shown and not ranked

Interval = tuple[float, float]


def wilson(hits: int, base: int) -> Interval:
    """The 95 % interval of ``hits`` out of ``base``; all of 0–1 where nothing was counted."""
    if not 0 <= hits <= base:
        raise ValueError(f"{hits} of {base}")
    if base == 0:
        return 0.0, 1.0
    share, square = hits / base, Z * Z
    middle = share + square / (2 * base)
    half = Z * sqrt(share * (1 - share) / base + square / (4 * base * base))
    whole = 1 + square / base
    low = 0.0 if hits == 0 else (middle - half) / whole
    high = 1.0 if hits == base else (middle + half) / whole
    return low, high


def ranks(intervals: Sequence[Interval]) -> list[tuple[int, int]]:
    """The best and the worst place each of these can be said to have: (1, 6) where it overlaps the five others.

    One is ahead of another only when its whole interval lies above the other's.
    """
    return [
        (
            1 + sum(low > mine[1] for low, _high in intervals),
            len(intervals) - sum(high < mine[0] for _low, high in intervals),
        )
        for mine in intervals
    ]
