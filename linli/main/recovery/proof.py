"""What a city that came back is compared with: its journal, line by line.

The journal only grows, and every line carries a digest of what it says. So whatever is restored, the lines that were
committed when the proof was taken must be there, unchanged and in their order: the root over them is the same.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import sql

Admin = psycopg.Connection[tuple[Any, ...]]

# Below the horizon nothing can still be committed, so this set is the same whenever it is asked for.
_LINES = """
select int8send(id) || digest from journal_line
where xid < {horizon}::xid8 order by xid, id
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """The journal up to a horizon (the number of a transaction): how many lines, and the root over them."""

    horizon: str
    lines: int
    root: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def take(admin: Admin, *, horizon: str = "") -> Proof:
    """The proof of this database as it is now; with a ``horizon`` that of another one, taken again."""
    with admin.transaction():
        admin.execute("set transaction isolation level repeatable read, read only")
        if not horizon:
            row = admin.execute("select pg_snapshot_xmin(pg_current_snapshot())::text").fetchone()
            horizon = str(row[0]) if row else "0"
        lines, digest = root(admin, horizon)
    return Proof(horizon, lines, digest)


def root(admin: Admin, horizon: str) -> tuple[int, str]:
    """How many lines there are below the horizon, and the root over them; inside a transaction."""
    over, lines = sha256(), 0
    with admin.cursor(name="proof") as cursor:
        cursor.itersize = 20_000
        cursor.execute(sql.SQL(_LINES).format(horizon=sql.Literal(horizon)))
        for (line,) in cursor:
            over.update(line)
            lines += 1
    return lines, over.hexdigest()


def newer(admin: Admin, than: Proof) -> int:
    """How many lines have come since."""
    row = admin.execute("select count(*) from journal_line").fetchone()
    return int(row[0]) - than.lines if row else 0
