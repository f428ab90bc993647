"""What else hangs on a person: higher rooms register what they do when two records become one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from linli.kernel.people.models import Person
from linli.plumbing.scope import Hat


class Follows(Protocol):
    """Bring over what a room keeps of ``gone``. Runs inside the transaction of the merger."""

    def __call__(self, *, kept: Person, gone: Person, by: Hat, now: datetime) -> None: ...


_rooms: dict[str, Follows] = {}


def register(room: str, follows: Follows) -> None:
    """Let a higher room follow mergers; once for each room."""
    if _rooms.setdefault(room, follows) is not follows:
        raise ValueError(f"{room} follows mergers twice")


def follow(*, kept: Person, gone: Person, by: Hat, now: datetime) -> None:
    for room in sorted(_rooms):
        _rooms[room](kept=kept, gone=gone, by=by, now=now)
