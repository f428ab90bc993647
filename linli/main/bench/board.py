"""``linli bench board``: what the board and the pool cost in a city with a hundred thousand matters behind it.

One in fifty of them is recorded by the product's own action, the others are copies of it at other times: what the board
reads of a case is the same, and they are there in minutes. A board is opened a few times a day, by those who lead; its
bars are what they notice (a page in a tenth of a second) and what the city pays all day: counting what has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from psycopg import Connection

from linli.main.bench import Row, cpu, requests
from linli.main.bench.city import City, throw_away
from linli.main.bench.copies import copy_cases
from linli.main.bench.cpu import Meter, of_tree
from linli.main.bench.load import Ask, Cost, measure
from linli.main.bench.stages import LEAD, PASSWORD, SECRETS
from linli.main.terminal import Progress, _

CASES, COPIES, OPEN = 100_000, 50, 5_000
ROUNDS = 80
BOARD, MONTH, ALL, SHEET, ROWS, POOL = "board of a year", "board of a month", "board of all time", "board, Excel", \
    "matters behind a figure", "pool"  # fmt: skip
PATHS = {
    MONTH: "/board?span=month",
    BOARD: "/board?span=year",
    ALL: "/board?span=all",
    ROWS: "/board/rows?span=year&indicator=on_time&misses=1",
    SHEET: "/board/table?span=year",
    POOL: "/pool",
}
PAGE_MS, SHEET_MS, STATEMENTS = 50.0, 100.0, 12.0
BARS = {**dict.fromkeys((BOARD, MONTH, ALL, ROWS, POOL), PAGE_MS), SHEET: SHEET_MS}
ROUND_MS = 1_000.0  # of the twenty seconds between two rounds of the worker: a twentieth of one core


@dataclass(slots=True)
class Measured:
    """Everything one run has found."""

    cases: int
    costs: dict[str, Cost] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    first: float = 0.0
    rounds: list[float] = field(default_factory=list)
    controls: list[float] = field(default_factory=list)


def run(*, cases: int = CASES, progress: Progress, rounds: int = ROUNDS) -> list[Row]:
    """Make the city, fill it, count, look at it; the figures with their bars."""
    found = Measured(cases)
    with throw_away(progress) as city, city.connect() as admin:
        city.stage("ingest", "ground")
        city.stage("worker", "records", str(cases // COPIES))
        city.stage("desk", "cases", str(OPEN))
        progress.say(_("%(count)s cases are loaded.") % {"count": cases // COPIES + OPEN})
        copy_cases(admin, COPIES - 1)
        progress.say(_("They have been copied %(count)s times.") % {"count": COPIES - 1})
        _count(city, admin, found, progress)
        _look(city, rounds, found, progress)
    return list(rows(found))


def _count(city: City, admin: Connection[tuple[object, ...]], found: Measured, progress: Progress) -> None:
    """Count everything once, then what a round costs after one matter of each street has moved."""
    meter = _database(city)
    found.first = city.stage("worker", "figures")["seconds"]
    admin.execute("vacuum analyze")
    admin.execute("checkpoint")
    progress.say(_("The figures are counted."))
    for _round in range(5):
        admin.execute(
            "insert into indicators_touched select max(id) from cases_case where answered is not null group by scope_id"
            " on conflict do nothing"
        )
        before = meter()
        said = city.stage("worker", "figures")
        found.rounds.append((meter() - before + said["cpu"]) * 1000)
        found.controls.append(cpu.control())


def _look(city: City, rounds: int, found: Measured, progress: Progress) -> None:
    """The pages of the board, as one who leads the city sees them."""
    found.statements = city.stage("desk", "board_statements", json.dumps(PATHS))
    with city.door("desk") as desk:
        headers = requests.log_in(city.desk_url, login=LEAD, password=PASSWORD, secret=SECRETS[LEAD])
        meters = {"web": of_tree([desk]), "database": _database(city)}
        for name, path in PATHS.items():
            ask = Ask(city.desk_url + path, headers=headers)
            found.costs[name] = measure(lambda _index, ask=ask: ask, meters=meters, count=rounds)  # type: ignore[misc]
            found.controls.append(cpu.control())
            progress.say(name)


def _database(city: City) -> Meter:
    server = city.database.server
    return of_tree([server.pid()] if server else [])


def rows(found: Measured) -> Iterator[Row]:
    """The table: for every page its CPU, statements and latency, then what counting costs."""
    for name, cost in found.costs.items():
        yield Row(f"{name}: CPU", cost.total, "ms", bar=BARS[name])
        for part, value in cost.cpu.items():
            yield Row(f"{name}: CPU of the {part}", value, "ms")
        yield Row(f"{name}: statements", found.statements[name], "", bar=STATEMENTS)
        yield Row(f"{name}: p50", cost.p50, "ms")
        yield Row(f"{name}: p95", cost.p95, "ms")
    yield Row(f"counting {found.cases} cases the first time", found.first, "s")
    yield Row("a round after a matter of each community moved: CPU", median(found.rounds), "ms", bar=ROUND_MS)
    yield Row("control: a fixed computation, CPU", median(found.controls), "ms")
