"""kill -9 of anything at any moment: nothing acknowledged is lost, nothing is half, one form makes one case."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from linli.main.bench.city import City, free_address, throw_away
from linli.main.launcher import env, processes
from linli.main.launcher.database import OpenDatabase
from linli.main.launcher.postgres import DURABLE, EmbeddedServer
from linli.main.launcher.roster import Roster
from linli.main.terminal import Progress
from linli.main.worker import AT_ONCE
from tests import crashing
from tests.crash_clients import clients
from tests.crashing import REPO, Book, reckon, wait_for_more, writers

CARELESS = DURABLE | {"synchronous_commit": "off", "wal_writer_delay": "10s"}
QUIET = Progress(quiet=True)
DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Victim:
    """A city that runs, and buildings in it."""

    city: City
    buildings: list[int]

    @property
    def server(self) -> EmbeddedServer:
        return EmbeddedServer.of(self.city.home)

    def kill(self, name: str) -> None:
        """kill -9 of one process, its children with it; until another one stands in its place."""
        if name == DATABASE:
            crashing.kill_database(self.server)
            assert processes.wait_for(self.server.answers, 60), "the database does not come back"
            return
        pid, _since = Roster.of(self.city.home).children[name]
        os.killpg(pid, signal.SIGKILL)
        back = processes.wait_for(lambda: Roster.of(self.city.home).children[name][0] != pid, 30)
        assert back, f"{name} does not come back"

    def told_wrongly(self) -> list[tuple[object, ...]]:
        """Cases whose reporter was not told of the opening exactly once."""
        with self.city.connect() as admin:
            return admin.execute(
                "select c.number, count(n.id) from cases_case c left join notices_notice n"
                " on n.case_id = c.id and n.template = 'case_opened' and n.channel = 'sms'"
                " group by 1 having count(n.id) <> 1"
            ).fetchall()

    def sent_again(self) -> int:
        """Messages that left twice, under one key, because the worker was killed between sending and noting it."""
        keys = [line["key"] for line in Book(self.city.home / "messages.jsonl").lines()]
        return len(keys) - len(set(keys))

    def doctor(self) -> dict[str, Any]:
        """What ``linli doctor`` says of the city."""
        command = [sys.executable, "-m", "linli", "doctor", "--json"]
        surroundings = {**_clean(), "LINLI_HOME": str(self.city.home)}
        done = subprocess.run(command, env=surroundings, cwd=REPO, stdout=subprocess.PIPE, text=True, check=False)
        said: dict[str, Any] = json.loads(done.stdout)
        assert (done.returncode == 0) == said["healthy"]
        return said


def _clean() -> dict[str, str]:
    """This process's environment without what the other tests have put there."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    """``linli up`` as a person starts it, with its ground loaded; everything of it is ended afterwards."""
    home = Path(tempfile.mkdtemp(prefix="linli-crash-"))
    public, desk = free_address(), free_address()
    addresses = {"PUBLIC_URL": public, "DESK_URL": desk, "LIVE_URL": free_address()}
    surroundings = {**_clean(), **addresses, "LINLI_HOME": str(home), "LC_ALL": "C"}
    with subprocess.Popen(
        [sys.executable, "-m", "linli", "up"], stdout=subprocess.PIPE, text=True, cwd=REPO, env=surroundings
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "Ready" in line:
                break
        assert "Ready" in "".join(said[-1:]), "".join(said)
        admin = {"admin": env.read(home)["LINLI_DATABASE_ADMIN"]}
        city = City(home, OpenDatabase(admin, EmbeddedServer.of(home)), public, desk)
        try:
            yield Victim(city, city.stage("ingest", "ground")["buildings"])
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            Roster.of(home).end()
            EmbeddedServer.of(home).erase()
            shutil.rmtree(home)


def killed_under_writers(victim: Victim, *, count: int, kills: int, between: int) -> list[Book]:
    """Processes that open cases by the product's own action, and the database killed under them."""
    with writers(victim.city, victim.buildings, count) as books:
        for _ in range(kills):
            wait_for_more(books, between)
            victim.kill(DATABASE)
        wait_for_more(books, between // 2)
    return books


def killed_under_clients(victim: Victim, names: Sequence[str], *, kills: int, think: float = 0.0) -> list[Book]:
    """Residents and a clerk at work over HTTP while the processes are killed in turn."""
    with clients(victim.city, victim.buildings, think=think) as books:
        for name in islice(cycle(names), kills):
            wait_for_more(books, 12)
            victim.kill(name)
        wait_for_more(books, 12)
    return books


def hold(victim: Victim, books: Sequence[Book]) -> None:
    """Everything that must hold once it is quiet again; somebody must have been hit, or nothing was tried."""
    assert any(line["tries"] > 1 for book in books for line in book.lines()), "no form was in hand at a kill"
    found = reckon(victim.city)
    assert (found.lost, found.extra, found.double, found.half) == (0, 0, 0, {})


def test_a_killed_database_loses_no_acknowledged_case(victim: Victim) -> None:
    books = killed_under_writers(victim, count=3, kills=2, between=50)
    assert crashing.acknowledged(books) >= 120
    hold(victim, books)


def test_killed_processes_lose_nothing_and_tell_once(victim: Victim) -> None:
    hold(victim, killed_under_clients(victim, ("public", "worker", "desk"), kills=3))
    assert processes.wait_for(lambda: not victim.told_wrongly(), 60, pause=0.3), victim.told_wrongly()[:5]
    assert victim.sent_again() <= AT_ONCE * 3, "more messages were sent again than the worker can have had in hand"
    said = victim.doctor()
    assert said["healthy"], [one for one in said["findings"] if one["state"] == "wrong"]


@pytest.mark.proof
def test_many_kills_of_the_database_lose_nothing(victim: Victim) -> None:
    books = killed_under_writers(victim, count=6, kills=12, between=200)
    assert crashing.acknowledged(books) >= 2400
    hold(victim, books)


@pytest.mark.proof
def test_many_kills_of_every_process_lose_nothing(victim: Victim) -> None:
    """Each process five times, the database among them."""
    hold(victim, killed_under_clients(victim, ("public", "worker", "desk", DATABASE), kills=20, think=0.5))
    assert processes.wait_for(lambda: not victim.told_wrongly(), 120, pause=0.3), victim.told_wrongly()[:5]


@pytest.mark.proof
def test_the_same_kill_loses_cases_without_synchronous_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: fsync on, commits not waited for. A measurement that finds nothing here is blind."""
    for name in os.environ.keys() - _clean().keys():
        monkeypatch.delenv(name)
    with throw_away(QUIET, settings=CARELESS) as made:
        careless = made.database.server
        assert careless is not None
        buildings = made.stage("ingest", "ground")["buildings"]
        lost = 0
        for _ in range(5):
            with writers(made, buildings, 4) as books:
                wait_for_more(books, 150)
                crashing.kill_database(careless)
                careless.start()
                wait_for_more(books, 5)
            lost += reckon(made).lost
            if lost:
                break
    assert lost > 0
