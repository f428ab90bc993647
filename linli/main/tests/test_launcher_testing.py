"""The tests' own server: shared by everybody on the machine, stopped by the last, swept by the next."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from linli.main.launcher import database, processes, testing
from linli.main.launcher.database import OpenDatabase
from linli.main.launcher.postgres import EmbeddedServer

REPO = Path(__file__).resolve().parents[3]
RUN = """
import sys
from linli.main.launcher import testing
print(testing.cluster(), flush=True)
sys.stdin.read()
"""
OWNERS = """
select distinct pg_get_userbyid(owner) from (
    select relowner from pg_class where relnamespace = 'public'::regnamespace
    union all select proowner from pg_proc where pronamespace = 'public'::regnamespace) t (owner)
"""
NAMED = "select distinct roles::text[] from pg_policies where policyname like 'owner\\_%'"


@pytest.fixture
def machine() -> Iterator[Path]:
    """A folder for temporary files as if on another machine."""
    folder = Path(tempfile.mkdtemp(prefix="linli-machine-"))
    yield folder
    server_of(folder).erase()
    shutil.rmtree(folder)


def server_of(machine: Path) -> EmbeddedServer:
    return EmbeddedServer.of(machine / f"linli-tests-{os.geteuid()}")


@contextlib.contextmanager
def run_of_tests(machine: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that uses the server until its input closes."""
    outside = {k: v for k, v in os.environ.items() if k != database.EXTERNAL}
    with subprocess.Popen(
        [sys.executable, "-c", RUN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPO,
        env=outside | {"TMPDIR": str(machine)},
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def databases(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute("select datname from pg_database").fetchall()}


def test_this_process_has_one_home() -> None:
    """With several workers each has a folder of its own: in one, the photo of one covers that of another."""
    assert Path(os.environ["LINLI_HOME"]) == Path(settings.HOME) == Path(settings.KEYS_FILE).parent


def test_the_last_run_stops_the_server_and_the_next_sweeps(machine: Path) -> None:
    with run_of_tests(machine) as (_, first):
        with run_of_tests(machine) as (killed, second):
            assert first == second
            with psycopg.connect(second, autocommit=True) as connection:
                connection.execute("create database test_linli_4711_gw0")
                connection.execute("create database somebodys")
            killed.kill()
        assert server_of(machine).answers()
    assert processes.wait_for(lambda: not server_of(machine).pid(), 10)
    with run_of_tests(machine) as (_, third):
        assert {"somebodys", "linli"} <= databases(third)
        assert "test_linli_4711_gw0" not in databases(third)


def test_a_lent_schema_is_as_if_the_owner_had_migrated(opened: OpenDatabase, schema: Path) -> None:
    """What looks past the walls by name does so in the owner's name, and whoever may not call it still may not."""
    testing.lend(schema, opened.urls["owner"])
    with psycopg.connect(opened.urls["admin"]) as admin:
        assert admin.execute(OWNERS).fetchall() == [("linli_owner",)]
        assert admin.execute(NAMED).fetchall() == [(["linli_owner"],)]
        hat = "people_hat_of_post(bigint, bigint, timestamptz, bigint)"
        may = [
            admin.execute("select has_function_privilege(%s, %s, 'execute')", [login, hat]).fetchone()
            for login in ("linli_desk", "linli_public")
        ]
        assert may == [(True,), (False,)]
