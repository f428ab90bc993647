"""What a dwelling is used as, judged from what was declared and by whom: lived in by its owner, let, empty, mixed.

Nothing is guessed: a dwelling without people in the register is not empty, and one in which people live whose right
to be there nobody declared is not its owner's home. The newest declaration counts. What people are linked to the
dwelling is itself declared, dated by the latest of these links, and stands against a declaration that is older.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Use(StrEnum):
    """States of a dwelling."""

    SELF = "self"
    LET = "let"
    EMPTY = "empty"
    MIXED = "mixed"
    UNKNOWN = "unknown"


TELLING = frozenset(Use) - {Use.UNKNOWN}


class Ground(StrEnum):
    """What a judgement stands on."""

    DECLARED = "declared"  # somebody said so: owner, landlord, grid worker, a department's list
    LETTING = "letting"  # a letting runs
    OWNER_LIVES = "owner_lives"  # an owner is an occupant too
    TENANTS = "tenants"  # tenants are linked
    OWNER_AND_TENANTS = "owner_and_tenants"
    NOBODY_SAID = "nobody_said"


@dataclass(frozen=True, slots=True)
class Said:
    """One declaration about a dwelling."""

    use: str
    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the register links to a dwelling at a moment: since when for each, None where there is none."""

    owner_lives: datetime | None = None  # the latest of the links of owners who are occupants too
    tenants: datetime | None = None  # the latest link of a tenant
    letting: datetime | None = None  # the latest letting that runs


@dataclass(frozen=True, slots=True)
class Judged:
    """The state with its ground, since when, and who said so where somebody did."""

    use: Use
    ground: Ground
    since: datetime | None = None
    source: str = ""


def judge(said: Sequence[Said], seen: Seen) -> Judged:
    """The state of one dwelling. A declaration of ``unknown`` says nothing; of two at one moment the later counts."""
    linked = _linked(seen)
    newest = max((one for one in said if one.use in TELLING), key=lambda one: one.at, default=None)
    if newest is not None and (linked is None or linked.since is None or newest.at >= linked.since):
        return Judged(Use(newest.use), Ground.DECLARED, newest.at, newest.source)
    return linked or Judged(Use.UNKNOWN, Ground.NOBODY_SAID)


def _linked(seen: Seen) -> Judged | None:
    """What links and lettings alone say."""
    let = max((one for one in (seen.tenants, seen.letting) if one is not None), default=None)
    if seen.owner_lives is not None and let is not None:
        return Judged(Use.MIXED, Ground.OWNER_AND_TENANTS, max(seen.owner_lives, let))
    if let is not None:
        ground = Ground.LETTING if seen.letting is not None else Ground.TENANTS
        return Judged(Use.LET, ground, let)
    if seen.owner_lives is not None:
        return Judged(Use.SELF, Ground.OWNER_LIVES, seen.owner_lives)
    return None
