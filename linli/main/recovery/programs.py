"""PostgreSQL's own programs for backups, run against the database of a city."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from linli.main.launcher import binaries
from linli.main.launcher.errors import LauncherError
from linli.main.terminal import _


def program(name: str) -> Path:
    """``pg_basebackup`` and its like, beside the server's own programs."""
    path = binaries.programs() / name
    if not path.exists():
        raise LauncherError(
            _("%(program)s is not among the PostgreSQL programs in %(folder)s.")
            % {"program": name, "folder": path.parent}
        )
    return path


def surroundings(url: str) -> Mapping[str, str]:
    """The environment that tells such a program where the database is; a password in an argument could be read."""
    parts = urlsplit(url)
    return {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C",
        "PGHOST": parts.hostname or "127.0.0.1",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGCONNECT_TIMEOUT": "10",
    }


def identity(admin: psycopg.Connection[tuple[object, ...]]) -> tuple[str, int]:
    """Which database this is, for good, and which timeline it is on."""
    row = admin.execute(
        "select (select system_identifier::text from pg_control_system()), pg_walfile_name(pg_current_wal_lsn())"
    ).fetchone()
    if row is None:
        raise AssertionError("one row always")
    return str(row[0]), int(str(row[1])[:8], 16)
