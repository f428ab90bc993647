"""The walls inside the database: grants and forced row-level security, written from the declarations.

Every migration that makes a walled table enables and forces row-level security in the same step, so a
table without a policy returns nothing to anybody. ``raise_walls`` then gives each login exactly what
:mod:`linli.plumbing.policy` declares, table by table, and takes away everything else.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations import RunSQL
from django.db.models import Model

from linli.plumbing import policy

LOGINS = ("public", "desk", "worker", "live", "ingest")
READS_ONLY = frozenset({"live"})

_ALL = "select, insert, update, delete"

# Tables of libraries, with what each login needs of them. They hold ids and no one's data but the session's.
LIBRARY_TABLES = [
    policy.Policy(
        table="django_session",
        logins={
            "public": policy.Login(verbs=_ALL, rows=policy.ByBeginning("public-", "session_key")),
            "desk": policy.Login(verbs=_ALL, rows=policy.ByBeginning("desk-", "session_key")),
            "worker": policy.Login(verbs="select, delete", rows=policy.Anyone()),
        },
        why="the surface a session belongs to; the worker takes away what is over",
    ),
    policy.open_table("django_content_type", public="select", desk="select", worker="select"),
    policy.open_table(
        "procrastinate_jobs",
        public="select, insert",
        desk="select, insert",
        worker="select, insert, update, delete",
    ),
    policy.open_table("procrastinate_events", public="insert", desk="insert", worker="select, insert, delete"),
    policy.open_table("procrastinate_periodic_defers", worker="select, insert, update, delete"),
    policy.open_table("procrastinate_workers", worker="select, insert, update, delete"),
]


def wall(table: str) -> RunSQL:
    """A migration step: from here on nobody reads the table but through a policy, its owner included."""
    return RunSQL(
        f"alter table {table} enable row level security; alter table {table} force row level security;",
        f"alter table {table} no force row level security; alter table {table} disable row level security;",
    )


def append_only(table: str) -> RunSQL:
    """A migration step: rows are added and never edited or removed. History is added, not changed."""
    return RunSQL(
        f"""
        create or replace function {table}_is_append_only() returns trigger language plpgsql as $$
        begin raise exception '{table} is history: rows are added, never changed'; end $$;
        create trigger {table}_append_only before update or delete on {table}
            for each row execute function {table}_is_append_only();
        """,
        f"drop trigger {table}_append_only on {table}; drop function {table}_is_append_only();",
    )


def models() -> list[type[Model]]:
    """Every table-owning model of Linli itself."""
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("linli.")]


def undeclared() -> list[str]:
    """Tables of ours that no policy speaks of. They are closed to every login; the list must be empty."""
    known = {one.table for one in declared()}
    return sorted(m._meta.db_table for m in models() if m._meta.db_table not in known)


def declared() -> list[policy.Policy]:
    """Every declaration, those of the libraries' tables among them."""
    return [*policy.policies(), *LIBRARY_TABLES]


def raise_walls() -> int:
    """Write grants and policies of every declaration; returns how many tables were done.

    A policy that is dropped shuts its table until the transaction ends: one for each table, so that whoever works
    meanwhile waits for a blink and not for all of them. Within it a table is never without its walls.
    """
    every = declared()
    # Only what is ours to give: a table somebody else made in this schema stays theirs.
    owned = _names("select tablename from pg_tables where schemaname = 'public' and tableowner = current_user")
    sequences = ", ".join(
        _names("select sequencename from pg_sequences where schemaname = 'public' and sequenceowner = current_user")
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for login in LOGINS:
            cursor.execute(f"grant usage on schema public to linli_{login}")
            cursor.execute(f"revoke all on sequence {sequences} from linli_{login}")
            if login not in READS_ONLY:
                cursor.execute(f"grant usage, select on sequence {sequences} to linli_{login}")
    for table in dict.fromkeys([*owned, *(one.table for one in every)]):
        with transaction.atomic(), connection.cursor() as cursor:
            for login in LOGINS if table in owned else ():
                cursor.execute(f"revoke all on {table} from linli_{login}")
            for one in every:
                for statement in statements(one) if one.table == table else ():
                    cursor.execute(statement)
    return len(every)


def _names(question: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [name for (name,) in cursor.fetchall()]


def statements(one: policy.Policy) -> list[str]:
    """The SQL of one declaration: forced walls, one policy per login, grants."""
    table = one.table
    out: list[str] = []
    if one.walled:
        out += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
        ]
    for login in LOGINS:
        out.append(f"drop policy if exists {login}_rows on {table}")
        given = one.logins.get(login)
        if given is None:
            continue
        out.append(f"grant {given.verbs} on {table} to linli_{login}")
        if given.changes:
            out.append(f"grant update ({', '.join(given.changes)}) on {table} to linli_{login}")
        if one.walled and given.rows is not None and given.seen is not None:
            seen, rows = given.seen.sql(table), given.rows.sql(table)
            out.append(f"create policy {login}_rows on {table} to linli_{login} using ({seen}) with check ({rows})")
    return out
