"""The logins of the database: one per surface, so that what a surface may read is settled by the database.

``linli_owner`` owns the tables and runs migrations (forced row-level security applies to it as well),
``linli_public``, ``linli_desk`` and ``linli_worker`` serve their surface, ``linli_live`` reads the outbox and asks
four narrow functions, ``linli_ingest`` only inserts
readings and is the one login that bypasses row-level security. Grants and policies are raised by
plumbing.walls.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from linli.main.launcher.errors import LauncherError
from linli.main.terminal import _

OLDEST = 15
# The first release of each major version in which a wall does not leak through statistics of a table (CVE-2025-8713),
# through a plan made for another role (CVE-2023-2455, CVE-2024-10976) or a role taken back too early (CVE-2024-10978).
MENDED: Mapping[int, int] = {15: 14, 16: 10, 17: 6}


@dataclasses.dataclass(frozen=True, slots=True)
class Login:
    """One database login, how long it may hold the database up, and what it may use for it."""

    name: str
    bypasses_walls: bool = False
    limits: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def surface(self) -> str:
        return self.name.removeprefix("linli_")


_WEB = {"statement_timeout": "10s", "idle_in_transaction_session_timeout": "30s"}
# Staff see a case through its tasks. With more memory the planner hashes all tasks of the city for that instead of
# looking up those of the rows in question: of 105,000 tasks for 5,000 open cases 133 ms instead of 12.
_DESK = {**_WEB, "work_mem": "1MB", "hash_mem_multiplier": "1"}
# A migration that waits for a table makes everybody who comes after wait behind it: it gives up and tries again.
# The server's own tidying up gives way to whoever has waited as long as for a deadlock, which is a second elsewhere.
_OWNER = {"lock_timeout": "400ms", "deadlock_timeout": "100ms"}
_OF_SUPERUSERS = frozenset({"deadlock_timeout"})
LOGINS = (
    Login("linli_owner", limits=_OWNER),
    Login("linli_public", limits=_WEB),
    Login("linli_desk", limits=_DESK),
    Login("linli_live", limits=_WEB),
    Login("linli_worker", limits={"idle_in_transaction_session_timeout": "5min"}),
    Login("linli_ingest", bypasses_walls=True, limits={"statement_timeout": "30s"}),
)


def with_login(url: str, name: str, password: str, database: str) -> str:
    """The same server, another login and database."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    address = f"{parts.hostname or '127.0.0.1'}:{parts.port or 5432}"
    return f"postgresql://{name}:{quote(password, safe='')}@{address}/{database}{query}"


def lacks(number: int) -> str:
    """The release a server would have to be brought to, as ``15.14``; empty where its walls hold."""
    major, minor = divmod(number, 10_000)
    needed = MENDED.get(major, 0)
    return f"{major}.{needed}" if minor < needed else ""


def ensure_version(number: int) -> None:
    """Refuse a server that lacks what the schema is built on, or whose walls are known to leak.

    ``number`` as in 180006 for 18.6.
    """
    if needed := lacks(number):
        raise LauncherError(
            _(
                "This database server is PostgreSQL %(given)s, in which walls between rows are known to leak. "
                "Bring it to %(needed)s or newer; no data has to be moved."
            )
            % {"given": ".".join(map(str, divmod(number, 10_000))), "needed": needed}
        )
    if number < OLDEST * 10_000:
        raise LauncherError(
            _(
                "This database server is PostgreSQL %(major)s. Linli needs %(oldest)s or newer: "
                "upgrade it, or unset LINLI_POSTGRES_URL to use the server that comes with Linli."
            )
            % {"major": number // 10_000, "oldest": OLDEST}
        )


def ensure_logins(admin: psycopg.Connection[tuple[object, ...]], passwords: Mapping[str, str]) -> None:
    """Create what is missing and set attributes and passwords of the rest; safe to repeat."""
    known = {row[0] for row in admin.execute("select rolname from pg_roles where rolname like 'linli%'")}
    for login in LOGINS:
        verb = "alter" if login.name in known else "create"
        admin.execute(
            sql.SQL("{verb} role {name} login nosuperuser nocreatedb nocreaterole {walls} password {password}").format(
                verb=sql.SQL(verb),
                name=sql.Identifier(login.name),
                walls=sql.SQL("bypassrls" if login.bypasses_walls else "nobypassrls"),
                password=sql.Literal(passwords[login.name]),
            )
        )


def ensure_database(admin: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    """Create the database where it is missing: owned by ``linli_owner``, closed to every other login."""
    name = sql.Identifier(database)
    if admin.execute("select 1 from pg_database where datname = %s", [database]).fetchone() is None:
        admin.execute(sql.SQL("create database {} owner linli_owner encoding 'UTF8' template template0").format(name))
    admin.execute(sql.SQL("revoke all on database {} from public").format(name))
    is_super = admin.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (True,)
    for login in LOGINS:
        role = sql.Identifier(login.name)
        admin.execute(sql.SQL("grant connect on database {} to {}").format(name, role))
        if login.bypasses_walls:  # what is taken in by the thousand is copied into a staging table first
            admin.execute(sql.SQL("grant temporary on database {} to {}").format(name, role))
        for key, value in {"timezone": "UTC", **login.limits}.items():
            if is_super or key not in _OF_SUPERUSERS:
                setting = sql.SQL("alter role {} in database {} set {} = {}")
                admin.execute(setting.format(role, name, sql.Identifier(key), sql.Literal(value)))
