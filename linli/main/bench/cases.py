"""``linli bench cases``: what opening, listing and reading cases costs at ten thousand of them, and at a million.

Ten thousand are taken in by the desk's own action and wait for somebody. Where more are asked for, the same requests
are measured a second time, beside copies of them that are over: a city of a million cases has not a million that wait.

One clerk who sees one street of two, one web process per surface, one request at a time, a new connection each:
the conditions under which Signalen was measured, so that both can be measured in one run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from time import perf_counter

from linli.main.bench import Row, copies, cpu, requests
from linli.main.bench.city import City, throw_away
from linli.main.bench.cpu import Meter, of_tree
from linli.main.bench.load import Ask, Cost, measure
from linli.main.bench.requests import API, CASE, FILTERED, INBOX_15, INBOX_100, OPEN, Peer
from linli.main.bench.stages import CLERK, PASSWORD, SECRETS
from linli.main.likeness import crew
from linli.main.terminal import Progress, _

WEB, DATABASE, PEER = "web", "database", "peer"
OPENINGS = 270  # one address may report 600 times an hour, and is asked twice
ROUNDS = 200
WAITING = 10_000  # cases that wait for somebody; however many more there are, they are over
SLOWER = 1.5  # times as slow a request may be beside all of them

# CPU milliseconds of web process and database together, statements, and how many times less CPU than the peer.
CPU = {OPEN: 14.0, INBOX_15: 11.0, INBOX_100: 30.0, INBOX_15 + API: 11.0, INBOX_100 + API: 30.0}
STATEMENTS = {OPEN: 24.0}
PAGE = 12.0
TIMES = {OPEN: 2.5, INBOX_15: 10.0, INBOX_100: 20.0, FILTERED: 10.0}
CONSTANT = ((INBOX_15, INBOX_100), (INBOX_15 + API, INBOX_100 + API))


@dataclass(slots=True)
class Measured:
    """Everything one run has found: CPU and latency by request, statements, the peer's figures, the control's."""

    cases: int
    load_seconds: float = 0.0
    costs: dict[str, Cost] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    peer: dict[str, Cost] = field(default_factory=dict)
    controls: list[float] = field(default_factory=list)

    def note(self, name: str, cost: Cost, progress: Progress) -> None:
        """One kind of request is measured; how fast the machine was just then is noted beside it."""
        self.costs[name] = cost
        self.controls.append(cpu.control())
        progress.say(name)


def run(*, cases: int, peer: Peer | None, progress: Progress, rounds: int = ROUNDS) -> list[Row]:
    """Make the city, fill it, measure; the figures with their bars."""
    found = Measured(min(cases, WAITING))
    with throw_away(progress) as city:
        buildings = city.stage("ingest", "ground")["buildings"]
        progress.say(_("The city stands."))
        found.load_seconds = city.stage("desk", "cases", str(found.cases))["seconds"]
        progress.say(_("%(count)s cases are loaded.") % {"count": found.cases})
        _settled(city)
        _ours(city, buildings, rounds, found, progress)
        if cases > WAITING:
            many = _beside(city, cases, buildings, rounds, progress)
            return [*rows(found), *larger(found, many)]
    if peer is not None:
        _theirs(peer, rounds, found, progress)
    return list(rows(found))


def _settled(city: City) -> None:
    with city.connect() as admin:
        admin.execute("vacuum analyze")
        admin.execute("checkpoint")


def _beside(city: City, cases: int, buildings: list[int], rounds: int, progress: Progress) -> Measured:
    """The same requests beside so many cases that are over."""
    found, began = Measured(cases), perf_counter()
    with city.connect() as admin, crew.long_log(city.database.urls["admin"], is_ours=city.database.server is not None):
        copies.copy_cases(admin, cases // WAITING - 1, copies.WHOLE)
    _settled(city)
    found.load_seconds = perf_counter() - began
    progress.say(_("They have been copied %(count)s times.") % {"count": cases // WAITING - 1})
    _ours(city, buildings, rounds, found, progress)
    return found


def larger(small: Measured, large: Measured) -> Iterator[Row]:
    """How much slower each request is than beside the cases that wait alone."""
    yield Row(f"copying to {large.cases:,} cases", large.load_seconds, "s")
    for name, cost in large.costs.items():
        before = small.costs[name]
        what = f"{name}, {large.cases:,} cases"
        yield Row(f"{what}: CPU", cost.total, "ms", peer=before.total)
        yield Row(f"{what}: p50", cost.p50, "ms", peer=before.p50)
        yield Row(f"{what}: p95", cost.p95, "ms", bar=before.p95 * SLOWER, peer=before.p95)


def _ours(city: City, buildings: list[int], rounds: int, found: Measured, progress: Progress) -> None:
    server = city.database.server
    database = of_tree([server.pid()]) if server else of_tree([])
    with city.door("desk") as desk:
        headers = requests.log_in(city.desk_url, login=CLERK, password=PASSWORD, secret=SECRETS[CLERK])
        number = requests.a_number(city.desk_url, headers)
        meters = {WEB: of_tree([desk]), DATABASE: database}
        for name, path in requests.desk_paths(number).items():
            found.note(name, _measure(Ask(city.desk_url + path, headers=headers), meters, rounds), progress)
    with city.door("public") as public:
        meters = {WEB: of_tree([public]), DATABASE: database}
        made = partial(requests.report, city.public_url, buildings)
        found.note(OPEN, measure(made, meters=meters, count=min(2 * rounds, OPENINGS)), progress)
    told = json.dumps([buildings, number])
    found.statements = city.stage("desk", "statements", told) | city.stage("public", "statements", told)


def _theirs(peer: Peer, rounds: int, found: Measured, progress: Progress) -> None:
    for name, ask in peer.asks().items():
        found.peer[name] = _measure(ask, {PEER: of_tree(peer.pids)}, max(20, rounds // 4))
        progress.say(_("%(name)s, peer") % {"name": name})


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
    if found.controls:
        yield Row("control: a fixed computation, CPU", median(found.controls), "ms")


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
