"""What a city stands on: the database server, the schema, the keys file, the room on the disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
from django.db.migrations.loader import MigrationLoader

from linli.main.doctor import GOOD, LOOK, WRONG, Finding
from linli.main.launcher import env
from linli.main.launcher.folders import server_folder
from linli.main.launcher.roles import OLDEST, lacks
from linli.main.terminal import _
from linli.plumbing import keys

TIGHT = 5 << 30  # bytes; below it the disk is worth a look
LOCKS = 256  # PostgreSQL's max_locks_per_transaction: a page of what is held about somebody reads every table
FULL = 1 << 30  # bytes; below it a photo or the write-ahead log may find no room


def database(url: str) -> Finding:
    """Whether the server answers, and whether it is new enough."""
    what = _("database")
    if not url:
        return Finding(what, WRONG, _("There is none yet. Run linli up or linli migrate first."))
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
            locks = connection.execute("select current_setting('max_locks_per_transaction')::int").fetchone()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        return Finding(what, WRONG, _("It does not answer (%(reason)s). Start it with linli up.") % {"reason": reason})
    values = {"major": version // 10_000, "oldest": OLDEST}
    if version < OLDEST * 10_000:
        return Finding(what, WRONG, _("PostgreSQL %(major)s is too old; Linli needs %(oldest)s.") % values)
    if needed := lacks(version):
        sentence = _("Walls between rows are known to leak in this release. Bring PostgreSQL to %(needed)s or newer.")
        return Finding(what, WRONG, sentence % {"needed": needed})
    if locks is not None and locks[0] < LOCKS:
        sentence = _("Pages about one person may fail. Set max_locks_per_transaction to %(least)s, now %(now)s.")
        return Finding(what, LOOK, sentence % {"least": LOCKS, "now": locks[0]})
    return Finding(what, GOOD, _("PostgreSQL %(major)s answers.") % values)


def schema(url: str) -> Finding:
    """Whether every migration of this version of the program is applied. Asked as the owner of the tables."""
    what = _("schema")
    with psycopg.connect(url, connect_timeout=5) as connection:
        has_table = connection.execute("select to_regclass('public.django_migrations') is not null").fetchone()
        rows = connection.execute("select app, name from django_migrations").fetchall() if has_table == (True,) else []
    applied = {(str(app), str(name)) for app, name in rows}
    known = set(MigrationLoader(None).disk_migrations)
    if missing := sorted(known - applied):
        first = ".".join(missing[0])
        return Finding(
            what,
            WRONG,
            _("%(count)s migrations are not applied, the first is %(first)s. Run linli migrate.")
            % {"count": len(missing), "first": first},
        )
    if newer := sorted(applied - known):
        return Finding(
            what,
            WRONG,
            _("The database is newer than this program (%(name)s). Bring the program up to date.")
            % {"name": ".".join(newer[0])},
        )
    return Finding(what, GOOD, _("All %(count)s migrations are applied.") % {"count": len(known)})


def keys_file(path: Path) -> Finding:
    """Whether the keys are there, whole, and for nobody else to read."""
    what = _("keys")
    try:
        ring = keys.read_keys(path)
    except keys.CryptoError as problem:
        return Finding(what, WRONG, str(problem))
    return Finding(
        what,
        GOOD,
        _("%(path)s is readable by its owner only (fingerprint %(print)s). Keep a copy apart from the database.")
        % {"path": path, "print": ring.fingerprint},
    )


def disk(folder: Path) -> Finding:
    """How much room is left where this folder lies."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state = WRONG if free < FULL else LOOK if free < TIGHT else GOOD
    values = {"free": f"{free / (1 << 30):.1f}", "folder": folder}
    if state == GOOD:
        return Finding(_("disk"), state, _("%(free)s GB are free at %(folder)s.") % values)
    return Finding(
        _("disk"), state, _("Only %(free)s GB are free at %(folder)s. Make room before writes are refused.") % values
    )


def run_env(home: Path) -> Finding:
    """Whether the file with the passwords is for its owner only."""
    path = home / env.NAME
    what = _("passwords")
    if not path.exists() or not path.stat().st_mode & 0o077:
        return Finding(what, GOOD, _("%(path)s is readable by its owner only.") % {"path": path})
    return Finding(what, WRONG, _("Others may read %(path)s. Set it right with: chmod 600 %(path)s") % {"path": path})


def folders(home: Path) -> list[Path]:
    """Where this city writes: its home, and the server's folder when that lies elsewhere."""
    server = server_folder(home)
    apart = server.exists() and os.stat(server).st_dev != os.stat(home).st_dev
    return [home, server] if apart else [home]
