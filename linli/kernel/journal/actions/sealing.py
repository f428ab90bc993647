"""Sealing: lines that are safe to take become leaves of the tree, in the order of their transactions.

Only lines below the horizon of running transactions are taken: a transaction that commits late is never overtaken.
Reading by ``id > last`` lost 13 of 25,213 lines in measurement, this way none. A seal costs what its lines cost,
however large the tree is: of what stands only the unfinished end of each stored level is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.engines.merkle import Growing, Node, leaf
from linli.kernel.journal import leaves, stored
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

BATCH = 8_192
_LOCK = 0x6C696E6C69  # "linli": one sealer at a time, whatever the number of workers

_NEXT = f"""
select {stored.FIELDS} from journal_line l
where (l.xid, l.id) > (%s::xid8, %s) and l.xid < pg_snapshot_xmin(pg_current_snapshot())
order by l.xid, l.id limit %s
"""  # noqa: S608
_SEAL = """
insert into journal_seal (first, size, xid, line, lines, leaves, root, oldest, sealed)
values (%s, %s, %s::text::xid8, %s, %s, %s, %s, %s, clock_timestamp())
"""
_NODES = """
insert into journal_node (level, number, hash)
select * from unnest(%s::smallint[], %s::bigint[], %s::bytea[])
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one sealing has done: how many lines, the size of the tree, and when the oldest was written down."""

    lines: int
    size: int
    oldest: datetime

    @property
    def full(self) -> bool:
        """Whether more may be waiting."""
        return self.lines == BATCH


class Broken(RuntimeError):
    """The stored tree was changed. Nothing is sealed on top of it until somebody has looked."""


def seal(*, by: Hat, now: datetime) -> Sealed | None:
    """Seal what waits, one batch of it. None where nothing waits or another worker is at it."""
    policy.require(by, "journal.seal")
    with scope.writing(by, now=now):
        if not _alone():
            return None
        head = stored.head()
        rows = _waiting(head)
        if not rows:
            return None
        tree = Growing.at(head.size, stored.hashes)
        if tree.root() != head.root:
            raise Broken(f"the tree of {head.size} leaves is not the one that was sealed: run linli audit verify")
        hashes = [leaf(leaves.written(row)) for row in rows]
        nodes = tree.extend(hashes)
        oldest = leaves.moment(min(row[leaves.RECORDED] for row in rows))
        lines, xid = [row[leaves.ID] for row in rows], str(rows[-1][leaves.XID])
        with connection.cursor() as cursor:
            sealed = [xid, lines[-1], lines, b"".join(hashes), tree.root(), oldest]
            cursor.execute(_SEAL, [head.size, tree.size, *sealed])
        _keep(nodes)
        return Sealed(len(rows), tree.size, oldest)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_try_advisory_xact_lock(%s), {stored.ALONG}", [_LOCK])
        return bool(cursor.fetchone()[0])


def _waiting(head: stored.Head) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [str(head.xid), head.line, BATCH])
        return list(cursor.fetchall())


def _keep(nodes: list[Node]) -> None:
    if nodes:
        levels, numbers, hashes = zip(*nodes, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_NODES, [list(levels), list(numbers), list(hashes)])
