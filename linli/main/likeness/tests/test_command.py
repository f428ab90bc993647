"""``linli load city`` as an operator runs it: killed half way it goes on, and it does not touch a city with people."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from linli.main.launcher import env, trial
from linli.main.launcher.database import open_database
from linli.main.likeness import crew

PEOPLE = 6_000


@pytest.fixture
def surroundings() -> Iterator[dict[str, str]]:
    with trial.home() as environment:
        yield environment


def load(surroundings: dict[str, str], *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "linli", "load", "city", "--pack", "nanning", "--people", str(PEOPLE), *more]
    return subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def people(home: Path) -> int:
    with psycopg.connect(env.read(home)["LINLI_DATABASE_ADMIN"]) as connection:
        row = connection.execute("select count(*) from people_person").fetchone()
    return int(row[0]) if row else 0


@pytest.mark.proof
def test_a_city_load_that_was_killed_goes_on_where_it_stopped(surroundings: dict[str, str]) -> None:
    home = Path(surroundings["LINLI_HOME"])
    first = load(surroundings)
    deadline = time.monotonic() + 240
    while not (home / crew.NOTE).exists() or not 0 < people(home) < PEOPLE:
        assert first.poll() is None, first.stdout.read() if first.stdout else ""
        assert time.monotonic() < deadline
        time.sleep(0.2)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    if first.stdout:
        first.stdout.close()
    opened = open_database(home)
    assert people(home) < PEOPLE
    try:
        second = load(surroundings)
        said = second.communicate()[0]
        assert second.returncode == 0, said
        assert people(home) == PEOPLE
        with psycopg.connect(env.read(home)["LINLI_DATABASE_ADMIN"]) as connection:
            twice = connection.execute(
                "select count(*) - count(distinct id_number_blind) from people_person where document = 'resident_id'"
            ).fetchone()
        assert twice == (0,)
        again = load(surroundings, "--seed", "9")
        said = again.communicate()[0]
        assert again.returncode == 1
        assert "--beside" in said
        assert people(home) == PEOPLE
    finally:
        opened.stop()
