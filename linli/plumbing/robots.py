"""The robots of the worker: each by name, with what it may do written down, and how far it reaches.

Nobody stands behind a timer, and whoever caused a fact has long gone on when it is heard. So what the worker does it
does as a robot that a room has declared in its ``policy.py``: it takes the actions that stand there and no other
(:func:`linli.plumbing.policy.may`), and its name stands in the journal as the purpose of each of its lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """How far a robot sees: its scopes are always written out, never "everything"."""

    CITY = "every division of the city"
    DIVISION = "the division the fact or the file is about"
    NOWHERE = "no division: tables that know no person"


@dataclass(frozen=True, slots=True)
class Robot:
    """One robot: its name, what it is for, which actions of the policies it takes, how far it sees."""

    name: str
    does: str
    may: frozenset[str] = frozenset()
    reach: Reach = Reach.CITY


class Unknown(LookupError):
    """Nobody has declared a robot of this name."""


_robots: dict[str, Robot] = {}


def declare(*robots: Robot) -> None:
    """Add robots; a name can be declared once."""
    for one in robots:
        if _robots.setdefault(one.name, one) != one:
            raise ValueError(f"the robot {one.name} is declared twice")


def declared() -> dict[str, Robot]:
    """Every robot by its name."""
    return dict(_robots)


def allowed(name: str, action: str) -> bool:
    """Whether the robot of this name takes this action. One without a name is no robot of the worker's."""
    one = _robots.get(name)
    return one is None or action in one.may


def named(name: str) -> Robot:
    """The robot of a name, or :class:`Unknown`."""
    try:
        return _robots[name]
    except KeyError:
        raise Unknown(f"no policy declares the robot {name}") from None


def undeclared(names: Iterable[str]) -> list[str]:
    """Those of these names that no room has declared."""
    return sorted(set(names) - _robots.keys())
