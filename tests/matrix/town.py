"""What the ground of the matrix is: its sides, its records by kind, and the texts and phones nobody else has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from linli.kernel.grants.models import ItemRevision
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from tests.matrix.records import Record
from tests.world import World

YEAR = timedelta(days=365)
NOBODYS = 98_765_432  # a key no row has
NO_PHOTO = "ZZZZZZZZZZZZ"
NOBODYS_CODE = "ZZZZ-ZZZZ-ZZZZ"


@dataclass(frozen=True, slots=True)
class Side:
    """A community, a building of it, the resident of the world who lives there, and who brings matters there."""

    name: str
    community: str
    building: str
    resident: int | None
    unit: str
    grid: str
    area: str


SIDES = (
    Side("taoyuanbei", "桃源北社区", "taoyuan_36-2", 0, "taoyuanbei_committee", "taoyuanbei-1", "taoyuan_36"),
    Side("tiantao", "天桃社区", "tiantao_17-1", 2, "tiantao_committee", "tiantao-1", "tiantao_17"),
    Side("xinghu", "星湖社区", "xinghu_6-1", None, "xinghu_committee", "xinghu-1", "xinghu_6"),
)


@dataclass(slots=True)
class Town:
    """The records by kind, each kind with one that does not exist; and the world they stand in."""

    world: World
    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    keys: list[str] = field(default_factory=list)  # the secret of a key that runs, and of one that has ended
    entry: ItemRevision | None = None  # of the open list, which everybody asks for
    _drawn: Iterator[int] = field(default_factory=lambda: count(1))

    def token(self) -> str:
        """A text nobody else writes."""
        return f"Zq{next(self._drawn):04d}x"

    def phone(self) -> str:
        """A phone nobody else has; its last four digits are shown of it."""
        return f"1377770{next(self._drawn):04d}"

    def add(
        self, kind: str, side: str, key: int, words: Mapping[str, object], token: str = "", *, ended: bool = False
    ) -> Record:
        made = Record(kind, side, key, {name: str(word) for name, word in words.items()}, token, ended)
        self.records[kind].append(made)
        return made

    def of(self, kind: str, side: str) -> Record:
        return next(one for one in self.records[kind] if one.side == side)


def reporter(town: Town, side: Side) -> Hat:
    """Who brings matters of a side: its resident, or nobody by name."""
    return town.world.resident(side.resident) if side.resident is not None else scope.VISITOR
