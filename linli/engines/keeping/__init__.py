"""How well a register is kept: how complete its records are and how fresh, as shares that can be put together.

    whole = Kept(needed=12, filled=9) + Kept(needed=4, filled=4)
    whole.share                      # 13/16
    score(complete=.8, fresh=.5, weigh=(50, 50))

Every field a record needs is one thing asked, with its weight; every record is asked once whether somebody has
confirmed it lately. So a building's share is that of its doors together, a street's that of its buildings, and no
order of adding changes it. What a dwelling is used as is judged in :mod:`linli.engines.keeping.occupancy`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Kept:
    """Things asked and things there, both with their weights; ``base`` is how many were asked."""

    needed: float = 0.0
    filled: float = 0.0
    base: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.needed + other.needed, self.filled + other.filled, self.base + other.base)

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing was asked, which is not the same as nothing being there."""
        return self.filled / self.needed if self.needed else None

    @property
    def hits(self) -> int:
        """The share as whole things out of ``base``, for an interval: weights shift it, they do not add to it."""
        return 0 if self.share is None else min(self.base, round(self.share * self.base))


NOTHING = Kept()


def asked(needed: int, filled: int, weight: float) -> Kept:
    """``needed`` equal questions of which ``filled`` have an answer, each of that weight."""
    if not 0 <= filled <= needed:
        raise ValueError(f"{filled} of {needed}")
    return Kept(needed * weight, filled * weight, needed)


def together(parts: Iterable[Kept]) -> Kept:
    """All of them as one."""
    return sum(parts, NOTHING)


def score(*, complete: float | None, fresh: float | None, weigh: tuple[float, float]) -> float | None:
    """0 to 100 out of both shares; where one asks nothing the other stands alone, where both do there is none."""
    known = [(share, weight) for share, weight in zip((complete, fresh), weigh, strict=True) if share is not None]
    total = sum(weight for _share, weight in known)
    return 100 * sum(share * weight for share, weight in known) / total if total else None


def due(confirmed: datetime | None, *, holds: timedelta) -> datetime | None:
    """When a confirmation is over; None where nobody ever confirmed it, which is due at once."""
    return None if confirmed is None else confirmed + holds


def is_due(confirmed: datetime | None, *, holds: timedelta, at: datetime) -> bool:
    """Whether somebody has to look again. A confirmation holds through its last moment and no longer."""
    over = due(confirmed, holds=holds)
    return over is None or over <= at
