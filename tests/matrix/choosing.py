"""Which cells one run asks: of each address, method and role one for everything a record can be to whoever asks.

Several hold a role in different places, and several records are the same to them: a record of the neighbouring
community is as foreign to a clerk as one of another street. A run asks each of these questions once, of another of
those who hold the role at every address. Of the methods an address does not take each role tries some, so that every
one of them is tried at every address. The proof asks all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from zlib import crc32

from tests.matrix.actor import Actor
from tests.matrix.declared import Cell, Declared, Verdict, cells
from tests.matrix.naming import Asks
from tests.matrix.relating import relation
from tests.matrix.walking import METHODS, Route

OPEN = (Verdict.OPENED, Verdict.SHOWN)
TRIES = 2  # methods an address does not take, by each role


def chosen(
    declared: Declared, routes: Mapping[str, Route], names: Mapping[str, Asks], actors: Sequence[Actor]
) -> Iterator[Cell]:
    """The cells of one surface, those of an actor and an address together with what does not exist first."""
    held: dict[str, list[Actor]] = {}
    for actor in actors:
        held.setdefault(_alike(actor), []).append(actor)
    for path, route in routes.items():
        heads = False
        for turn, (name, group) in enumerate(held.items()):
            first = crc32(f"{path} {name}".encode()) % len(group)
            tried = _tried(route, turn)
            for cell in _new(declared, route, names[path], [*group[first:], *group[:first]]):
                if not route.takes(cell.method):
                    if cell.method in tried:
                        yield cell
                elif cell.method != "HEAD" or declared.verdict(cell) not in OPEN:
                    yield cell
                elif not heads:  # made like the page and told without it: once is enough
                    heads = True
                    yield cell


def _tried(route: Route, turn: int) -> set[str]:
    """Which of the methods an address does not take the role whose turn it is tries: the next ones in a round."""
    none = [method for method in METHODS if not route.takes(method)]
    first = crc32(route.path.encode()) + turn * TRIES
    return {none[(first + step) % len(none)] for step in range(TRIES)}


def _alike(actor: Actor) -> str:
    """Who holds a role at the desk is like another in the same; whoever comes without one is like nobody else."""
    return actor.role if actor.is_somebody and actor.surface == "desk" else actor.name


def _new(declared: Declared, route: Route, asks: Asks, group: Sequence[Actor]) -> Iterator[Cell]:
    """The cells of an address that ask what none before asked, each with the one about nothing it is compared with."""
    asked: set[tuple[str, str, Verdict]] = set()
    for actor in group:
        of_one = cells(declared.town, {route.path: route}, {route.path: asks}, actor)
        for method, found in groupby(of_one, key=lambda cell: cell.method):
            fresh = []
            for cell in found:
                kind = (method, relation(cell, declared), declared.verdict(cell))
                if kind not in asked:
                    fresh.append(cell)
                    asked.add(kind)
                elif cell.record is not None and cell.record.is_nothing:
                    fresh.append(cell)
            if len(fresh) > 1 or (fresh and actor is group[0]):
                yield from fresh
