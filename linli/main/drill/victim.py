"""The city a drill breaks: ``linli up`` as a person starts it, its ground loaded, and ways to hurt it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg

from linli.main.bench.city import City
from linli.main.drill import DrillBroken
from linli.main.drill.reckoning import Book, acknowledged, new_book
from linli.main.launcher import children, env, processes, trial
from linli.main.launcher.database import OpenDatabase
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.launcher.roster import Roster
from linli.main.launcher.supervisor import answers
from linli.main.terminal import _

DATABASE, POSTMASTER, BACKEND = "database", "postmaster", "backend"
PATIENCE = 90.0
PAUSE = 0.2  # seconds between two looks whether something is back
_HERE = ("PUBLIC_URL", "DESK_URL", "LIVE_URL", "LINLI_HOME")
_BUSY = """
select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
order by state = 'active' desc, random() limit 1
"""


@dataclass(frozen=True, slots=True)
class Victim:
    """A city that runs, the environment it was started with, buildings in it, a shelf for its clients' journals.

    The shelf lies outside of the city: whatever becomes of that, the journals stay.
    """

    city: City
    surroundings: Mapping[str, str]
    buildings: Sequence[int]
    shelf: Path

    @property
    def server(self) -> EmbeddedServer:
        return EmbeddedServer.of(self.city.home)

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """As the administrator, however often the city was begun anew."""
        return psycopg.connect(self.server.url("linli"), autocommit=True)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One ``linli`` command as the city's operator types it; its output and its exit code."""
        command = [sys.executable, "-m", "linli", *words]
        return subprocess.run(
            command, env=dict(self.surroundings), cwd=trial.REPO, capture_output=True, text=True, check=False
        )

    def names(self) -> list[str]:
        """Everything of this city that can be killed, in the order it is."""
        mine = Roster.of(self.city.home).children
        wanted = ("public", "worker", DATABASE, "desk", BACKEND, "live", POSTMASTER)
        known = [name for name in wanted if name in mine or name in (DATABASE, BACKEND, POSTMASTER)]
        return [*known, *sorted(mine.keys() - set(known))]

    def kill(self, name: str) -> None:
        """kill -9 of one process, and of the children it leads."""
        if name == DATABASE:
            kill_database(self.server)
        elif name == POSTMASTER:
            processes.send(self.server.pid(), signal.SIGKILL)
        elif name == BACKEND:
            with self.connect() as admin:
                row = admin.execute(_BUSY).fetchone()
            if row is None:
                raise DrillBroken(_("Nobody is connected to the database: there is no load."))
            processes.send(int(row[0]), signal.SIGKILL)
        else:
            os.killpg(Roster.of(self.city.home).children[name][0], signal.SIGKILL)

    def back(self, name: str, books: Mapping[str, Sequence[Book]]) -> Callable[[], bool]:
        """Asked right after a kill: what tells that all is well again.

        A door is back when a form that was begun after the kill is acknowledged at it, the database when that is so of
        every kind of client, the worker when facts are handed on again.
        """
        if name in books:
            return _moved_on(books[name])
        if name in (DATABASE, POSTMASTER, BACKEND):
            every = [_moved_on(one) for one in books.values()]
            return lambda: all(moved() for moved in every)
        if name == "worker":
            return self._facts_handed_on()
        pid = Roster.of(self.city.home).children[name][0]
        spec = children.live(self.city.live_url) if name == "live" else None
        return lambda: Roster.of(self.city.home).children[name][0] != pid and (spec is None or answers(spec))

    def _facts_handed_on(self) -> Callable[[], bool]:
        """Whether a listener has come further than it was found after the kill, however much is waiting before it."""
        found: list[int] = []

        def moved() -> bool:
            with self.connect() as admin:
                row = admin.execute("select coalesce(sum(row), 0) from plumbing_cursor").fetchone()
            found.append(int(row[0]) if row else 0)
            return found[-1] > found[0]

        return moved

    def told_wrongly(self) -> int:
        """Cases whose reporter was not told of the opening exactly once."""
        with self.connect() as admin:
            rows = admin.execute(
                "select c.number from cases_case c left join notices_notice n"
                " on n.case_id = c.id and n.template = 'case_opened' and n.channel = 'sms'"
                " group by 1 having count(n.id) <> 1"
            ).fetchall()
        return len(rows)

    def sent_again(self) -> int:
        """Messages that left twice, under one key, because the worker was killed between sending and noting it."""
        keys = [line["key"] for line in Book(self.city.home / "messages.jsonl").lines()]
        return len(keys) - len(set(keys))

    def ailments(self) -> list[str]:
        """What ``linli doctor`` finds wrong."""
        said = json.loads(self.command("doctor", "--json").stdout)
        return [f"{one['what']}: {one['sentence']}" for one in said["findings"] if one["state"] == "wrong"]


def _moved_on(books: Sequence[Book]) -> Callable[[], bool]:
    """Whether a form begun after now is acknowledged: each client has one in hand, so more than that many are."""
    before = acknowledged(books)
    return lambda: acknowledged(books) > before + len(books)


def kill_database(server: EmbeddedServer) -> None:
    """What a power cut does to the processes: postmaster and all backends at once, no goodbye."""
    for pid in processes.working_in(server.data, "postgres"):
        processes.send(pid, signal.SIGKILL)


def wait_until(ready: Callable[[], bool], what: str, *, patience: float = PATIENCE) -> float:
    """Seconds until ``ready`` says yes; the drill breaks off where that takes longer than anybody waits."""
    began = monotonic()

    def asked() -> bool:
        try:
            return ready()
        except (psycopg.OperationalError, FileNotFoundError, KeyError):  # the database is away
            return False

    if not processes.wait_for(asked, patience, pause=PAUSE):
        raise DrillBroken(_("After %(seconds)d s still not: %(what)s.") % {"seconds": patience, "what": what})
    return monotonic() - began


def wait_for_more(books: Sequence[Book], more: int) -> None:
    """Until so many more forms are acknowledged than now."""
    wanted = acknowledged(books) + more
    wait_until(lambda: acknowledged(books) >= wanted, f"{wanted} forms acknowledged")


@contextlib.contextmanager
def writers(
    city: City, buildings: Sequence[int], shelf: Path, count: int, *, pause: float = 0.0
) -> Iterator[list[Book]]:
    """So many processes that open cases; ended in order, each with its form in hand finished."""
    books = [new_book(shelf, f"writer{number}") for number in range(count)]
    command = [sys.executable, "-m", "linli.main.drill.writer"]
    running = [
        subprocess.Popen([*command, book.path, json.dumps(list(buildings)), str(pause)], env=city.environment("public"))
        for book in books
    ]
    try:
        yield books
        for process in running:
            process.terminate()
        if [process.wait(PATIENCE) for process in running] != [0] * count:
            raise DrillBroken(_("A writer of the drill did not end as it should; see above."))
    finally:
        for process in running:
            process.kill()
            process.wait()


@contextlib.contextmanager
def standing(begin: Callable[[Path], None] = lambda _home: None) -> Iterator[Victim]:
    """A city of its own with its ground loaded; everything of it is ended and gone afterwards.

    ``begin`` is given its home before it is started: tests put a schema there that was migrated before.
    """
    shelf = Path(tempfile.mkdtemp(prefix="linli-drill-"))
    try:
        with trial.home(LINLI_PROXIES="127.0.0.1") as surroundings:
            begin(Path(surroundings["LINLI_HOME"]))
            with trial.up(surroundings):
                yield of(surroundings, shelf)
    finally:
        shutil.rmtree(shelf, ignore_errors=True)


def of(surroundings: Mapping[str, str], shelf: Path, buildings: Sequence[int] | None = None) -> Victim:
    """The city that runs with this environment; without ``buildings`` its ground is loaded first."""
    home = Path(surroundings["LINLI_HOME"])
    database = OpenDatabase({"admin": env.read(home)["LINLI_DATABASE_ADMIN"]}, EmbeddedServer.of(home))
    more = {name: value for name, value in surroundings.items() if name.startswith("LINLI_") and name not in _HERE}
    public, desk, live = (surroundings[name] for name in _HERE[:3])
    city = City(home, database, public, desk, live, more)
    return Victim(city, surroundings, buildings or city.stage("ingest", "ground")["buildings"], shelf)
