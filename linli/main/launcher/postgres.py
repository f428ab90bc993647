"""One embedded PostgreSQL server: made, started, probed, stopped.

Facts it is built on (measured): a killed postmaster may stay a zombie whose pid file looks alive, its
backends may outlive it for a while, and starting during that time fails. So a server counts as running only
when its pid is a living process in this data folder *and* a real connection answers.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from linli.main.launcher import processes
from linli.main.launcher.account import ServerAccount, server_account
from linli.main.launcher.binaries import major_version, programs
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import only_one, server_folder, write_private
from linli.main.terminal import _

SUPERUSER = "postgres"
HOST = "127.0.0.1"
BUILTIN_LOCALES = 17  # from this version on PostgreSQL brings UTF-8 rules of its own
PORTS = range(20_000, 32_000)  # below the range from which systems draw outgoing ports
START_SECONDS = 120.0  # recovery after a crash may take its time
STOP_SECONDS = 60.0

SHARE, LEAST_MB, MOST_MB = 8, 256, 4096  # of the machine's memory one in eight is for pages of the database


def buffers(memory: int) -> str:
    """How much memory, of so many bytes, the server keeps pages in: with too little, a large city reads each anew."""
    return f"{min(max(memory // SHARE >> 20, LEAST_MB), MOST_MB)}MB"


def memory() -> int:
    """The bytes of memory this machine has, or the container it is in may use."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    told = limit.read_text().strip() if limit.exists() else "max"
    return min(whole, int(told)) if told.isdigit() else whole


DURABLE = {
    "synchronous_commit": "on",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "3min",
    "max_slot_wal_keep_size": "8GB",  # a backup place that stays away does not fill the disk
    "jit": "off",
    "log_error_verbosity": "terse",  # or the log would quote rows that did not fit
    "shared_buffers": buffers(memory()),
    "max_connections": "100",
    "max_locks_per_transaction": "256",  # a page of what is held about somebody reads every table there is
}
# For servers that tests throw away: nothing has to survive a power cut.
THROW_AWAY = DURABLE | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": buffers(0),  # emptying a table looks through all of them
    "max_locks_per_transaction": "256",  # several runs empty every table at the same time
}

_children: dict[Path, subprocess.Popen[bytes]] = {}  # servers this very process started, to reap them


@dataclasses.dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """An embedded server by its folder; nothing in it is remembered, everything is read from disk."""

    folder: Path
    settings: tuple[tuple[str, str], ...] = tuple(DURABLE.items())
    account: ServerAccount = dataclasses.field(default_factory=server_account)

    @classmethod
    def of(cls, home: Path, settings: dict[str, str] | None = None) -> EmbeddedServer:
        return cls(server_folder(home), tuple((settings or DURABLE).items()))

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def url(self, database: str = "postgres") -> str:
        """The superuser's address; raises FileNotFoundError before the first start."""
        password = quote((self.folder / "password").read_text().strip(), safe="")
        return f"postgresql://{SUPERUSER}:{password}@{HOST}:{self._port()}/{database}"

    def pid(self) -> int:
        """The living postmaster of this data folder, 0 when there is none."""
        child = _children.get(self.data)
        if child is not None and child.poll() is not None:
            del _children[self.data]
        pid = _first_line(self.data / "postmaster.pid")
        if not processes.is_alive(pid):
            return 0
        folder = processes.folder_of(pid)
        return pid if folder is None or folder == self.data.resolve() else 0

    def answers(self) -> bool:
        """True when the postmaster lives and a real connection answers ``select 1``."""
        if not self.pid():
            return False
        try:
            with psycopg.connect(self.url(), connect_timeout=3, autocommit=True) as connection:
                return connection.execute("select 1").fetchone() == (1,)
        except (psycopg.Error, FileNotFoundError):
            return False

    def start(self, *, patience: float = START_SECONDS) -> str:
        """Bring the server up, making it first where needed; the superuser's address."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)
        with only_one(self.folder / "lock"):
            if not (self.data / "PG_VERSION").exists():
                self._make()
            deadline = time.monotonic() + patience
            while not self.answers():
                if time.monotonic() > deadline:
                    raise LauncherError(_("PostgreSQL does not start. Its last words: ") + self._last_words())
                self._start_once(deadline)
        return self.url()

    def stop(self) -> None:
        """Stop fast: open transactions are rolled back, everything committed is on disk."""
        for what, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
            pid = self.pid()
            if not pid:
                return
            processes.send(pid, what)
            if processes.wait_for(lambda: not self.pid(), seconds):
                return

    def erase(self) -> None:
        """Stop and delete the server with everything in it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self) -> None:
        """initdb into a folder beside, so that a start killed half way leaves nothing half made."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.account.give(draft)
        write_private(self.folder / "password", secrets.token_urlsafe(24))
        password = self.folder / "password.initdb"
        write_private(password, (self.folder / "password").read_text())
        self.account.give(password)
        command: list[str | Path] = [
            programs() / "initdb",
            "-D",
            draft,
            "-U",
            SUPERUSER,
            f"--pwfile={password}",
        ]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
        if major_version(programs()) >= BUILTIN_LOCALES:
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            command.append("--locale=C.UTF-8")
        if dict(self.settings).get("fsync") == "off":
            command.append("--no-sync")
        try:
            done = self._run(command)
        finally:
            password.unlink()
        if done.returncode:
            raise LauncherError(_("PostgreSQL could not be set up: ") + done.stderr.strip()[-2000:])
        with (draft / "postgresql.conf").open("a") as conf:
            conf.write("include_if_exists = 'linli.conf'\n")
        draft.rename(self.data)

    def _start_once(self, deadline: float) -> None:
        """Wait for a server that is on its way up or down, or else start one and wait for that."""
        if not self.pid():
            self._clear_the_dead()
            self._configure()
            self._spawn()
        child = _children.get(self.data)
        while time.monotonic() < deadline and not self.answers():
            gone = not self.pid() if child is None else child.poll() is not None
            if gone:
                time.sleep(0.2)
                return
            time.sleep(0.05)

    def _spawn(self) -> None:
        if before := _children.pop(self.data, None):
            before.wait()  # killed a moment ago and not yet reaped
        with self.log.open("ab") as log:
            os.fchmod(log.fileno(), 0o600)
            _children[self.data] = subprocess.Popen(
                [programs() / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                umask=0o077,
                start_new_session=True,  # Ctrl-C at the terminal is for the supervisor, which stops us last
                **self.account.spawn(),
            )

    def _clear_the_dead(self) -> None:
        """End backends that outlived a killed postmaster, then drop its pid file.

        PostgreSQL itself checks the shared memory of the folder, so a server that is still at work would be
        refused even without the file; the file alone would stop us for as long as a zombie is not reaped.
        """
        for pid in processes.working_in(self.data, "postgres"):
            processes.send(pid, signal.SIGKILL)
        processes.wait_for(lambda: not any(processes.working_in(self.data, "postgres")), 10.0)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _configure(self) -> None:
        port = self._port()
        if not _is_free(port):
            port = next(p for p in _shuffled(PORTS) if _is_free(p))
            write_private(self.folder / "port", str(port))
        lines = {
            **dict(self.settings),
            "listen_addresses": HOST,
            "port": str(port),
            "unix_socket_directories": "",
            "password_encryption": "scram-sha-256",
            "log_timezone": "UTC",
            "timezone": "UTC",
            "logging_collector": "off",
        }
        path = self.data / "linli.conf"
        write_private(path, "".join(f"{key} = '{value}'\n" for key, value in lines.items()))
        self.account.give(path)

    def _run(self, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, **self.account.spawn()
        )

    def _port(self) -> int:
        return _first_line(self.folder / "port")

    def _last_words(self) -> str:
        if not self.log.exists():
            return "none"
        return " / ".join(self.log.read_text(errors="replace").splitlines()[-5:])


def _first_line(path: Path) -> int:
    """The number on the first line of a small file, 0 when there is none."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return int(lines[0]) if lines and lines[0].strip().isdigit() else 0


def _is_free(port: int) -> bool:
    if port <= 0:
        return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _shuffled(ports: range) -> list[int]:
    return secrets.SystemRandom().sample(ports, k=200)
