"""What the declarations say of a cell: worked out from the policies alone, never from what was answered before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from linli.plumbing import policy, walls
from linli.plumbing.policy import Policy
from tests.before_walls import Identity, as_superuser, run, truth
from tests.matrix.actor import Actor
from tests.matrix.naming import Asks
from tests.matrix.records import KINDS, Record
from tests.matrix.town import Town
from tests.matrix.walking import METHODS, Route


class Verdict(Enum):
    """How a cell has to be answered."""

    NO_METHOD = "the address does not take the method"
    LOG_IN = "nobody is logged in"
    NOT_ALLOWED = "the role may not"
    HIDDEN = "the role may, and the record is not theirs to see"
    SHOWN = "the role may, and the record is theirs to see"
    OPENED = "the role may, and no record is named"


@dataclass(frozen=True, slots=True)
class Cell:
    """One question: who asks which address, how, and with which record in it."""

    route: Route
    asks: Asks
    method: str
    actor: Actor
    record: Record | None

    @property
    def name(self) -> tuple[str, str, str, str, str]:
        """What makes it distinct."""
        return (
            self.route.surface,
            self.route.path,
            self.method,
            self.actor.name,
            self.record.side if self.record else "",
        )

    def __str__(self) -> str:
        where = f" [{self.record.kind} {self.record.side}]" if self.record else ""
        return f"{self.method} {self.route.surface}:/{self.route.path}{where} by {self.actor.name}"


@dataclass(slots=True)
class Declared:
    """The declarations as they stood when this was made: roles by action, and by actor and kind the rows they see."""

    town: Town
    roles: Mapping[str, frozenset[str]] = field(default_factory=lambda: dict(policy.actions()))
    tables: Mapping[str, Policy] = field(default_factory=lambda: {one.table: one for one in walls.declared()})
    _seen: dict[tuple[str, str, str, bool], frozenset[int]] = field(default_factory=dict)

    def verdict(self, cell: Cell) -> Verdict:
        if not cell.route.takes(cell.method):
            return Verdict.NO_METHOD
        if cell.route.is_open311 or cell.route.is_open or self.may(cell.actor, cell.route.guard.may):
            if cell.record is None or (cell.method == "OPTIONS" and cell.route.is_open311):
                return Verdict.OPENED
            return Verdict.SHOWN if self.sees(cell.actor, cell.record, alone=cell.asks.alone) else Verdict.HIDDEN
        return Verdict.NOT_ALLOWED if cell.actor.is_somebody else Verdict.LOG_IN

    def may(self, actor: Actor, action: str) -> bool:
        return actor.role in self.roles.get(action, frozenset())

    def sees(self, actor: Actor, record: Record, *, alone: bool = False) -> bool:
        """Whether the row is among those the policy gives to this login with this identity."""
        return not record.is_nothing and record.key in self.seen(actor, record.kind, alone=alone)

    def seen(self, actor: Actor, kind: str, *, alone: bool = False) -> frozenset[int]:
        key = (actor.surface, actor.name, kind, alone)
        if key not in self._seen:
            self._seen[key] = self._asked(actor, kind, actor.alone if alone else actor.identity)
        return self._seen[key]

    def _asked(self, actor: Actor, kind: str, identity: Identity) -> frozenset[int]:
        of = KINDS[kind]
        every = frozenset(one.key for one in self.town.records[kind] if not one.is_nothing)
        if of.secret:
            return every
        held = self.tables[of.as_of or of.table]
        login = held.logins.get(actor.surface)
        if login is None or "select" not in login.verbs:
            return frozenset()
        condition = truth(login.seen, of.table, actor.surface, identity) if login.seen else "true"
        as_superuser()
        if of.of_place:
            condition += f" and {of.table}.{of.of_place} = any('{{{','.join(map(str, identity.scopes))}}}'::int[])"
        if of.of_unit:
            condition = f"({condition}) and {of.table}.unit_id = {identity.unit}"
        found = run(f"select {of.column} from {of.table} where {condition}")
        return every & {int(key) for (key,) in found}

    def hidden_tokens(self, actor: Actor) -> list[tuple[bytes, Record]]:
        """The words of every record this actor may not see: none of them may stand in any answer."""
        return [
            (one.token.encode(), one)
            for kind, records in self.town.records.items()
            for one in records
            if one.token and not KINDS[kind].secret and not self.sees(actor, one)
        ]


def cells(town: Town, routes: Mapping[str, Route], names: Mapping[str, Asks], actor: Actor) -> Iterator[Cell]:
    """Every question of one actor: each address by each method, with each record of the kind it names.

    A method the address does not take is asked once, about what does not exist.
    """
    for path, route in routes.items():
        asks = names[path]
        records: list[Record | None] = list(town.records[asks.of]) if asks.of else [None]
        records.sort(key=lambda one: one is None or not one.is_nothing)
        for method in METHODS:
            taken = route.takes(method) and method not in ("HEAD", "OPTIONS")
            for record in records if taken else records[:1]:
                yield Cell(route, asks, method, actor, record)
