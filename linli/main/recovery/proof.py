"""What a city that came back is compared with: its journal, line by line.

The journal only grows. Where it is sealed into a tree, the root at the size noted must come back, with every line that
was sealed by then; what the lines say is then for ``linli audit verify``. Where nothing is sealed yet, the root is that
over the digests of all lines that were committed when the proof was taken, in their order.
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


# Of the sealed tree: the root at a size, and how many of the lines sealed by then are there.
_SEALED = """
select encode(s.root, 'hex'), (
    select count(*) from journal_seal e cross join lateral unnest(e.lines) l (id)
    where e.size <= s.size and exists (select 1 from journal_line j where j.id = l.id))
from journal_seal s where s.size = %s
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """The journal as it stood: how many lines, and the root over them.

    ``sealed`` is the size of the tree; 0 where nothing was sealed, and the lines are those below a ``horizon`` (the
    number of a transaction).
    """

    horizon: str
    lines: int
    root: str
    sealed: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def take(admin: Admin) -> Proof:
    """The proof of this database as it is now."""
    size = 0
    if admin.execute("select to_regclass('public.journal_seal') is not null").fetchone() == (True,):
        row = admin.execute("select coalesce(max(size), 0) from journal_seal").fetchone()
        size = int(row[0]) if row else 0
    row = admin.execute("select pg_snapshot_xmin(pg_current_snapshot())::text").fetchone()
    return again(admin, Proof(str(row[0]) if row else "0", 0, "", size))


def again(admin: Admin, other: Proof) -> Proof:
    """The same question as another proof answers, put to this database."""
    with admin.transaction():
        admin.execute("set transaction isolation level repeatable read, read only")
        found = root_at(admin, other.sealed) if other.sealed else root(admin, other.horizon)
    return Proof(other.horizon, *found, other.sealed)


def root_at(admin: Admin, size: int) -> tuple[int, str]:
    """Of the sealed tree: how many of the lines sealed up to that size are there, and its root then."""
    digest, lines = admin.execute(_SEALED, [size]).fetchone() or ("", 0)
    return int(lines), str(digest)


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
