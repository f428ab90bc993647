"""What scenarios add to a board: a part of a few shares of the same place, by the hook ``board.part``.

A part costs the board one statement, whatever the size of the place: it is read from sums that are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.module_loading import import_string

from linli.kernel.indicators.queries import Reading
from linli.kernel.places.models import Place
from linli.kit.board import drawing
from linli.kit.routes import Request
from linli.plumbing import manifests

HOOK = "board.part"


@dataclass(frozen=True, slots=True)
class AddedShare:
    """One share: what it is called, what it counts, and where it leads."""

    label: str
    says: str
    reading: Reading
    href: str


@dataclass(frozen=True, slots=True)
class Added:
    """One part: its head, a sentence, its shares, and the way on."""

    title: str
    says: str
    shares: Sequence[AddedShare]
    go: str
    href: str

    @property
    def axis(self) -> drawing.Axis:
        """One axis for all of its shares."""
        return drawing.Axis.around([one.reading for one in self.shares])


Offered = Callable[[Place, Request], Added | None]


@cache
def _offered() -> tuple[Offered, ...]:
    return tuple(import_string(name) for name in manifests.hooks(HOOK))


def parts(place: Place, request: Request) -> list[Added]:
    """Every part that has something to say about a place."""
    return [found for one in _offered() if (found := one(place, request)) is not None]
