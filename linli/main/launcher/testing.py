"""A throw-away database server for tests, one per machine and user.

Every run of pytest on the machine uses the same server, each with a database of its own name. The first one
starts it, the last one stops it; the initialised folder stays, so that the next start takes a blink. Nothing
in it survives a power cut, and nothing needs to.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from linli.main.launcher.database import EXTERNAL, open_database
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import only_one
from linli.main.launcher.postgres import THROW_AWAY, EmbeddedServer

_SHARED_HOME = Path(tempfile.gettempdir()) / f"linli-tests-{os.geteuid()}"


def cluster() -> str:
    """Start or join the machine's test server; the superuser's address. Let go of when the process ends."""
    if external := os.environ.get(EXTERNAL):
        open_database(_SHARED_HOME, settings=THROW_AWAY)
        return external
    _SHARED_HOME.mkdir(mode=0o700, exist_ok=True)
    guests = os.open(_SHARED_HOME / "guests", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with only_one(_SHARED_HOME / "door"):
        first = _is_alone(guests)
        fcntl.flock(guests, fcntl.LOCK_SH)
        url = _opened()
        if first:
            _sweep(url)
    atexit.register(_leave, guests, os.getpid())
    return url


def wire() -> None:
    """Point this test process (and its xdist workers, who inherit the environment) at a database of its own.

    Each worker has a home of its own too: files are named by their content, and two databases would share them.
    Called by the root conftest before the Django settings are read.
    """
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        own = Path(os.environ["LINLI_HOME"]) / worker
        own.mkdir(mode=0o700, exist_ok=True)
        os.environ["LINLI_HOME"] = str(own)
        return
    home = tempfile.mkdtemp(prefix="linli-home-")
    atexit.register(shutil.rmtree, home, True)
    os.environ["LINLI_DATABASE"] = cluster().rpartition("/")[0] + f"/linli_{os.getpid()}"
    os.environ["LINLI_SECRET_KEY"] = secrets.token_urlsafe(48)
    os.environ["LINLI_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.main.settings")


def _opened() -> str:
    server = EmbeddedServer.of(_SHARED_HOME, THROW_AWAY)
    try:
        open_database(_SHARED_HOME, settings=THROW_AWAY)
    except LauncherError:  # without fsync a crash of the machine may leave a folder that does not start
        server.erase()
        open_database(_SHARED_HOME, settings=THROW_AWAY)
    return server.url()


def _leave(guests: int, owner: int) -> None:
    """The last guest turns the light off."""
    if os.getpid() != owner:
        return
    with only_one(_SHARED_HOME / "door"):
        if _is_alone(guests):
            EmbeddedServer.of(_SHARED_HOME, THROW_AWAY).stop()
        os.close(guests)


def _is_alone(guests: int) -> bool:
    """True when no other process holds the guest list; only asked behind the door lock."""
    try:
        fcntl.flock(guests, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sweep(url: str) -> None:
    """Drop the databases of runs that were killed; nobody else is here."""
    with psycopg.connect(url, autocommit=True) as admin:
        rows = admin.execute(r"select datname from pg_database where datname ~ '^(test_)?linli_\d+(_gw\d+)?$'")
        for (name,) in rows.fetchall():
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
