"""kill -9 of anything at any moment: nothing acknowledged is lost, nothing is half, one form makes one case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.main.bench.city import City, throw_away
from linli.main.launcher.postgres import DURABLE, EmbeddedServer
from linli.main.terminal import Progress
from tests import crashing
from tests.crashing import reckon, writers

CARELESS = DURABLE | {"synchronous_commit": "off", "wal_writer_delay": "10s"}
QUIET = Progress(quiet=True)


@pytest.fixture(autouse=True)
def own_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city of its own: neither the settings nor the server of the other tests."""
    _forget_the_tests(monkeypatch)


def _forget_the_tests(patch: pytest.MonkeyPatch) -> None:
    import os

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
