"""The process that keeps a backup place up to the second: the database's log as it is written, sealed files as they
come, and a base backup once a day.

The log is streamed (``pg_receivewal``) and flushed as it arrives, so a machine that is lost costs about a second. A
replication slot holds back what has not arrived: a place that is away for a while is caught up with, up to
``max_slot_wal_keep_size``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import psycopg

from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import city_home
from linli.main.recovery import place, programs
from linli.main.recovery.place import Place
from linli.main.recovery.shelves import Shelves
from linli.main.terminal import complain

SLOT = "linli_backup"
ROUND = 2.0  # seconds between looks at the shelves
AGAIN = 0.5  # seconds before a receiver that ended is started again
DAILY = timedelta(hours=23)
LAST_WORDS = 5.0  # seconds to wait at the end for what is still on its way


def let_go(admin_url: str) -> None:
    """Drop the slot of a place that is named no more, or the log would be held back for nobody."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = %s and not active",
            [SLOT],
        )


def hold_back(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    """From here on the server keeps its log until the place has it."""
    known = admin.execute("select wal_status from pg_replication_slots where slot_name = %s", [SLOT]).fetchone()
    if known == ("lost",):  # the place was away for longer than the server could keep the log: begin anew
        admin.execute("select pg_drop_replication_slot(%s)", [SLOT])
        known = None
    if known is None:
        admin.execute("select pg_create_physical_replication_slot(%s, true)", [SLOT])


def is_behind(admin: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Whether something of the log as it is now has not arrived."""
    now = admin.execute("select pg_current_wal_flush_lsn()::text").fetchone()
    arrived = admin.execute(
        "select 1 from pg_replication_slots where slot_name = %s and restart_lsn >= %s::pg_lsn",
        [SLOT, now[0] if now else None],
    ).fetchone()
    return arrived is None


class Archive:
    """The work of the process, until it is told to stop."""

    def __init__(self, home: Path, kept: Place, url: str) -> None:
        self._home, self._place, self._url = home, kept, url
        self._stop = threading.Event()
        self._shelves = Shelves(home, kept.files)
        self._backup: subprocess.Popen[bytes] | None = None
        self._tried = 0.0

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        """Receiver after receiver: each ends with the server, or when the place cannot be written to."""
        while not self._stop.is_set():
            try:
                receiver = self._receiver()
            except (psycopg.Error, LauncherError, OSError) as trouble:
                complain(str(trouble))
            else:
                self._beside(receiver)
            self._stop.wait(AGAIN)
        if self._backup is not None and self._backup.poll() is None:
            self._backup.terminate()
            self._backup.wait()

    def _receiver(self) -> subprocess.Popen[bytes]:
        with psycopg.connect(self._url, autocommit=True, connect_timeout=10) as admin:
            system, timeline = programs.identity(admin)
            self._place.claim(system)
            hold_back(admin)
        options = ["--slot", SLOT, "--synchronous", "--no-loop", "--no-password", "--status-interval", "1"]
        command: list[str | Path] = [programs.program("pg_receivewal"), "-D", self._place.timeline(timeline), *options]
        return subprocess.Popen(command, env=dict(programs.surroundings(self._url)))

    def _beside(self, receiver: subprocess.Popen[bytes]) -> None:
        """Files and the daily backup, for as long as this receiver is at work."""
        try:
            while receiver.poll() is None and not self._stop.wait(ROUND):
                self._look()
            if self._stop.is_set():
                self._wait_for_the_last()
                self._shelves.copy()
        finally:
            receiver.terminate()
            receiver.wait()

    def _look(self) -> None:
        try:
            self._shelves.copy()
        except OSError as trouble:
            complain(str(trouble))
        if self._backup is not None and self._backup.poll() is not None:
            self._backup = None
        if self._backup is None and self._is_due(datetime.now().astimezone()):
            self._tried = monotonic()
            self._backup = subprocess.Popen([sys.executable, "-m", "linli", "backup", "--quiet"])

    def _is_due(self, now: datetime) -> bool:
        """A day after the last one; an hour after one that failed."""
        if self._tried and monotonic() - self._tried < timedelta(hours=1).total_seconds():
            return False
        done = self._place.backups()
        return not done or now - done[-1].ended > DAILY

    def _wait_for_the_last(self) -> None:
        """The others have ended before us: take along what they wrote last."""
        enough = monotonic() + LAST_WORDS
        try:
            with psycopg.connect(self._url, autocommit=True, connect_timeout=3) as admin:
                while is_behind(admin) and monotonic() < enough:
                    threading.Event().wait(0.05)
        except psycopg.Error:
            return


def main() -> None:
    home = city_home()
    named = place.named(home)
    if named is None:
        raise SystemExit(0)
    archive = Archive(home, named, os.environ["LINLI_DATABASE"])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: archive.stop())
    archive.run()


if __name__ == "__main__":
    main()
