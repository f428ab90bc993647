"""The lines of the policies, each with a way to delete it and the cells that are generated from it.

A line that can be deleted without any of its own cells noticing is one nobody would miss, or one nobody looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from linli.kit.routes import OPEN
from linli.plumbing import policy, walls
from linli.plumbing.policy import Anyone, ByBeginning, Login, Policy
from tests.before_walls import as_superuser
from tests.matrix import rows
from tests.matrix.actor import Actor
from tests.matrix.asking import Asker
from tests.matrix.declared import Cell, Declared, Verdict
from tests.matrix.deeds import Verb
from tests.matrix.naming import Asks
from tests.matrix.rows import Sides
from tests.matrix.walking import Route
from tests.stalking import taken_back
from tests.surfaces import surface

NOBODYS = "nothing.nobody"  # an action no policy declares


@dataclass(frozen=True, slots=True)
class Ground:
    """What cells are asked of: the town with everybody in it, the addresses, the verbs, two sides before the walls."""

    declared: Declared
    actors: Mapping[str, Actor]
    routes: Mapping[str, Mapping[str, Route]]
    names: Mapping[str, Mapping[str, Asks]]
    verbs: tuple[Verb, ...]
    sides: Sides


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, how it is deleted, and what its cells find wrong then (nothing while it stands).

    What a page asks for is deleted in two ways: open to everybody and, where nobody is kept out or the verb behind the
    page refuses the same ones, open to nobody.
    """

    says: str
    deleted: Callable[[], Any]
    asked: Callable[[Ground], Iterator[str]]
    otherwise: Callable[[], Any] | None = None

    def survives(self, ground: Ground) -> bool:
        """Whether the line can be deleted and no cell of it is answered otherwise."""
        return all(self._unnoticed(way, ground) for way in (self.deleted, self.otherwise) if way)

    def _unnoticed(self, way: Callable[[], Any], ground: Ground) -> bool:
        with way():
            return next(self.asked(ground), None) is None


def every_line(ground: Ground) -> list[Line]:
    """Who may take which action, what each login may do with each table and which rows, what each page asks for."""
    return [*_actions(ground), *_tables(ground), *_guards(ground)]


# -- who may take an action


def _actions(ground: Ground) -> Iterator[Line]:
    for action, held in sorted(ground.declared.roles.items()):
        for role in sorted(held):
            yield Line(
                f"{role} may {action}",
                lambda action=action, role=role: _without(action, role),
                lambda ground, action=action, role=role: _of_role(ground, action, role),
            )


@contextmanager
def _without(action: str, role: str) -> Iterator[None]:
    held = policy._actions[action]
    policy._actions[action] = held - {role}
    try:
        yield
    finally:
        policy._actions[action] = held


def _of_role(ground: Ground, action: str, role: str) -> Iterator[str]:
    """The cells of a role and an action: verbs that ask for it, pages that do, parts of pages that are for it."""
    for verb in ground.verbs:
        if verb.action == action and verb.refuses(role):
            yield f"{verb} refuses {role}"
    for actor in (one for one in ground.actors.values() if one.role == role):
        for route in ground.routes[actor.surface].values():
            asks = ground.names[actor.surface][route.path]
            if route.guard.may == action or asks.takes_part(action):
                yield from _wrong(ground, route, actor, (Verdict.OPENED, Verdict.SHOWN))


def _wrong(ground: Ground, route: Route, actor: Actor, verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    """What is wrong with the cells of a route and an actor that are declared to be answered so."""
    asker, asks = Asker(ground.declared), ground.names[route.surface][route.path]
    kind = ground.declared.town.records[asks.of] if asks.of else [None]
    records = sorted(kind, key=lambda one: one is None or not one.is_nothing)
    with surface(route.surface):
        for method in (one for one in ("GET", "POST") if route.takes(one)):
            for record in records:
                cell = Cell(route, asks, method, actor, record)
                if ground.declared.verdict(cell) in verdicts or (record is not None and record.is_nothing):
                    yield from asker.judge(cell)


# -- what a login may do with a table


def _tables(ground: Ground) -> Iterator[Line]:
    for one in sorted(ground.declared.tables.values(), key=lambda held: held.table):
        for login, given in sorted(one.logins.items()):
            for says, changed in _less(given, walled=login in ground.sides.own):
                mutant = replace(one, logins={**one.logins, login: changed})
                yield Line(
                    f"{login} on {one.table}: {says}",
                    lambda mutant=mutant: _raised(mutant),
                    lambda ground, one=one, login=login: iter(rows.wrong(one, login, ground.sides)),
                )


def _less(given: Login, *, walled: bool) -> Iterator[tuple[str, Login]]:
    """The line without each of its parts: a verb, a column, the wall."""
    verbs = [verb.strip() for verb in given.verbs.split(",")]
    for verb in verbs:
        yield verb, replace(given, verbs=", ".join(other for other in verbs if other != verb))
    for column in given.changes:
        yield f"change {column}", replace(given, changes=tuple(other for other in given.changes if other != column))
    if walled and given.seen is not None and "select" in verbs and not isinstance(given.seen, Anyone | ByBeginning):
        yield f"only {given.seen}", replace(given, rows=Anyone(), reads=None)


@contextmanager
def _raised(mutant: Policy) -> Iterator[None]:
    """The database as it would be with this declaration, until the end of the block."""
    as_superuser()
    with taken_back():
        with connection.cursor() as cursor:
            for login in walls.LOGINS:
                cursor.execute(f"revoke all on {mutant.table} from linli_{login}")
            for statement in walls.statements(mutant):
                if not statement.startswith("grant  on"):  # no verb is left
                    cursor.execute(statement)
        yield
    connection.needs_rollback = False
    as_superuser()


# -- what a page asks for


def _guards(ground: Ground) -> Iterator[Line]:
    for where, routes in ground.routes.items():
        for route in routes.values():
            if not route.is_open and not route.is_open311:
                yield Line(
                    f"{where}:/{route.path} asks for {route.guard.may}",
                    lambda route=route: _guarded(route, OPEN),
                    lambda ground, route=route: _of_guard(ground, route),
                    lambda route=route: _guarded(route, NOBODYS),
                )


@contextmanager
def _guarded(route: Route, action: str) -> Iterator[None]:
    """The page as if it asked for another action."""
    holder = _holder(route.view)
    before = holder()
    holder(action)
    try:
        yield
    finally:
        holder(before)


def _holder(view: Any) -> Callable[..., str]:
    """Where a view keeps the action it asks for: read without a value, set with one."""
    inside = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True))
    if "self" in inside:  # an operation of the API
        entry = inside["self"].cell_contents.operations[0].auth_callbacks[0]

        def of_entry(value: str | None = None) -> str:
            if value is not None:
                entry.may = value
            return str(entry.may)

        return of_entry
    while "guard" not in view.__code__.co_freevars:
        view = view.__wrapped__
    cell = view.__closure__[view.__code__.co_freevars.index("guard")]

    def of_page(value: str | None = None) -> str:
        if value is not None:
            cell.cell_contents = replace(cell.cell_contents, may=value)
        return str(cell.cell_contents.may)

    return of_page


def _of_guard(ground: Ground, route: Route) -> Iterator[str]:
    """The cells of everybody who may not come to this page, then of everybody who may."""
    actors = [one for one in ground.actors.values() if one.surface == route.surface]
    for verdicts in ((Verdict.NOT_ALLOWED, Verdict.LOG_IN), (Verdict.OPENED, Verdict.SHOWN)):
        for actor in actors:
            yield from _wrong(ground, route, actor, verdicts)
