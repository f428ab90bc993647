"""A killed server is found dead, comes back by itself, and nothing it acknowledged is lost."""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from linli.main.launcher import processes
from linli.main.launcher.postgres import DURABLE, EmbeddedServer

REPO = Path(__file__).resolve().parents[3]


def kill_everything(server: EmbeddedServer) -> None:
    """What a power cut does to the processes: postmaster and all backends at once, no goodbye."""
    for pid in processes.working_in(server.data, "postgres"):
        processes.send(pid, signal.SIGKILL)


def test_a_stale_pid_file_does_not_stop_the_start(server: EmbeddedServer) -> None:
    """The pid of a server that was killed now belongs to another program."""
    kill_everything(server)
    processes.wait_for(lambda: not server.pid(), 10)
    stranger = subprocess.Popen(["sleep", "60"], **server.account.spawn())
    try:
        lines = (server.data / "postmaster.pid").read_text().splitlines()
        (server.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert not server.pid()
        server.start()
        assert server.answers()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_zombie_is_not_a_server(server: EmbeddedServer) -> None:
    """A killed server whose parent never looks: its pid answers to signals for ever."""
    server.stop()
    code = "import sys, time; from linli.main.launcher.postgres import EmbeddedServer; from pathlib import Path\n"
    code += "EmbeddedServer(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(600)"
    with subprocess.Popen(
        [sys.executable, "-c", code, server.folder], stdout=subprocess.PIPE, text=True, cwd=REPO
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "up\n"
        zombie = server.pid()
        kill_everything(server)
        assert processes.wait_for(lambda: processes.state(zombie) == "Z", 10)
        assert not server.answers()
        server.start()
        assert server.pid() != zombie
        assert processes.state(zombie) == "Z"
        parent.kill()


def test_a_backend_that_outlives_its_postmaster_is_ended_first(server: EmbeddedServer) -> None:
    connection = psycopg.connect(server.url())
    backend = connection.info.backend_pid
    processes.send(backend, signal.SIGSTOP)
    processes.send(server.pid(), signal.SIGKILL)
    server.start()
    assert not processes.is_alive(backend)
    assert server.answers()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("select 1")
    connection.close()


def test_a_taken_port_is_given_up_for_a_free_one(server: EmbeddedServer) -> None:
    server.stop()
    before = int((server.folder / "port").read_text())
    with socket.create_server(("127.0.0.1", before)):
        server.start()
    assert int((server.folder / "port").read_text()) != before


def test_stopping_twice_is_no_error(server: EmbeddedServer) -> None:
    server.stop()
    server.stop()
    assert not server.pid()


def lost_after_a_kill(server: EmbeddedServer, *, writers: int = 4, rows: int = 150) -> tuple[int, int]:
    """Rows acknowledged to concurrent writers before the server was killed, and how many of them are gone."""
    table = sql.Identifier(f"promises_{secrets.token_hex(4)}")
    insert = sql.SQL("insert into {} values (%s, %s)").format(table)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create table {} (writer int, n int)").format(table))
        connection.execute("checkpoint")
    acknowledged: list[tuple[int, int]] = []
    enough = threading.Event()

    def write(writer: int) -> None:
        try:
            with psycopg.connect(server.url(), autocommit=True) as connection:
                for n in range(100_000):
                    connection.execute(insert, (writer, n))
                    acknowledged.append((writer, n))
                    if len(acknowledged) >= rows:
                        enough.set()
        except psycopg.OperationalError:
            enough.set()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    assert enough.wait(30)
    kill_everything(server)
    for thread in threads:
        thread.join(30)
    server.start()
    with psycopg.connect(server.url()) as connection:
        kept = set(connection.execute(sql.SQL("select writer, n from {}").format(table)).fetchall())
    return len(acknowledged), len(set(acknowledged) - kept)


def test_nothing_acknowledged_is_lost_when_everything_is_killed(server: EmbeddedServer) -> None:
    acknowledged, lost = lost_after_a_kill(server)
    assert acknowledged >= 150
    assert lost == 0


@pytest.mark.proof
def test_nothing_acknowledged_is_lost_over_many_kills(server: EmbeddedServer) -> None:
    rounds = [lost_after_a_kill(server, writers=8, rows=2000) for _ in range(10)]
    assert sum(acknowledged for acknowledged, _ in rounds) >= 20_000
    assert [lost for _, lost in rounds] == [0] * 10


@pytest.mark.proof
def test_the_same_kill_loses_rows_without_synchronous_commit(home: Path) -> None:
    """The negative control: were the measurement blind, this would find nothing lost either."""
    careless = DURABLE | {"synchronous_commit": "off", "wal_writer_delay": "10s"}
    server = EmbeddedServer.of(home.with_name("careless"), careless)
    try:
        server.start()
        assert max(lost_after_a_kill(server)[1] for _ in range(3)) > 0
    finally:
        server.erase()
