"""A throw-away database server for tests, one per machine and user.

Every run of pytest on the machine uses the same server, each with a database of its own name. The first one
starts it, the last one stops it; the initialised folder stays, so that the next start takes a blink. Nothing
in it survives a power cut, and nothing needs to.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from jinja2 import FileSystemBytecodeCache
from psycopg import sql

from linli.main.launcher.database import EXTERNAL, open_database
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import only_one
from linli.main.launcher.postgres import THROW_AWAY, EmbeddedServer
from linli.main.recovery import programs

_PACKAGE = Path(__file__).resolve().parents[2]
_MOST_MIGRATED = 6  # of as many states of the code a migrated database is kept
_LEFT_BEHIND = r"""
select datname from pg_database where datname ~ '^(test_)?linli_\d+(_gw\d+)?$' union all
(select datname from pg_database where datname ~ '^linli_migrated_' order by oid desc offset %(most)s)"""
_SHARED_HOME = Path(tempfile.gettempdir()) / f"linli-tests-{os.geteuid()}"


def cluster() -> str:
    """Start or join the machine's test server; the superuser's address. Let go of when the process ends."""
    _SHARED_HOME.mkdir(mode=0o700, exist_ok=True)
    if external := os.environ.get(EXTERNAL):
        open_database(_SHARED_HOME, settings=THROW_AWAY)
        return external
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
    Called by the root conftest. A worker finds the settings read already: it inherited the variable that names them.
    """
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        own = Path(os.environ["LINLI_HOME"]) / worker
        own.mkdir(mode=0o700, exist_ok=True)
        os.environ["LINLI_HOME"] = str(own)
        settings.HOME, settings.KEYS_FILE = own, own / "keys.json"
        return
    _keep_bytecode()
    home = tempfile.mkdtemp(prefix="linli-home-")
    atexit.register(shutil.rmtree, home, True)
    os.environ["LINLI_DATABASE"] = cluster().rpartition("/")[0] + f"/linli_{os.getpid()}"
    os.environ["LINLI_SECRET_KEY"] = secrets.token_urlsafe(48)
    os.environ["LINLI_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.main.settings")


def _keep_bytecode() -> None:
    """Compiled modules, elsewhere where they may not lie beside the sources: a run starts some hundred processes."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        sys.dont_write_bytecode = False
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(_SHARED_HOME / "bytecode")


def compiled_templates() -> FileSystemBytecodeCache:
    """Where templates are kept once some test process has compiled them, by what they and our own filters say."""
    environment = _PACKAGE / "kit" / "jinja.py"
    kept = _SHARED_HOME / f"templates-{hashlib.sha256(environment.read_bytes()).hexdigest()[:12]}"
    kept.mkdir(mode=0o700, exist_ok=True, parents=True)
    return FileSystemBytecodeCache(str(kept))


def migrated() -> str:
    """The name of a migrated database to copy, made by the first who asks: a copy takes a second, migrating thirty.

    It is named after what the migrations say, so that another state of the code makes one of its own.
    """
    name = f"linli_migrated_{_of_migrations()}"
    with only_one(_SHARED_HOME / "migrated"), psycopg.connect(_address("postgres"), autocommit=True) as admin:
        if admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
            draft = sql.Identifier("linli_draft")
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(draft))
            admin.execute(sql.SQL("create database {}").format(draft))
            _migrate("linli_draft")
            admin.execute(sql.SQL("alter database {} rename to {}").format(draft, sql.Identifier(name)))
    return name


def schema() -> Path:
    """A file with that database, for cities of tests that have a server of their own."""
    name = migrated()
    path = _SHARED_HOME / f"{name}.owner.sql"
    with only_one(_SHARED_HOME / "migrated"):
        if not path.exists():
            for old in sorted(_SHARED_HOME.glob("linli_migrated_*.sql"), key=lambda one: one.stat().st_mtime)[:-2]:
                old.unlink()
            draft = path.with_suffix(".new")
            _run(["pg_dump", "--no-owner", "--file", str(draft), name], _address(name))
            draft.write_text(_of_owner(draft.read_text()))
            draft.rename(path)
    return path


def _of_owner(said: str) -> str:
    """What migrations gave to whoever ran them: here the superuser, in a city its owner."""
    who = urlsplit(_address("")).username or ""
    given = re.compile(rf"^(CREATE POLICY .* TO ){re.escape(unquote(who))}\b", re.M)
    return given.sub(r"\1linli_owner", said)


def lend(schema: Path, owner: str) -> None:
    """Fill an empty database, by its owner's address, with that schema: migrating it would take half a minute."""
    name = urlsplit(owner).path.strip("/")
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={schema}"]
    _run(["psql", *options, name], owner)


def settle(schema: Path, home: Path) -> None:
    """The same for a home that has no server yet; it is stopped again, for whoever starts the city."""
    opened = open_database(home)
    lend(schema, opened.urls["owner"])
    opened.stop()


def _run(command: list[str], url: str) -> None:
    program, *words = command
    surroundings = {**programs.surroundings(url), "PGOPTIONS": "--client-min-messages=warning"}
    done = subprocess.run(
        [programs.program(program), *words], env=surroundings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LauncherError(done.stderr.strip()[-2000:])


def _of_migrations() -> str:
    """A short digest of every migration and of what migrations are written with."""
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted((*_PACKAGE.glob("**/migrations/*.py"), *(_PACKAGE / "plumbing").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _migrate(database: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _address(database: str) -> str:
    return f"{os.environ['LINLI_DATABASE'].rpartition('/')[0]}/{database}"


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
    """Drop the databases of runs that were killed, and migrated ones nobody needs; nobody else is here."""
    with psycopg.connect(url, autocommit=True) as admin:
        rows = admin.execute(_LEFT_BEHIND, {"most": _MOST_MIGRATED})
        for (name,) in rows.fetchall():
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
