"""The cells behind the pages: each login asks each table by each verb, and reads the rows of its own side alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.utils import ProgrammingError

from linli.plumbing.policy import Anyone, ByBeginning, Policy
from tests.before_walls import Identity, as_superuser, become, run, truth

VERBS = ("select", "insert", "update", "delete")


@dataclass(frozen=True, slots=True)
class Sides:
    """For each login who asks, and who stands on the other side."""

    own: Mapping[str, Identity]
    foreign: Mapping[str, Identity]


def wrong(one: Policy, login: str, sides: Sides) -> list[str]:
    """In what the database differs from what is declared for this table and login."""
    return [*_verbs(one, login), *_rows(one, login, sides)]


def _verbs(one: Policy, login: str) -> Iterator[str]:
    given = one.logins.get(login)
    may = {verb.strip() for verb in given.verbs.split(",")} if given else set()
    column = _column(one.table)
    for verb in VERBS:
        allowed = (
            _may_insert(one.table, login) if verb == "insert" else _allowed(login, _blind(verb, one.table, column))
        )
        if allowed is not (verb in may):
            yield f"{login} may {'' if allowed else 'not '}{verb} {one.table}, and the policy says otherwise"
    for name in given.changes if given else ():
        if not _allowed(login, f'update {one.table} set "{name}" = null where false'):
            yield f"{login} may not change {one.table}.{name}, and the policy says it may"


def _blind(verb: str, table: str, column: str) -> str:
    """The statement that reaches no row and needs no other right."""
    return {
        "select": f"select 1 from {table} where false",
        "update": f'update {table} set "{column}" = null where false',
        "delete": f"delete from {table} where false",
    }[verb]


def _may_insert(table: str, login: str) -> bool:
    """Whether a row could be put in: asked of the database by name, because the columns of each table differ."""
    as_superuser()
    return bool(run("select has_table_privilege(%s, %s, 'insert')", [f"linli_{login}", table])[0][0])


def _allowed(login: str, statement: str) -> bool:
    become(login, Identity())
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as refused:
        return getattr(refused.__cause__, "sqlstate", "") != "42501"
    finally:
        as_superuser()
    return True


def _column(table: str) -> str:
    """A column no login may change alone: the first that no policy names."""
    as_superuser()
    found = run(
        "select a.attname from pg_attribute a where a.attrelid = %s::regclass and a.attnum > 0"
        " and not a.attisdropped and a.attidentity <> 'a' and a.attgenerated = ''"
        " and not exists (select 1 from aclexplode(a.attacl)) order by a.attnum limit 1",
        [table],
    )
    return str(found[0][0])


def _rows(one: Policy, login: str, sides: Sides) -> Iterator[str]:
    """The rows the login sees as somebody are those of the rule, and as nobody none."""
    given = one.logins.get(login)
    if login not in sides.own:  # it puts rows in and reads none
        return
    if not one.walled or given is None or given.seen is None or "select" not in given.verbs:
        return
    if not _allowed(login, _blind("select", one.table, "")):
        return  # it may not even ask, which is said of its verbs
    identities = {"its own side": sides.own[login], "the other side": sides.foreign[login], "nobody": Identity()}
    for name, identity in identities.items():
        as_superuser()
        wanted = _count(f"select count(*) from {one.table} where {truth(given.seen, one.table, login, identity)}")
        become(login, identity)
        seen = _count(f"select count(*) from {one.table}")
        as_superuser()
        if seen != wanted:
            yield f"{login} as {name} sees {seen} rows of {one.table}, and the policy says {wanted}"


def tells_apart(one: Policy, login: str, sides: Sides) -> bool:
    """Whether this ground can tell the wall of a table from none: the login must not see every row there is."""
    given = one.logins.get(login)
    if given is None or isinstance(given.seen, Anyone | ByBeginning):
        return True
    as_superuser()
    every = _count(f"select count(*) from {one.table}")
    assert given.seen is not None
    own = _count(f"select count(*) from {one.table} where {truth(given.seen, one.table, login, sides.own[login])}")
    return own < every


def _count(statement: str) -> int:
    return int(run(statement)[0][0])
