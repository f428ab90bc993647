"""What else moves when buildings come to another division: higher rooms register what they do about theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """Places (buildings, their dwellings, an ended division) whose smallest division was ``old`` and is ``new``."""

    places: tuple[int, ...]
    old: int
    new: int


Follows = Callable[[Move], None]
_rooms: dict[str, Follows] = {}


def register(room: str, follows: Follows) -> None:
    """Let a room follow moves; once for each room. It runs inside the transaction, under a hat that sees both sides."""
    if _rooms.setdefault(room, follows) is not follows:
        raise ValueError(f"{room} follows moves twice")


def follow(move: Move) -> None:
    for room in sorted(_rooms):
        _rooms[room](move)
