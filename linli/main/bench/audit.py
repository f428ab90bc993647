"""``linli bench audit``: what the journal costs, and how long a line waits for its seal.

Eight clients write the smallest transaction the product has, in turns with and without its line in the journal, on one
server in one run, while the worker's sealer seals and signs. Both sides pay for their hat, their walls and their
commit; only the line is the difference.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep
from typing import IO, Any

from psycopg import Connection

from linli.main.bench import TIMES, Row, cpu
from linli.main.bench.city import City, throw_away
from linli.main.bench.stages_audit import TABLE
from linli.main.launcher.errors import LauncherError
from linli.main.terminal import Progress, _

CLIENTS, TURNS, SECONDS = 8, 20, 1.0  # short turns, so that both sides meet the same machine
BULK = 200_000
LEAST, LAG_S, VERIFY_S = 0.6, 2.0, 60.0
SIDES = ("plain", "audited")
PATIENCE = 120.0  # seconds the seal may take over one large transaction before the bench gives up

_TABLE = f"""
create table {TABLE} (id bigserial primary key, scope_id int not null, subject_id bigint not null, words text not null,
    at timestamptz not null);
create index on {TABLE} (scope_id, id);
alter table {TABLE} enable row level security;
alter table {TABLE} force row level security;
create policy desk_rows on {TABLE} to linli_desk
    using (scope_id = any(nullif(current_setting('app.scopes', true), '')::int[]))
    with check (scope_id = any(nullif(current_setting('app.scopes', true), '')::int[]));
grant insert on {TABLE} to linli_desk;
grant usage on sequence {TABLE}_id_seq to linli_desk;
"""
_LAGS = """
select percentile_disc(array[0.5, 0.99, 1.0]) within group (order by extract(epoch from s.sealed - l.recorded))
from journal_seal s cross join unnest(s.lines) as t (id) join journal_line l on l.id = t.id where s.first >= %s
"""
_ENDED = "select extract(epoch from max(sealed)) from journal_seal"


@dataclass(slots=True)
class Measured:
    """What one run has found: transactions a second of every turn, the time of each, and the seal's."""

    rates: dict[str, list[float]] = field(default_factory=lambda: {side: [] for side in SIDES})
    times: dict[str, list[float]] = field(default_factory=lambda: {side: [] for side in SIDES})
    lags: list[float] = field(default_factory=list)
    bulk: dict[str, float] = field(default_factory=dict)
    sealer_cpu: float = 0.0
    verify: dict[str, float] = field(default_factory=dict)
    controls: list[float] = field(default_factory=list)


def run(*, progress: Progress, turns: int = TURNS, seconds: float = SECONDS, bulk: int = BULK) -> list[Row]:
    """Make the city, let both sides write in turns, one large transaction after them, and verify all of it."""
    found = Measured()
    with throw_away(progress) as city, city.connect() as admin:
        city.stage("ingest", "ground")  # a city with a name, so that checkpoints are signed
        admin.execute(_TABLE)
        progress.say(_("%(count)s clients write in turns, with and without the journal.") % {"count": CLIENTS})
        with _sealer(city, found):
            _take_turns(city, admin, found, turns, seconds)
            progress.say(_("Now %(count)s lines in one transaction.") % {"count": bulk})
            _bulk(city, admin, found, bulk)
        progress.say(_("Now all of it is verified."))
        found.verify = city.stage("worker", "audit_verifying")
    if found.verify["problems"]:
        raise LauncherError(_("The journal of the bench does not verify."))
    return list(rows(found))


def _take_turns(city: City, admin: Connection[tuple[Any, ...]], found: Measured, turns: int, seconds: float) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(_process(city, "desk", "audit_writes")) for _number in range(CLIENTS)]
        _wait_for_seal(admin)
        before = _size(admin)
        for turn in range(turns):
            for side in SIDES if turn % 2 == 0 else reversed(SIDES):
                found.controls.append(cpu.control())
                began = perf_counter()
                spent = _written(clients, f"{side} {seconds}")
                found.rates[side].append(len(spent) / (perf_counter() - began))
                found.times[side] += spent
        _wait_for_seal(admin)
        row = admin.execute(_LAGS, [before]).fetchone()
        found.lags = [float(one) for one in row[0]] if row else []


def _written(clients: list[subprocess.Popen[str]], order: str) -> list[float]:
    for client in clients:
        _pipe(client.stdin).write(order + "\n")
        _pipe(client.stdin).flush()
    return [one for client in clients for one in json.loads(_pipe(client.stdout).readline())]


def _bulk(city: City, admin: Connection[tuple[Any, ...]], found: Measured, count: int) -> None:
    """By the database's clock from the commit to the last seal: the sealer does not wait until a process has ended."""
    before = _size(admin)
    written = city.stage("desk", "audit_bulk", str(count))
    _wait_for_seal(admin)
    row = admin.execute(_ENDED).fetchone()
    sealed = float(row[0]) - written["committed"] if row else 0.0
    found.bulk = {"count": _size(admin) - before, "written": written["seconds"], "sealed": sealed}


def _wait_for_seal(admin: Connection[tuple[Any, ...]]) -> None:
    """Until every line is sealed."""
    until = monotonic() + PATIENCE
    while _size(admin) < _count(admin, "select count(*) from journal_line"):
        if monotonic() > until:
            raise LauncherError(_("The sealer of the bench does not keep up."))
        sleep(0.1)


def _size(admin: Connection[tuple[Any, ...]]) -> int:
    return _count(admin, "select coalesce(max(size), 0) from journal_seal")


def _count(admin: Connection[tuple[Any, ...]], sql: str) -> int:
    row = admin.execute(sql).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _sealer(city: City, found: Measured) -> Iterator[None]:
    with _process(city, "worker", "audit_sealing") as process:
        yield
        _pipe(process.stdin).close()
        found.sealer_cpu = json.loads(_pipe(process.stdout).readline())["cpu"]


@contextmanager
def _process(city: City, surface: str, stage: str) -> Iterator[subprocess.Popen[str]]:
    """A stage that goes on until its standard input ends; ready when it has said its first line."""
    argv = [sys.executable, "-m", "linli.main.bench.stages", stage]
    pipe = subprocess.PIPE
    process = subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True, env=city.environment(surface))
    try:
        if not _pipe(process.stdout).readline():
            raise LauncherError(_("The stage %(name)s of the bench failed; see above.") % {"name": stage})
        yield process
    finally:
        _pipe(process.stdin).close()
        process.wait(timeout=60)
        _pipe(process.stdout).close()


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None
    return end


def rows(found: Measured) -> Iterator[Row]:
    """The table: both rates, their ratio turn by turn, the lag of the seal, what a large transaction takes."""
    for side, name in zip(SIDES, ("without the journal", "with the journal, sealed"), strict=True):
        yield Row(f"{CLIENTS} clients, {name}", median(found.rates[side]), "tx/s")
        yield Row(f"{CLIENTS} clients, {name}: p99", quantiles(found.times[side], n=100)[98], "ms")
    ratios = [audited / plain for plain, audited in zip(*(found.rates[side] for side in SIDES), strict=True)]
    yield Row("with the journal, of the rate without", median(ratios), TIMES, bar=LEAST)
    for name, value in zip(("median", "p99", "longest"), found.lags, strict=True):
        yield Row(f"a line waits for its seal: {name}", value, "s", bar=LAG_S if name == "p99" else None)
    count = found.bulk["count"]
    yield Row(f"{count:.0f} lines in one transaction: written", count / found.bulk["written"], "lines/s")
    yield Row(f"{count:.0f} lines in one transaction: sealed", count / found.bulk["sealed"], "lines/s")
    yield Row("the sealer: CPU", found.sealer_cpu, "s")
    yield Row("a million lines verified", found.verify["seconds"] / found.verify["lines"] * 1e6, "s", bar=VERIFY_S)
    yield Row("control: a fixed computation, CPU", median(found.controls), "ms")
