"""``linli drill migrate``: how long a writer is kept waiting while each migration of this release runs.

A database is brought to where the last release left it, the tables that migrations touch are filled to a million rows,
three writers work on them all the time. The longest that one of their statements takes is what people would feel.
Two controls: with nothing running, and with a default that PostgreSQL has to write into every row.
"""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from linli.main.bench import Row
from linli.main.drill import DrillBroken, filling
from linli.main.launcher import children, env
from linli.main.launcher.database import OpenDatabase, open_database
from linli.main.terminal import Progress, _

ROWS, WRITERS = 1_000_000, 3
STALL_MS = 500.0
BUSY = ("cases_case", "cases_task", "journal_line")  # written to whatever the migration is about
QUIET_SECONDS = 3.0
CALM_MS, CALM_SECONDS = 100.0, 60.0  # a disk that has taken the filling; how long it is waited for


@dataclass(slots=True)
class Writers:
    """Threads that write to some tables all the time, and the longest each statement of theirs took."""

    url: str
    tables: Sequence[str]
    stop: threading.Event = field(default_factory=threading.Event)
    worst: dict[str, float] = field(default_factory=dict)  # milliseconds by table, since last asked
    failed: list[str] = field(default_factory=list)
    written: int = 0

    def write(self, seed: int) -> None:
        dice = Random(seed)  # noqa: S311  which row is written to
        with psycopg.connect(self.url, autocommit=True) as admin:
            # Commits are not waited for: how long the disk takes is not what is asked here.
            admin.execute("set session_replication_role = replica; set synchronous_commit = off")
            targets = [self._target(admin, table) for table in self.tables]
            while not self.stop.is_set():
                table, statement, pages = dice.choice(targets)
                began = time.monotonic()
                try:
                    admin.execute(statement, [f"({dice.randrange(pages)},{dice.randrange(1, 20)})"])
                except psycopg.Error as trouble:
                    self.failed.append(f"{table}: {trouble}")
                spent = (time.monotonic() - began) * 1000
                self.worst[table] = max(spent, self.worst.get(table, 0.0))
                self.written += 1

    def _target(self, admin: psycopg.Connection[Any], table: str) -> tuple[str, sql.Composed, int]:
        row = admin.execute(
            "select attname, greatest(1, pg_relation_size(attrelid) / 8192) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped and attidentity <> 'a'"
            " and attgenerated = '' order by attnum limit 1",
            [table],
        ).fetchone()
        if row is None:
            raise AssertionError("every table has a column to write to")
        column, name = sql.Identifier(row[0]), sql.Identifier(table)
        statement = sql.SQL("update {} set {} = {} where ctid = %s::tid").format(name, column, column)
        return table, statement, int(row[1])


@dataclass(frozen=True, slots=True)
class Stall:
    """One migration: how long it ran, the longest a writer waited and where."""

    name: str
    seconds: float
    worst: float
    where: str


def run(*, wanted: Sequence[str], rows: int = ROWS, progress: Progress) -> list[Row]:
    """Every migration wanted, else those since the last release; the figures with their bars."""
    with _empty() as (home, database):
        admin_url = database.urls["admin"]
        held = _owner(home, "plan", *wanted)
        if not held:
            progress.say(_("No migration is newer than the last release; the controls are run all the same."))
        found = []
        if held:
            _owner(home, "before", held[0]["name"])
        for one in held:
            tables = _filled(admin_url, one["tables"], rows, progress)
            found.append(_measure(one["name"], admin_url, tables, partial(_owner, home, "apply", one["name"])))
            progress.say(f"{found[-1].name}: {found[-1].worst:.0f} ms")
        _owner(home, "apply", _owner(home, "last"))
        tables = _filled(admin_url, [], rows, progress)
        found.append(_measure("the walls", admin_url, tables, partial(_owner, home, "walls")))
        return list(_rows(found, _controls(admin_url, rows, progress)))


def _filled(url: str, tables: Sequence[str], rows: int, progress: Progress) -> list[str]:
    """The tables the writers write to: those the migration touches full, the busiest of the city besides."""
    with psycopg.connect(url, autocommit=True) as admin:
        standing = filling.tables(admin)
        for table in {*tables, *BUSY} & standing:
            wanted = rows if table in tables else min(rows, 1000)
            there = admin.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
            if there is not None and there[0] < wanted:
                filling.fill(admin, table, wanted)
                progress.say(_("%(table)s holds %(rows)d rows.") % {"table": table, "rows": wanted})
        admin.execute("checkpoint")
    return sorted({*tables, *BUSY} & standing)


def _measure(name: str, url: str, tables: Sequence[str], work: Callable[[], object]) -> Stall:
    """Do the work under three writers."""
    writers = Writers(url, tables)
    seeds = range(WRITERS if tables else 0)  # the very first migrations find no table to write to
    threads = [threading.Thread(target=writers.write, args=(seed,), daemon=True) for seed in seeds]
    for thread in threads:
        thread.start()
    _calm(writers)
    began = time.monotonic()
    try:
        work()
    finally:
        seconds = time.monotonic() - began
        writers.stop.set()
        for thread in threads:
            thread.join(120)
    if writers.failed:
        raise DrillBroken(_("A writer was refused while %(name)s ran: ") % {"name": name} + writers.failed[0])
    where = max(writers.worst, key=writers.worst.__getitem__, default="")
    return Stall(name, seconds, writers.worst.get(where, 0.0), where)


def _calm(writers: Writers) -> None:
    """Wait until the disk has taken what was filled in: that is no wait for the migration."""
    until = time.monotonic() + CALM_SECONDS
    time.sleep(0.5)
    while max(list(writers.worst.values()), default=0.0) > CALM_MS and time.monotonic() < until:
        writers.worst.clear()
        time.sleep(1.0)
    writers.worst.clear()


def _controls(url: str, rows: int, progress: Progress) -> Iterator[Stall]:
    """Nothing; then what must be felt: a default that differs from row to row."""
    table = "drill_control"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("create table drill_control (id bigint primary key, words text)")
        admin.execute(
            "insert into drill_control select n, repeat(md5(n::text), 4) from generate_series(1, %s) n", [rows]
        )
        admin.execute("vacuum analyze drill_control")
        yield _measure("control: nothing runs", url, [table], lambda: time.sleep(QUIET_SECONDS))
        yield _measure(
            "control: a constant default",
            url,
            [table],
            lambda: admin.execute("alter table drill_control add column plain int not null default 7"),
        )
        yield _measure(
            "control: an index beside the writers",
            url,
            [table],
            lambda: admin.execute("create index concurrently drill_words on drill_control (words)"),
        )
        yield _measure(
            "control: a default of every row's own",
            url,
            [table],
            lambda: admin.execute("alter table drill_control add column own float not null default random()"),
        )
    progress.say(_("The controls are run."))


def _rows(found: Sequence[Stall], controls: Iterator[Stall]) -> Iterator[Row]:
    for one in found:
        yield Row(f"longest wait of a writer: {one.name}{_at(one)}", one.worst, "ms", bar=STALL_MS)
    *good, bad = controls
    for one in good:
        yield Row(one.name, one.worst, "ms", bar=STALL_MS)
    quiet = good[0].worst
    yield Row(f"{bad.name}, against nothing running", bad.worst / max(quiet, 0.1), "×", bar=2.0)
    yield Row(bad.name, bad.worst, "ms")


def _at(one: Stall) -> str:
    return f" ({one.where}, {one.seconds:.1f} s)" if one.where else f" ({one.seconds:.1f} s)"


@contextmanager
def _empty() -> Iterator[tuple[Path, OpenDatabase]]:
    """A server and an empty database of the drill's own."""
    home = Path(tempfile.mkdtemp(prefix="linli-drill-"))
    opened = None
    try:
        opened = open_database(home, name=f"linli_drill_{secrets.token_hex(4)}")
        env.write(home, {f"LINLI_DATABASE_{surface.upper()}": url for surface, url in opened.urls.items()})
        if opened.server is None:
            raise DrillBroken(_("This drill needs the server that comes with Linli: unset LINLI_POSTGRES_URL."))
        yield home, opened
    finally:
        if opened is not None and opened.server is not None:
            opened.server.erase()
        shutil.rmtree(home, ignore_errors=True)


def _owner(home: Path, *words: str) -> Any:
    """One step as the owner of the tables; what it says."""
    done = subprocess.run(
        [*children.PYTHON, "linli.main.drill.migrating", *words],
        env=env.for_process(home, "owner"),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DrillBroken(f"{' '.join(words)}: {(done.stderr or done.stdout).strip()[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])
