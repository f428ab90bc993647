"""``demo.json`` in the home of a city: how far its demo is loaded, and the logins of those who play in it.

Readable by its owner only. It is a note and not the truth: without it the loading looks in the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from linli.main.demo.logins import Login
from linli.main.launcher.folders import write_private

NAME = "demo.json"
CITY, ALL = "city", "all"


@dataclass(frozen=True, slots=True)
class Note:
    """What is noted; ``founded`` tells which database and which release it speaks of."""

    founded: str = ""
    loaded: str = ""
    logins: tuple[Login, ...] = field(default=())

    def has(self, founded: str, *wanted: str) -> bool:
        """Whether this database has been loaded that far with the packs of this release."""
        return bool(founded) and self.founded == founded and self.loaded in wanted

    def with_logins(self, logins: Iterable[Login]) -> Note:
        """The note with these logins added."""
        known = {one.login: one for one in (*logins, *self.logins)}
        return replace(self, logins=tuple(known.values()))


def read(home: Path) -> Note:
    """The note of a home; an empty one where there is none or it cannot be read."""
    try:
        plain = json.loads((home / NAME).read_text(encoding="utf-8"))
        return Note(plain["founded"], plain["loaded"], tuple(Login(**one) for one in plain["logins"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Note()


def write(home: Path, note: Note) -> None:
    plain = {"founded": note.founded, "loaded": note.loaded, "logins": [asdict(one) for one in note.logins]}
    write_private(home / NAME, json.dumps(plain, ensure_ascii=False, indent=1))
