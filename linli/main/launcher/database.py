"""Opening the database of a home: the embedded server, or any PostgreSQL 15 or newer by address."""

from __future__ import annotations

import dataclasses
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from linli.main.launcher import env, roles
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import only_one
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.launcher.roles import LOGINS
from linli.main.terminal import _

DEFAULT_NAME = "linli"
EXTERNAL = "LINLI_POSTGRES_URL"


@dataclasses.dataclass(frozen=True, slots=True)
class OpenDatabase:
    """A database that answers, with one address per login (``owner``, ``public``, ..., ``admin``)."""

    urls: dict[str, str]
    server: EmbeddedServer | None  # None where the server is somebody else's

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()


def open_database(home: Path, *, name: str = DEFAULT_NAME, settings: dict[str, str] | None = None) -> OpenDatabase:
    """Start or reach the server, make logins and database where missing, write ``run.env``.

    ``name`` other than the default gives tests and benches a database of their own on the same server; only
    the default one is written to ``run.env``.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with only_one(home / "lock"):
        external = os.environ.get(EXTERNAL, "")
        server = None if external else EmbeddedServer.of(home, settings)
        admin_url = server.start() if server else external
        passwords = _passwords(home)
        _furnish(admin_url, passwords, name)
        urls = {login.surface: roles.with_login(admin_url, login.name, passwords[login.name], name) for login in LOGINS}
        urls["admin"] = urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))
        if name == DEFAULT_NAME:
            env.write(home, {f"LINLI_DATABASE_{surface.upper()}": url for surface, url in urls.items()})
    return OpenDatabase(urls, server)


def is_up(home: Path) -> bool:
    """True when the home's database would answer without starting anything."""
    return EXTERNAL in os.environ or EmbeddedServer.of(home).answers()


def _furnish(admin_url: str, passwords: dict[str, str], name: str) -> None:
    with _connect(admin_url) as admin:
        roles.ensure_version(admin.info.server_version)
        try:
            roles.ensure_logins(admin, passwords)
            roles.ensure_database(admin, name)
        except psycopg.errors.InsufficientPrivilege as error:
            raise LauncherError(
                _(
                    "The login in %(setting)s may not create logins and databases; "
                    "give the address of a superuser. The server said: %(error)s"
                )
                % {"setting": EXTERNAL, "error": error}
            ) from error


def _passwords(home: Path) -> dict[str, str]:
    """The password of every login: the one in run.env, else a new random one."""
    known = env.read(home)
    found = {}
    for login in LOGINS:
        url = known.get(f"LINLI_DATABASE_{login.surface.upper()}", "")
        found[login.name] = unquote(urlsplit(url).password or "") or secrets.token_urlsafe(24)
    return found


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        where = urlsplit(url)
        raise LauncherError(
            _("The database server at %(host)s:%(port)s does not answer: %(error)s")
            % {"host": where.hostname, "port": where.port or 5432, "error": error}
        ) from error
