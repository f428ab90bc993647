"""A journal of a test: its lines seem to be of transactions long past, so that they can be sealed inside the test.

The horizon is that of the whole server; what a test writes itself is never below it. So lines are given small
transaction numbers here, a few lines each, and everything is taken back with the test.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from linli.engines.merkle.notes import Key
from linli.kernel.journal import actions as journal
from linli.kernel.journal.actions import Doing
from linli.kernel.journal.actions.signing import name_of, signers
from linli.kernel.journal.reading import Kept
from linli.kernel.journal.robots import SEALER, VERIFIER
from linli.kernel.journal.source import Held
from linli.kernel.journal.verifying import Report, verify
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

CITY = "nanning"
CLERK = Hat(surface="desk", role="clerk", account=7, post=3, scopes=(1,), purpose="办件")
A_TRANSACTION, LAST = 7, 650  # lines of one at the least, and the number of the last: a server's are past 700


def lines_of_one(count: int) -> int:
    """How many lines a transaction of a journal of so many has."""
    return max(A_TRANSACTION, count // (LAST - 10))


def begin(count: int = 0) -> None:
    """An empty journal whose lines will seem old, for about so many of them. As the superuser."""
    with connection.cursor() as cursor:
        cursor.execute("truncate journal_payload, journal_line, journal_seal, journal_node, journal_checkpoint")
        cursor.execute("create sequence test_lines")
        cursor.execute("grant usage on sequence test_lines to linli_public, linli_desk, linli_worker")
        cursor.execute(
            "alter table journal_line alter column xid set default"
            f" least(4 + nextval('test_lines') / {lines_of_one(count)}, {LAST})::text::xid8"
        )


def write(count: int, *, now: datetime | None = None, by: Hat = CLERK) -> list[int]:
    """So many lines by one action, with something to say in detail."""
    now = now or clock()
    doings = [Doing("case.note", "case", 100 + n, {"text": f"第{n}件", "n": n}) for n in range(count)]
    with scope.writing(by, now=now):
        return journal.append_many(doings, by=by, at=now - timedelta(minutes=1))


def seal_all() -> int:
    """Seal what waits; how many lines there were."""
    total = 0
    while sealed := journal.seal(by=SEALER, now=clock()):
        total += sealed.lines
    return total


def sign() -> str:
    """A checkpoint of it; its note."""
    made = journal.sign(city=CITY, by=SEALER, now=clock())
    assert made is not None
    return made.note


def keys() -> list[Key]:
    return [one.key for one in signers(name_of(CITY))]


def verified(*, since: int = 0, witnessed: Sequence[Held] = ()) -> Report:
    return verify(Kept(by=VERIFIER, now=clock, since=since, witnessed=witnessed), keys())


def sql(statement: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    """As the superuser, whom no wall stops."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []
