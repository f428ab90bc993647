"""``linli bench cases``: what opening, listing and reading cases costs at ten thousand of them.

One clerk who sees one street of two, one web process per surface, one request at a time, a new connection each:
the conditions under which Signalen was measured, so that both can be measured in one run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from linli.main.bench import Row, cpu, requests
from linli.main.bench.city import City, throw_away
from linli.main.bench.cpu import Meter, of_tree
from linli.main.bench.load import Ask, Cost, measure
from linli.main.bench.requests import API, CASE, FILTERED, INBOX_15, INBOX_100, OPEN, Peer
from linli.main.bench.stages import CLERK, PASSWORD
from linli.main.terminal import Progress, _

WEB, DATABASE, PEER = "web", "database", "peer"
OPENINGS = 400  # one address may report 600 times an hour
ROUNDS = 200

# CPU milliseconds of web process and database together, statements, and how many times less CPU than the peer.
CPU = {OPEN: 14.0, INBOX_15: 11.0, INBOX_100: 30.0, INBOX_15 + API: 11.0, INBOX_100 + API: 30.0}
STATEMENTS = {OPEN: 24.0}
PAGE = 12.0
TIMES = {OPEN: 2.5, INBOX_15: 10.0, INBOX_100: 20.0, FILTERED: 10.0}
CONSTANT = ((INBOX_15, INBOX_100), (INBOX_15 + API, INBOX_100 + API))


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything one run has found."""

    load_seconds: float
    cases: int
    costs: Mapping[str, Cost]
    statements: Mapping[str, int]
    peer: Mapping[str, Cost]
    control: float = 0.0


def run(*, cases: int, peer: Peer | None, progress: Progress, rounds: int = ROUNDS) -> list[Row]:
    """Make the city, fill it, measure; the figures with their bars."""
    with throw_away(progress) as city:
        told = city.stage("ingest", "ground")
        progress.say(_("The city stands."))
        loaded = city.stage("desk", "cases", str(cases))
        progress.say(_("%(count)s cases are loaded.") % {"count": cases})
        with city.connect() as admin:
            admin.execute("vacuum analyze")
            admin.execute("checkpoint")
        before = cpu.control()
        costs, statements = _ours(city, told["buildings"], rounds, progress)
        control = (before + cpu.control()) / 2
    theirs = _theirs(peer, rounds, progress) if peer else {}
    return list(rows(Measured(loaded["seconds"], cases, costs, statements, theirs, control)))


def _ours(city: City, buildings: list[int], rounds: int, progress: Progress) -> tuple[dict[str, Cost], dict[str, int]]:
    server = city.database.server
    database = of_tree([server.pid()]) if server else of_tree([])
    costs: dict[str, Cost] = {}
    with city.door("desk") as desk:
        headers = requests.log_in(city.desk_url, login=CLERK, password=PASSWORD)
        number = requests.a_number(city.desk_url, headers)
        told = json.dumps([buildings, number])
        statements: dict[str, int] = city.stage("desk", "statements", told)
        meters = {WEB: of_tree([desk]), DATABASE: database}
        for name, path in requests.desk_paths(number).items():
            costs[name] = _measure(Ask(city.desk_url + path, headers=headers), meters, rounds)
            progress.say(name)
    with city.door("public") as public:
        statements |= city.stage("public", "statements", told)
        meters = {WEB: of_tree([public]), DATABASE: database}
        costs[OPEN] = measure(
            lambda index: requests.report(city.public_url, buildings, index + 100),
            meters=meters,
            count=min(2 * rounds, OPENINGS),
        )
        progress.say(OPEN)
    return costs, statements


def _theirs(peer: Peer, rounds: int, progress: Progress) -> dict[str, Cost]:
    found = {}
    for name, ask in peer.asks().items():
        found[name] = _measure(ask, {PEER: of_tree(peer.pids)}, max(20, rounds // 4))
        progress.say(_("%(name)s, peer") % {"name": name})
    return found


def _measure(ask: Ask, meters: Mapping[str, Meter], count: int) -> Cost:
    same: Callable[[int], Ask] = lambda _index: ask  # noqa: E731
    return measure(same, meters=meters, count=count)


def rows(found: Measured) -> Iterator[Row]:
    """The table: for every request its CPU, statements and latency, then how they stand to each other and the peer."""
    for name in [OPEN, *(name for name in found.costs if name != OPEN)]:
        yield from _request(name, found)
    for small, large in CONSTANT:
        more = found.statements[large] - found.statements[small]
        yield Row(f"{large}: statements more than {small}", more, "", bar=0)
    for name, least in TIMES.items():
        if name in found.peer:
            times = found.peer[name].total / found.costs[name].total
            yield Row(f"{name}: CPU, peer to us", times, "×", bar=least)
    yield Row(f"loading {found.cases} cases", found.load_seconds, "s")
    yield Row("control: a fixed computation, CPU", found.control, "ms")


def _request(name: str, found: Measured) -> Iterator[Row]:
    cost, peer = found.costs[name], found.peer.get(name)
    yield Row(f"{name}: CPU", cost.total, "ms", bar=CPU.get(name), peer=peer.total if peer else None)
    for part, value in cost.cpu.items():
        yield Row(f"{name}: CPU of the {part}", value, "ms")
    bar = STATEMENTS.get(name, PAGE)
    yield Row(f"{name}: statements", found.statements[name], "", bar=bar)
    yield Row(f"{name}: p50", cost.p50, "ms", peer=peer.p50 if peer else None)
    yield Row(f"{name}: p95", cost.p95, "ms", peer=peer.p95 if peer else None)


__all__ = ["API", "CASE", "Measured", "rows", "run"]
