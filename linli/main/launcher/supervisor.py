"""The process that keeps a city running: starts its children, starts the dead again, ends them in order."""

from __future__ import annotations

import dataclasses
import http.client
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

from linli.main.launcher import env, processes, roster
from linli.main.launcher.children import ProcessSpec
from linli.main.launcher.database import OpenDatabase
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.roster import MARK, Roster
from linli.main.terminal import Progress, _

READY_SECONDS = 60.0
CALM_SECONDS = 30.0  # a child that lived this long starts with a short delay again
LONGEST_DELAY = 10.0
DATABASE_SECONDS = 15.0  # for one try to bring the database back; there is always another
ROUND = 0.2
LOG_BYTES = 10_000_000


@dataclasses.dataclass(slots=True)
class Child:
    """One process and the record of its falls."""

    spec: ProcessSpec
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    falls: int = 0
    due: float = 0.0  # monotonic time of the next start
    done: bool = False

    @property
    def log(self) -> str:
        return f"{self.spec.name}.log"


class Supervisor:
    """Runs the children of one home until it is told to stop; the database is watched and stopped last."""

    def __init__(self, home: Path, database: OpenDatabase, specs: Sequence[ProcessSpec], progress: Progress):
        self._home = home
        self._database = database
        self._children = [Child(spec) for spec in specs]
        self._progress = progress
        self._roster = Roster(home)
        self._stop = threading.Event()

    def run(self, ready: Callable[[], None] = lambda: None) -> int:
        """Until SIGTERM, SIGINT or SIGHUP. ``ready`` is called once every door answers."""
        self._refuse_taken_ports()
        (self._home / "logs").mkdir(exist_ok=True, mode=0o700)
        self._roster.enter()
        with self._listening():
            try:
                self._watch()
                if self._wait_until_ready():
                    ready()
                while not self._stop.wait(ROUND):
                    self._watch()
            finally:
                self._end()
        return 0

    def stop(self) -> None:
        """Ask for the orderly end; returns at once."""
        self._stop.set()

    @contextmanager
    def _listening(self) -> Iterator[None]:
        def heard(_number: int, _frame: FrameType | None) -> None:
            self._stop.set()

        in_charge = threading.current_thread() is threading.main_thread()  # Python hears signals only there
        wanted = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) if in_charge else ()
        before = {number: signal.signal(number, heard) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _watch(self) -> None:
        """One round: bring up what is down and due."""
        server = self._database.server
        if server is not None and not server.pid():
            self._progress.say(_("The database has gone; starting it again."))
            try:
                server.start(patience=DATABASE_SECONDS)
            except LauncherError as trouble:  # a full disk, a long recovery: the city waits for it
                self._progress.say(str(trouble))
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._fell(child, child.process)
            if child.process is None and not child.done and time.monotonic() >= child.due:
                self._start(child)

    def _start(self, child: Child) -> None:
        spec = child.spec
        with self._log(child) as log:
            child.process = subprocess.Popen(
                spec.argv,
                stdin=subprocess.DEVNULL,
                stdout=None if spec.speaks else log,
                stderr=log,
                env=env.for_process(self._home, spec.surface) | {MARK: self._roster.mark} | dict(spec.env),
                start_new_session=True,  # leads its own group; Ctrl-C reaches it through us, in order
            )
        child.since = time.monotonic()
        self._roster.note(spec.name, child.process.pid)

    def _fell(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        """A child ended by itself: clear its group away and plan the next start, later with every fall."""
        roster.end_group(process.pid)
        child.process = None
        if child.spec.once and process.returncode == 0:
            child.done = True
            return
        lived = time.monotonic() - child.since
        child.falls = 0 if lived > CALM_SECONDS else child.falls + 1
        delay = min(LONGEST_DELAY, 0.2 * 2**child.falls)
        child.due = time.monotonic() + delay
        self._progress.say(
            _("%(name)s ended with %(code)s and starts again in %(delay).1f s; see %(log)s")
            % {
                "name": child.spec.name,
                "code": process.returncode,
                "delay": delay,
                "log": self._home / "logs" / child.log,
            }
        )

    def _wait_until_ready(self) -> bool:
        """True once every door answers; False when told to stop before that."""
        deadline = time.monotonic() + READY_SECONDS
        waiting = [child for child in self._children if child.spec.port]
        while waiting:
            if self._stop.wait(0.05):
                return False
            self._watch()
            for child in [c for c in waiting if answers(c.spec)]:
                waiting.remove(child)
                self._progress.say(f"{child.spec.name}: {child.spec.url}")
            if waiting and time.monotonic() > deadline:
                raise LauncherError(self._not_ready(waiting[0]))
        return True

    def _not_ready(self, child: Child) -> str:
        path = self._home / "logs" / child.log
        last = "\n".join(path.read_text(errors="replace").splitlines()[-15:])
        return _("%(name)s does not answer. The end of %(log)s:") % {"name": child.spec.name, "log": path} + (
            f"\n{last}"
        )

    def _refuse_taken_ports(self) -> None:
        for child in self._children:
            port = child.spec.port
            if port and _is_taken(port):
                raise LauncherError(
                    _("Another program uses port %(port)s. Stop it, or choose another address with %(setting)s.")
                    % {"port": port, "setting": f"{child.spec.name.upper()}_URL=http://localhost:{port + 10}"}
                )

    def _log(self, child: Child) -> IO[bytes]:
        path = self._home / "logs" / child.log
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def _end(self) -> None:
        """Children first, all at once but for those that come last; then the database."""
        self._progress.say(_("Stopping."))
        for last in (False, True):
            _end_all([c.process for c in self._children if c.process is not None and c.spec.last is last])
        self._roster.end()
        self._database.stop()
        self._roster.remove()
        self._progress.say(_("Stopped. Everything is kept in %(home)s.") % {"home": self._home})


def _end_all(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        processes.send(process.pid, signal.SIGTERM)
    processes.wait_for(lambda: all(p.poll() is not None for p in running), roster.PATIENCE)
    for process in running:
        roster.end_group(process.pid)
        process.wait()


def answers(spec: ProcessSpec) -> bool:
    """True when the door answers a real request with anything but a server error."""
    connection = http.client.HTTPConnection("127.0.0.1", spec.port, timeout=10)
    host = spec.url.partition("://")[2].partition("/")[0]
    try:
        connection.request("GET", "/", headers={"Host": host or "localhost", "User-Agent": "linli up"})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
