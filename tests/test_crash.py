"""kill -9 of anything at any moment: nothing acknowledged is lost, nothing is half, one form makes one case."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import pytest

from linli.main.bench.city import City, free_address, throw_away
from linli.main.launcher import env, processes
from linli.main.launcher.database import OpenDatabase
from linli.main.launcher.postgres import DURABLE, EmbeddedServer
from linli.main.launcher.roster import Roster
from linli.main.terminal import Progress
from tests import crashing
from tests.crash_clients import clients
from tests.crashing import REPO, Book, reckon, writers

CARELESS = DURABLE | {"synchronous_commit": "off", "wal_writer_delay": "10s"}
QUIET = Progress(quiet=True)


@pytest.fixture(autouse=True)
def own_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city of its own: neither the settings nor the server of the other tests."""
    _forget_the_tests(monkeypatch)


def _forget_the_tests(patch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("LINLI_", "DJANGO_SETTINGS"))]:
        patch.delenv(name)


@pytest.fixture(scope="module")
def city() -> Iterator[tuple[City, list[int]]]:
    """A founded city with its ground on a server that keeps its word."""
    with pytest.MonkeyPatch.context() as patch:
        _forget_the_tests(patch)
        with throw_away(QUIET) as made:
            yield made, made.stage("ingest", "ground")["buildings"]


def server_of(city: City) -> EmbeddedServer:
    assert city.database.server is not None
    return city.database.server


def test_a_killed_database_loses_no_acknowledged_case(city: tuple[City, list[int]]) -> None:
    """Three writers open cases; the database is killed twice under them."""
    made, buildings = city
    with writers(made, buildings, 3) as books:
        for _ in range(2):
            crashing.wait_for_more(books, 60)
            crashing.kill_database(server_of(made))
        crashing.wait_for_more(books, 30)
    found = reckon(made, books)
    assert found.acknowledged >= 150
    assert (found.lost, found.extra, found.double, found.half) == (0, 0, 0, {})
    assert any(line["tries"] > 1 for book in books for line in book.lines()), "no form was in hand when it was killed"


@pytest.mark.proof
def test_many_kills_lose_nothing(city: tuple[City, list[int]]) -> None:
    made, buildings = city
    with writers(made, buildings, 6) as books:
        for _ in range(12):
            crashing.wait_for_more(books, 200)
            crashing.kill_database(server_of(made))
        crashing.wait_for_more(books, 100)
    found = reckon(made, books)
    assert found.acknowledged >= 2500
    assert (found.lost, found.double, found.half) == (0, 0, {})


@pytest.mark.proof
def test_the_same_kill_loses_cases_without_synchronous_commit() -> None:
    """The negative control: fsync on, commits not waited for. A measurement that finds nothing here is blind."""
    with throw_away(QUIET, settings=CARELESS) as made:
        buildings = made.stage("ingest", "ground")["buildings"]
        lost = 0
        for _ in range(5):
            with writers(made, buildings, 4) as books:
                crashing.wait_for_more(books, 150)
                crashing.kill_database(server_of(made))
                crashing.wait_for_more(books, 5)
            lost += reckon(made, books).lost
            if lost:
                break
    assert lost > 0


@pytest.fixture
def running() -> Iterator[tuple[City, list[int]]]:
    """``linli up`` as a person starts it, with its ground loaded, and everything of it ended afterwards."""
    home = Path(tempfile.mkdtemp(prefix="linli-crash-"))
    public, desk = free_address(), free_address()
    surroundings = {**os.environ, "LINLI_HOME": str(home), "PUBLIC_URL": public, "DESK_URL": desk, "LC_ALL": "C"}
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
            yield city, city.stage("ingest", "ground")["buildings"]
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            Roster.of(home).end()
            EmbeddedServer.of(home).erase()
            shutil.rmtree(home)


def kill(city: City, name: str) -> None:
    """kill -9 of one process of the city, its children with it; until another one stands in its place."""
    if name == "database":
        for pid in processes.working_in(server_of(city).data, "postgres"):
            processes.send(pid, signal.SIGKILL)
        assert processes.wait_for(server_of(city).answers, 60)
        return
    pid, _since = Roster.of(city.home).children[name]
    os.killpg(pid, signal.SIGKILL)
    assert processes.wait_for(lambda: Roster.of(city.home).children[name][0] != pid, 30), f"{name} does not come back"


def told_about(city: City) -> list[tuple[object, ...]]:
    """How often each case's reporter was told of its opening, for cases that were not told exactly once."""
    with city.connect() as admin:
        return admin.execute(
            "select c.number, count(n.id) from cases_case c left join notices_notice n"
            " on n.case_id = c.id and n.template = 'case_opened' and n.channel = 'sms'"
            " group by 1 having count(n.id) <> 1"
        ).fetchall()


def sent_again(city: City) -> int:
    """Messages that left twice, under one key, because the worker was killed between sending and noting it."""
    keys = [line["key"] for line in Book(city.home / "messages.jsonl").lines()]
    return len(keys) - len(set(keys))


def killed_in_turn(
    made: City, buildings: list[int], names: Sequence[str], *, kills: int, think: float = 0.0
) -> list[Book]:
    """Residents and a clerk at work while the processes are killed in turn."""
    with clients(made, buildings, think=think) as books:
        for name in islice(cycle(names), kills):
            crashing.wait_for_more(books, 12)
            kill(made, name)
        crashing.wait_for_more(books, 12)
    return books


def hold(made: City, books: list[Book], *, kills: int) -> None:
    """Everything that must hold once it is quiet again."""
    found = reckon(made, books)
    assert (found.lost, found.extra, found.double, found.half) == (0, 0, 0, {})
    assert processes.wait_for(lambda: not told_about(made), 60, pause=0.3), told_about(made)[:5]
    assert sent_again(made) <= 2 * kills, "the worker sends two messages at a time and no more"
    assert any(line["tries"] > 1 for book in books for line in book.lines()), "no form was in hand at a kill"


def test_killed_processes_lose_nothing_and_tell_once(running: tuple[City, list[int]]) -> None:
    """Public, worker and desk killed once each under residents and a clerk."""
    made, buildings = running
    hold(made, killed_in_turn(made, buildings, ("public", "worker", "desk"), kills=3), kills=1)


@pytest.mark.proof
def test_many_kills_of_every_process_lose_nothing(running: tuple[City, list[int]]) -> None:
    """Each process five times, the database among them."""
    made, buildings = running
    hold(made, killed_in_turn(made, buildings, ("public", "worker", "desk", "database"), kills=20, think=0.5), kills=10)
