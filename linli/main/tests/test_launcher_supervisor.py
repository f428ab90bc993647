"""The supervisor: doors open before it says so, the dead come back, nothing stays behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.main.commands.up import take_over
from linli.main.launcher import env, processes, roster
from linli.main.launcher.children import ProcessSpec, city
from linli.main.launcher.database import OpenDatabase
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.roster import Roster
from linli.main.launcher.supervisor import Supervisor
from linli.main.terminal import Progress

REPO = Path(__file__).resolve().parents[3]
NO_DATABASE = OpenDatabase({}, None)
QUIET = Progress(quiet=True)
# A door with a grandchild behind it, as granian has: the parent waits, the child answers.
DOOR = """
import http.server, subprocess, sys
if len(sys.argv) == 2:
    sys.exit(subprocess.call([sys.executable, "-c", sys.argv[0], sys.argv[1], "child"]))
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
"""


def door(name: str = "public") -> ProcessSpec:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    code = f"import sys; sys.argv[0] = {DOOR!r}; exec(sys.argv[0])"
    return ProcessSpec(
        name, (sys.executable, "-c", code, str(port)), "public", port=port, url=f"http://localhost:{port}"
    )


def sleeper(name: str = "worker") -> ProcessSpec:
    return ProcessSpec(name, (sys.executable, "-c", "import time; time.sleep(600)"), "public")


@pytest.fixture
def city_folder(tmp_path: Path) -> Path:
    env.write(tmp_path, {"LINLI_DATABASE_PUBLIC": "postgresql://linli_public@127.0.0.1:1/linli"})
    return tmp_path


@contextlib.contextmanager
def running(home: Path, *specs: ProcessSpec) -> Iterator[Supervisor]:
    """A supervisor in a thread, ready."""
    supervisor = Supervisor(home, NO_DATABASE, specs, QUIET)
    ready = threading.Event()
    thread = threading.Thread(target=supervisor.run, args=(ready.set,))
    thread.start()
    try:
        assert ready.wait(30)
        yield supervisor
    finally:
        supervisor.stop()
        thread.join(30)
        assert not thread.is_alive()


def answer(spec: ProcessSpec) -> int:
    with urllib.request.urlopen(spec.url, timeout=5) as response:  # noqa: S310  our own loopback door
        status: int = response.status
    return status


def test_ready_means_that_the_door_answers_and_stopped_that_nothing_is_left(city_folder: Path) -> None:
    spec = door()
    with running(city_folder, spec, sleeper()):
        assert answer(spec) == 200
        noted = Roster.of(city_folder)
        assert set(noted.children) == {"public", "worker"}
        assert len(noted.living()) >= 3
    assert noted.living() == []
    assert not (city_folder / "processes.json").exists()


def test_a_killed_child_comes_back_and_takes_its_orphans_along(city_folder: Path) -> None:
    spec = door()
    with running(city_folder, spec):
        first, since = Roster.of(city_folder).children["public"]
        before = Roster.of(city_folder).living()
        processes.send(first, signal.SIGKILL)
        assert processes.wait_for(lambda: Roster.of(city_folder).children["public"][0] != first, 10)
        assert processes.wait_for(lambda: _answers(spec), 10)
        assert not processes.is_alive(first, since)
        assert not any(processes.is_alive(pid) for pid in before)


def _answers(spec: ProcessSpec) -> bool:
    with contextlib.suppress(OSError):
        return answer(spec) == 200
    return False


def test_a_child_that_is_done_is_not_started_again(city_folder: Path) -> None:
    count = city_folder / "count"
    once = ProcessSpec(
        "load",
        (sys.executable, "-c", f"open({str(count)!r}, 'a').write('x')"),
        "public",
        once=True,
    )
    spec = door()
    with running(city_folder, once, spec):
        assert processes.wait_for(count.exists, 10)
        first, _since = Roster.of(city_folder).children["public"]
        processes.send(first, signal.SIGKILL)  # several more rounds pass until this one is back
        assert processes.wait_for(lambda: Roster.of(city_folder).children["public"][0] != first, 10)
        assert count.read_text() == "x"


def test_a_door_that_never_opens_is_reported_with_its_last_words(
    city_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.main.launcher.supervisor.READY_SECONDS", 0.5)
    broken = ProcessSpec("desk", (sys.executable, "-c", "raise SystemExit('no such key')"), "public", port=1)
    with pytest.raises(LauncherError, match="no such key"):
        Supervisor(city_folder, NO_DATABASE, [broken], QUIET).run()


def test_a_taken_port_is_named_before_anything_starts(city_folder: Path) -> None:
    spec = door()
    with (
        socket.create_server(("127.0.0.1", spec.port)),
        pytest.raises(LauncherError, match=f"port {spec.port}"),
    ):
        Supervisor(city_folder, NO_DATABASE, [spec], QUIET).run()
    assert not (city_folder / "processes.json").exists()


CITY = """
import sys
from pathlib import Path
from linli.main.launcher.supervisor import Supervisor
from linli.main.tests.test_launcher_supervisor import NO_DATABASE, QUIET, sleeper
Supervisor(Path(sys.argv[1]), NO_DATABASE, [sleeper("desk"), sleeper("worker")], QUIET).run(
    lambda: print("ready", flush=True))
"""


@contextlib.contextmanager
def supervisor_process(home: Path) -> Iterator[subprocess.Popen[str]]:
    paths = os.pathsep.join([str(REPO), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-c", CITY, str(home)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def test_a_killed_supervisor_leaves_nothing_for_the_next_start(city_folder: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    with supervisor_process(city_folder) as process:
        left = Roster.of(city_folder)
        assert left.is_supervised()
        process.kill()
        process.wait()
        assert len(left.living()) == 2
        assert not left.is_supervised()
    take_over(city_folder, QUIET)
    assert left.living() == []
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_is_an_orderly_end(city_folder: Path, number: signal.Signals) -> None:
    with supervisor_process(city_folder) as process:
        left = Roster.of(city_folder)
        process.send_signal(number)
        assert process.wait(20) == 0
        assert left.living() == []


def test_a_noted_pid_that_belongs_to_somebody_else_now_is_spared(city_folder: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    left = Roster(city_folder)
    left.children["public"] = (stranger.pid, "1")  # another start time: the pid was given away again
    left.write()
    assert Roster.of(city_folder).end() == 0
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_damaged_note_is_an_empty_one(city_folder: Path) -> None:
    (city_folder / "processes.json").write_text('{"mark": "x", "children": [1, 2')
    assert Roster.of(city_folder).children == {}


def test_a_second_start_beside_a_running_one_is_refused(city_folder: Path) -> None:
    take_over(city_folder, QUIET)
    with pytest.raises(LauncherError, match="already runs"):
        take_over(city_folder, QUIET)


@pytest.mark.asvs("V13.3.2")
def test_a_process_gets_its_own_login_and_no_other(city_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env.write(city_folder, {"LINLI_DATABASE_DESK": "postgresql://linli_desk@127.0.0.1:1/linli"})
    monkeypatch.setenv("LINLI_DATABASE_ADMIN", "postgresql://postgres@127.0.0.1:1/postgres")
    monkeypatch.setenv("LINLI_POSTGRES_URL", "postgresql://postgres@127.0.0.1:1/postgres")
    given = env.for_process(city_folder, "desk")
    assert given["LINLI_DATABASE"].startswith("postgresql://linli_desk@")
    assert given["LINLI_SURFACE"] == "desk"
    assert [k for k, v in given.items() if "postgres@" in v or "linli_public" in v] == []


def test_a_surface_without_a_database_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LauncherError, match="linli migrate"):
        env.of_surface(tmp_path, "desk")


def test_ports_follow_the_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "http://localhost:8100")
    monkeypatch.setenv("DESK_URL", "https://desk.city.example")
    ports = {spec.name: spec.port for spec in city(demo=False) if spec.port}
    assert ports == {"public": 8100, "desk": 8001}


def test_the_wait_for_a_polite_end_is_bounded(city_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "PATIENCE", 0.3)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(600)"
    deaf = ProcessSpec("worker", (sys.executable, "-u", "-c", code), "public")
    with running(city_folder, deaf):
        noted = Roster.of(city_folder)
        log = city_folder / "logs" / "worker.log"
        assert processes.wait_for(lambda: "deaf" in log.read_text(), 10)
    assert noted.living() == []
