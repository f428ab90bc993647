"""How it goes with the witnesses, and what those in reach hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from linli.gates.witnesses import folders
from linli.gates.witnesses.models import Witness
from linli.gates.witnesses.naming import named
from linli.kernel.journal.source import Held


@dataclass(frozen=True, slots=True)
class Standing:
    """One witness: the size of the last checkpoint it took, when, and since when it takes none."""

    name: str
    size: int
    taken: datetime | None
    failing_since: datetime | None
    trouble: str


def standing() -> list[Standing]:
    """Every witness the operator has named, in that order. One statement."""
    rows = {row.name: row for row in Witness.objects.all()}
    found = [(one.name, rows.get(one.name) or Witness(name=one.name)) for one in named()]
    return [Standing(name, row.size, row.taken, row.failing_since, row.trouble) for name, row in found]


def held() -> Iterator[Held]:
    """What the folders among the witnesses hold."""
    for one in named():
        if one.folder is not None:
            yield from (Held(note, one.name) for note in folders.kept(one.folder))
