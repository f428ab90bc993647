"""Standing before the walls as somebody, and what somebody may see worked out a second time.

Without row-level security: the superuser asks for the rows of an identity by the declaration itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.utils import ProgrammingError

from linli.plumbing import walls
from linli.plumbing.policy import (
    Both,
    ByAccount,
    ByBeginning,
    ByScope,
    BySubject,
    KeptFor,
    NotAbout,
    OwnAt,
    Rule,
    Through,
    ToRoles,
)
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a session says it is: what the walls compare with."""

    scopes: tuple[int, ...] = ()
    subjects: tuple[int, ...] = ()
    account: int = 0
    unit: int = 0
    role: str = ""

    @classmethod
    def of(cls, hat: Hat) -> Identity:
        return cls(hat.scopes, hat.subjects, hat.account, hat.unit, hat.role)


def as_superuser() -> None:
    run("select set_config('role', 'none', false)")


def run(sql: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def become(login: str, identity: Identity) -> None:
    """Forget every hat and stand before the walls as a bare login with an identity, or with none."""
    arrays = [f"{{{','.join(map(str, ids))}}}" if ids else "" for ids in (identity.scopes, identity.subjects)]
    run(
        "select set_config('app.scopes', %s, true), set_config('app.subjects', %s, true),"
        " set_config('app.account', %s, true), set_config('app.unit', %s, true), set_config('app.role', %s, true),"
        " set_config('role', %s, true)",
        [*arrays, str(identity.account or ""), str(identity.unit or ""), identity.role, f"linli_{login}"],
    )


def truth(rule: Rule, table: str, login: str, identity: Identity) -> str:
    """The rows of an identity as a condition the superuser can ask, without row-level security."""
    if isinstance(rule, ByScope):
        return _any(f"{table}.{rule.column}", identity.scopes)
    if isinstance(rule, BySubject):
        return _any(f"{table}.{rule.column}", identity.subjects)
    if isinstance(rule, ByAccount):
        return _any(f"{table}.{rule.column}", (identity.account,) if identity.account else ())
    if isinstance(rule, OwnAt):
        own = truth(ByAccount(rule.column), table, login, identity)
        return f"{own} and {table}.surface = '{rule.surface}'"
    if isinstance(rule, Both):
        first, second = (truth(one, table, login, identity) for one in (rule.first, rule.second))
        return f"({first}) and ({second})"
    if isinstance(rule, NotAbout):
        return f"{table}.{rule.unit} <> {identity.unit or -1} and {table}.{rule.account} <> {identity.account or -1}"
    if isinstance(rule, KeptFor):
        opens = (0, identity.unit) if identity.role == rule.role and identity.unit else (0,)
        return _any(f"{table}.{rule.column}", opens)
    if isinstance(rule, ToRoles):
        return "true" if identity.role in rule.roles else "false"
    if isinstance(rule, ByBeginning):
        return f"left({table}.{rule.column}, {len(rule.mark)}) = '{rule.mark}'"
    if isinstance(rule, Through):
        behind = next(one for one in walls.declared() if one.table == rule.link).logins[login].rows
        assert behind is not None
        inner = truth(behind, rule.link, login, identity)
        runs = f" and {rule.link}.until is null" if rule.running else ""
        return f"exists (select 1 from {rule.link} where {rule.link_column} = {table}.{rule.column} and {inner}{runs})"
    return "true"


def _any(column: str, values: Sequence[int]) -> str:
    return f"{column} in ({','.join(map(str, values))})" if values else "false"


def seen(table: str) -> set[str] | None:
    """Every row the session sees, whole; None where it may not even ask."""
    try:
        with transaction.atomic():
            return {row[0] for row in run(f"select t::text from {table} t")}
    except ProgrammingError:
        return None
