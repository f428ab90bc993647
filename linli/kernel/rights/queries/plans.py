"""What erasing would do and what keeps it from being done, and what is over: worked out from the declarations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.rights.queries.holds import holds_of
from linli.plumbing import held, policy, scope
from linli.plumbing.held import Held, Hold, NotHeld, Stays, Whose
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
    """One rule of how long: its table, its days, how many rows it would take, and how many are kept by which reason."""

    table: str
    days: int
    rows: int
    kept: tuple[tuple[str, int], ...] = ()


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
        return _first(holds_of(one)[:1], one.erase.code)
    if one.with_login and not with_login:
        return _first(holds_of(one)[:1], LOGIN)
    return _first([hold for hold in holds_of(one) if hold.code != LOGIN or not with_login])


def _first(holds: Iterable[Hold], otherwise: str = GOES) -> str:
    """The code of the first of these that holds a row."""
    each = " ".join(f"when {hold.when} then '{hold.code}'" for hold in holds)
    return f"case {each} else '{otherwise}' end" if each else f"'{otherwise}'"


def free(one: Held, *, with_login: bool) -> str:
    """The rows nothing holds, as a condition over the row ``t``."""
    return f"({_reason(one, with_login=with_login)}) = ''"


def past(one: Held | NotHeld) -> str:
    """The rows of a rule that are older than it allows, as a condition over ``t`` with the moment as ``now``."""
    assert one.keep is not None
    seconds = int(one.keep.span.total_seconds())
    old = f"({one.keep.since}) < %(now)s::timestamptz - {seconds} * interval '1 second'"
    return f"{old} and ({one.keep.where})" if one.keep.where else old


def _kept_back(one: Held | NotHeld) -> str:
    """The code of what keeps a row though its time is over: a hold on whoever it is of, or what the table declares."""
    if isinstance(one, NotHeld):
        return _first(())
    holds = holds_of(one)
    return _first(holds[:1] if isinstance(one.erase, Stays) else [hold for hold in holds if hold.code != LOGIN])


def over(one: Held | NotHeld) -> str:
    """The rows of a rule that are older than it allows and that nothing holds back, as :func:`past`."""
    return past(one) if isinstance(one, NotHeld) else f"{past(one)} and ({_kept_back(one)}) = ''"


def what_is_over(*, by: Hat, at: datetime, most: int = 0) -> list[Over]:
    """Every rule with the number of rows it would take away now, and of those it may not. Changes nothing.

    Opens a transaction for each who looks: the robot of the rules, and those who alone see some rows. ``most``: no rule
    is counted further.
    """
    found = []
    for one in held.rules():
        assert one.keep is not None
        hat = one.by if isinstance(one, NotHeld) and one.by is not None else by
        rows = f"select t.* from {one.table} t where {past(one)}" + (f" limit {most}" if most else "")  # noqa: S608
        with scope.reading(hat, now=at), connection.cursor() as cursor:
            cursor.execute(f"select {_kept_back(one)}, count(*) from ({rows}) t group by 1 order by 1", {"now": at})  # noqa: S608
            each = dict(cursor.fetchall())
        found.append(Over(one.table, one.keep.span.days, each.pop(GOES, 0), tuple(each.items())))
    return found


def keys_of(table: str, key: str, condition: str, values: dict[str, Any], *, most: int) -> Sequence[int]:
    """The values of a column in the rows of a condition: what a room's own erasing is called with."""
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct t.{key} from {table} t where {condition} order by 1 limit {most}", values)  # noqa: S608
        return [row[0] for row in cursor.fetchall()]
