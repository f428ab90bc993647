"""What else moves when buildings come to another division, or an area ends: higher rooms register what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Move:
    """Places (buildings, their dwellings, an ended division) whose smallest division was ``old`` and is ``new``.

    ``by`` changes the divisions, ``now``, and ``line`` is that change in the journal.
    """

    places: tuple[int, ...]
    old: int
    new: int
    by: Hat
    now: datetime
    line: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An area that is no more since ``at``; ``into`` is the one it was merged into, if it was."""

    area: int
    kind: str
    scope: int
    into: int | None
    at: datetime


Follows = Callable[[Move], None]
GoesOn = Callable[[Ended, Hat, datetime], None]
_rooms: dict[str, Follows] = {}
_after_ends: dict[str, GoesOn] = {}


def register(room: str, follows: Follows) -> None:
    """Let a room follow moves; once for each room. It runs inside the transaction, under a hat that sees both sides."""
    if _rooms.setdefault(room, follows) is not follows:
        raise ValueError(f"{room} follows moves twice")


def register_end(room: str, goes_on: GoesOn) -> None:
    """Let a room hand on what hung on an ended area; once for each room. It runs inside the worker's transaction."""
    if _after_ends.setdefault(room, goes_on) is not goes_on:
        raise ValueError(f"{room} follows the end of areas twice")


def follow(move: Move) -> None:
    for room in sorted(_rooms):
        _rooms[room](move)


def follow_end(ended: Ended, *, by: Hat, now: datetime) -> None:
    """People before matters: who answers from now on is asked when matters are handed on."""
    for room in sorted(_after_ends, reverse=True):
        _after_ends[room](ended, by, now)
