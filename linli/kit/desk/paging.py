"""The pages of a long list: where it stands, and the addresses of the pages around."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MOST_COUNTED = 1_000  # no list counts further


@dataclass(frozen=True, slots=True)
class Page:
    """Where the list stands: first–last of a total in words, and the addresses of the pages around."""

    first: int
    last: int
    total: str
    numbers: list[int | None]
    current: int
    before: str
    after: str


def around(current: int, last: int) -> list[int | None]:
    """1 … 4 5 6 … 12: the first, the neighbours, the last; None is a gap."""
    wanted = sorted({1, current - 1, current, current + 1, last} & set(range(1, last + 1)))
    shown: list[int | None] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before > 1:
            shown.append(None)
        shown.append(number)
    return shown


def stretch(current: int, *, size: int, count: int, total: int, address: Callable[[int], str]) -> Page | None:
    """The page ``current`` of a list that was counted, no further than ``MOST_COUNTED``; None where one page does."""
    pages = -(-min(total, MOST_COUNTED) // size)
    if pages <= 1 and current == 1:
        return None
    first = (current - 1) * size
    return Page(
        first=first + 1,
        last=first + count,
        total=f"{MOST_COUNTED:,}+" if total > MOST_COUNTED else f"{total:,}",
        numbers=around(current, max(pages, current)),
        current=current,
        before=address(current - 1) if current > 1 else "",
        after=address(current + 1) if current < pages else "",
    )
