"""What happens around shared data that others may want to hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("grant.asked")
@dataclass(frozen=True, slots=True)
class GrantAsked(Fact):
    """A unit asked for data; the unit that owns it decides."""

    request_id: int
    owner_unit: int


@fact("grant.decided")
@dataclass(frozen=True, slots=True)
class GrantDecided(Fact):
    """A request was granted or refused. ``grant_id`` is 0 where it was refused."""

    request_id: int
    grant_id: int


@fact("grant.revoked")
@dataclass(frozen=True, slots=True)
class GrantRevoked(Fact):
    """A grant was taken back or given up: it opens nothing from now on."""

    grant_id: int
