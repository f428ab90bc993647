"""The database's side of a restore: a base backup unpacked, the log played up to the wanted moment, a new password.

It runs on a socket in a folder of its own, with nobody else let in; the city's server is started only after that.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from linli.main.launcher import processes
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import write_private
from linli.main.launcher.postgres import SUPERUSER, EmbeddedServer
from linli.main.recovery import programs
from linli.main.recovery.place import Backup, Place
from linli.main.recovery.taking import first_segment
from linli.main.terminal import _

PATIENCE = 6 * 3600.0  # the log of a day may take its time
TOO_LATE = "recovery ended before configured recovery target was reached"
_LAST = re.compile(r"last completed transaction was at log time (\S+ \S+?)(?:\+00| UTC)?$", re.MULTILINE)
PARTIAL = ".partial"
PORT = "5432"  # only the name of the socket


@dataclass(slots=True)
class Rewinding:
    """The server of the city that is to come back, while it is being put together in ``draft``."""

    server: EmbeddedServer
    draft: Path
    log: Path

    @classmethod
    def of(cls, server: EmbeddedServer) -> Rewinding:
        return cls(server, server.folder / "data.restored", server.folder / "restore.log")

    def unpack(self, backup: Backup) -> None:
        """The base backup into the draft, every file compared with PostgreSQL's own list of digests."""
        shutil.rmtree(self.draft, ignore_errors=True)
        self.draft.mkdir(parents=True, mode=0o700)
        for name, into in (("base.tar.gz", self.draft), ("pg_wal.tar.gz", self.draft / "pg_wal")):
            with tarfile.open(backup.folder / name) as tar:
                tar.extractall(into, filter="data")
        list_of_all = backup.folder / "backup_manifest"
        command: list[str | Path] = [
            programs.program("pg_verifybackup"),
            "--no-parse-wal",
            "-m",
            list_of_all,
            self.draft,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LauncherError(
                _("The backup %(name)s is damaged: %(why)s. Take an older one with --backup.")
                % {"name": backup.folder.name, "why": done.stderr.strip()[-500:]}
            )

    def play(self, backup: Backup, place: Place, *, until: datetime | None) -> None:
        """Play the log up to that moment, or as far as it goes, and open the database for writing."""
        log = self.server.folder / "log.restored"
        _gather(place, backup, log)
        self.draft.joinpath("recovery.signal").touch()
        self._give(log)
        self._give(self.draft)
        settings = {
            "restore_command": f'cp "{log}/%f" "%p"',
            "recovery_target_timeline": "latest",
            "recovery_target_action": "promote",
        }
        try:
            if until is not None:
                settings["recovery_target_time"] = until.astimezone(UTC).isoformat(sep=" ")
            if not self._plays(settings):
                settings.pop("recovery_target_time", None)  # nothing was committed between the log's end and then
                if not self._plays(settings):
                    raise LauncherError(_("The log could not be played: ") + self._last_words())
        finally:
            shutil.rmtree(log, ignore_errors=True)

    def last_commit(self) -> datetime | None:
        """When the last transaction was committed that is in the restored database, by the log that was played."""
        found = _LAST.findall(self.log.read_text(errors="replace"))
        return datetime.fromisoformat(found[-1]).replace(tzinfo=UTC) if found else None

    @contextlib.contextmanager
    def open(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """The restored database as its superuser, for nobody else."""
        with self._running({}) as (_process, socket):
            processes.wait_for(lambda: _answers(socket), 60.0)
            with psycopg.connect(_address(socket, "linli"), autocommit=True) as admin:
                yield admin

    def renew_password(self, admin: psycopg.Connection[tuple[Any, ...]]) -> None:
        """A password of this machine's own: the old one lay in the folder that is gone."""
        password = secrets.token_urlsafe(24)
        admin.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(SUPERUSER), sql.Literal(password)))
        write_private(self.server.folder / "password", password)

    def settle(self) -> None:
        """The draft becomes the city's database."""
        self.draft.rename(self.server.data)

    def discard(self) -> None:
        shutil.rmtree(self.draft, ignore_errors=True)

    def _plays(self, settings: dict[str, str]) -> bool:
        """True when the database is open for writing; False when the log ended before the wanted moment."""
        self.log.unlink(missing_ok=True)
        with self._running(settings) as (process, socket):
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    return self._ended_too_early()
                if _is_open(socket):
                    return True
                time.sleep(0.1)
        raise LauncherError(_("The log could not be played: ") + self._last_words())

    def _ended_too_early(self) -> bool:
        if TOO_LATE in self.log.read_text(errors="replace"):
            return False
        raise LauncherError(_("The log could not be played: ") + self._last_words())

    @contextlib.contextmanager
    def _running(self, settings: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
        """The server on a socket nobody else reaches, stopped in order at the end."""
        room = Path(tempfile.mkdtemp(prefix="linli-restore-"))
        (room / "hba").write_text("local all all trust\n")
        self._give(room)
        every = {
            "listen_addresses": "",
            "unix_socket_directories": str(room),
            "hba_file": str(room / "hba"),
            "port": PORT,
            **settings,
        }
        options = [part for name, value in every.items() for part in ("-c", f"{name}={value}")]
        try:
            with self.log.open("ab") as log:
                process = subprocess.Popen(
                    [programs.program("postgres"), "-D", self.draft, *options],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self.server.folder,
                    env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                    umask=0o077,
                    start_new_session=True,
                    **self.server.account.spawn(),
                )
            try:
                yield process, room
            finally:
                process.send_signal(signal.SIGINT)  # fast: what is open is rolled back
                process.wait(120)
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def _give(self, folder: Path) -> None:
        """To the account the server runs as."""
        for path in (folder, *folder.rglob("*")):
            self.server.account.give(path)

    def _last_words(self) -> str:
        return " / ".join(self.log.read_text(errors="replace").splitlines()[-6:])


def _gather(place: Place, backup: Backup, target: Path) -> None:
    """The log from the backup on, of every timeline, where the server may read it.

    The newest file of a timeline is still being written; cut short, it is as good as whole up to there.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(mode=0o700)
    _timeline, first = first_segment(backup)
    for file in sorted(place.wal.glob("*/*")):
        name = file.name.removesuffix(PARTIAL)
        if name.endswith(".history") or name[8:24] >= first:
            whole = target / name
            if not (file.name.endswith(PARTIAL) and file.with_name(name).exists()) and not whole.exists():
                shutil.copyfile(file, whole)


def _address(socket: Path, database: str) -> str:
    return f"host={socket} dbname={database} user={SUPERUSER} port={PORT} connect_timeout=5"


def _answers(socket: Path) -> bool:
    try:
        with psycopg.connect(_address(socket, "postgres"), autocommit=True) as admin:
            return admin.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _is_open(socket: Path) -> bool:
    try:
        with psycopg.connect(_address(socket, "postgres"), autocommit=True) as admin:
            return admin.execute("select pg_is_in_recovery()").fetchone() == (False,)
    except psycopg.OperationalError:
        return False
