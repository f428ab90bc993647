"""What erasing would do and what keeps it from being done, and what is over: worked out from the declarations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.plumbing import held, policy, scope
from linli.plumbing.held import Held, NotHeld, Stays, Whose
from linli.plumbing.scope import Hat

GOES = ""  # the code of what nothing holds
LOGIN = "with_the_login"


@dataclass(frozen=True, slots=True)
class Line:
    """One table of a plan: how many rows go, and how many stay by which reason."""

    table: str
    group: str
    goes: int
    stays: tuple[tuple[str, int], ...]

    def plain(self) -> dict[str, Any]:
        return {"table": self.table, "group": self.group, "goes": self.goes, "stays": [list(one) for one in self.stays]}


@dataclass(frozen=True, slots=True)
class Over:
    """One rule of how long: its table, its days, and how many rows are older than it allows."""

    table: str
    days: int
    rows: int


def readable(surface: str) -> frozenset[str]:
    """The tables of which a login may read rows."""
    return frozenset(
        one.table for one in policy.policies() if surface in one.logins and "select" in one.logins[surface].verbs
    )


def plan(whose: Whose, *, with_login: bool, tables: Collection[str] | None = None) -> list[Line]:
    """Table by table what would go and what would stay, as far as the login may read. One statement."""
    asked = [one for one in held.every() if tables is None or one.table in tables]
    each = " union all ".join(
        f"(select '{one.table}', {_reason(one, with_login=with_login)}, count(*) from {one.table} t"  # noqa: S608
        f" where {one.rows()} group by 2 order by 2)"
        for one in asked
    )
    with connection.cursor() as cursor:
        cursor.execute(each, whose.values())
        found = cursor.fetchall()
    lines = []
    for one in asked:
        mine = {reason: count for table, reason, count in found if table == one.table}
        lines.append(Line(one.table, one.group, mine.pop(GOES, 0), tuple(mine.items())))
    return lines


def _reason(one: Held, *, with_login: bool) -> str:
    """The code of the first reason that holds a row; empty where none does."""
    if isinstance(one.erase, Stays):
        return f"'{one.erase.code}'"
    if one.with_login and not with_login:
        return f"'{LOGIN}'"
    if not one.holds:
        return "''"
    holds = " ".join(f"when {hold.when} then '{hold.code}'" for hold in one.holds if _binds(hold.code, with_login))
    return f"case {holds} else '' end" if holds else "''"


def _binds(code: str, with_login: bool) -> bool:
    return code != LOGIN or not with_login


def free(one: Held, *, with_login: bool) -> str:
    """The rows nothing holds, as a condition over the row ``t``."""
    return f"({_reason(one, with_login=with_login)}) = ''"


def over(one: Held | NotHeld) -> str:
    """The rows of a rule that are older than it allows, as a condition over ``t`` with the moment as ``now``."""
    assert one.keep is not None
    seconds = int(one.keep.span.total_seconds())
    old = f"({one.keep.since}) < %(now)s::timestamptz - {seconds} * interval '1 second'"
    where = f" and ({one.keep.where})" if one.keep.where else ""
    if isinstance(one, Held) and not isinstance(one.erase, Stays):
        where += "".join(f" and not ({hold.when})" for hold in one.holds if hold.code != LOGIN)
    return f"{old}{where}"


def what_is_over(*, by: Hat, at: datetime) -> list[Over]:
    """Every rule with the number of rows it would take away now. Changes nothing.

    Opens a transaction for each who looks: the robot of the rules, and those who alone see some rows.
    """
    found = []
    for one in held.rules():
        assert one.keep is not None
        hat = one.by if isinstance(one, NotHeld) and one.by is not None else by
        with scope.reading(hat, now=at), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {one.table} t where {over(one)}", {"now": at})  # noqa: S608
            found.append(Over(one.table, one.keep.span.days, cursor.fetchone()[0]))
    return found


def keys_of(table: str, key: str, condition: str, values: dict[str, Any], *, most: int) -> Sequence[int]:
    """The values of a column in the rows of a condition: what a room's own erasing is called with."""
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct t.{key} from {table} t where {condition} order by 1 limit {most}", values)  # noqa: S608
        return [row[0] for row in cursor.fetchall()]
