"""``linli up`` as a person starts it: the whole city, killed in every way, comes back and leaves nothing behind."""

from __future__ import annotations

import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from linli.main.launcher import env, processes, testing, trial
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.launcher.roster import Roster


@pytest.fixture
def surroundings(schema: Path) -> Iterator[dict[str, str]]:
    """The environment of a city of its own, on ports of its own."""
    with trial.home() as environment:
        testing.settle(schema, Path(environment["LINLI_HOME"]))
        yield environment


def answer(url: str) -> int:
    """The status of a page; redirects to a login are an answer as well."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310  our own loopback door
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_city_survives_kill_nine_of_all_of_it(surroundings: dict[str, str]) -> None:
    home = Path(surroundings["LINLI_HOME"])
    with trial.up(surroundings) as first:
        assert max(answer(surroundings["PUBLIC_URL"]), answer(surroundings["DESK_URL"])) < 500
        with psycopg.connect(env.read(home)["LINLI_DATABASE_ADMIN"], autocommit=True) as connection:
            connection.execute("create table kept (word text)")
            connection.execute("insert into kept values ('acknowledged')")
        first.kill()  # web processes and database go on without it
        first.wait()
        orphans = Roster.of(home).living()
        postmaster = EmbeddedServer.of(home).pid()
        assert orphans
        assert postmaster
    with trial.up(surroundings) as second:
        assert not any(processes.is_alive(pid) for pid in orphans)
        for pid in processes.working_in(EmbeddedServer.of(home).data, "postgres"):
            processes.send(pid, signal.SIGKILL)
        assert processes.wait_for(EmbeddedServer.of(home).answers, 30)
        with psycopg.connect(env.read(home)["LINLI_DATABASE_ADMIN"]) as connection:
            assert connection.execute("select word from kept").fetchone() == ("acknowledged",)
        assert processes.wait_for(lambda: answer(surroundings["DESK_URL"]) < 500, 10)
        noted = Roster.of(home)
        second.send_signal(signal.SIGINT)
        assert second.wait(30) == 0
    assert noted.living() == []
    assert not EmbeddedServer.of(home).pid()
