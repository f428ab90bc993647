"""The tree as the database holds it: how far it goes, its hashes, and the seal a leaf or line lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from linli.engines.merkle import EMPTY, SIZE

# The columns of a leaf in its order, of a line called l. Moments as whole microseconds, counted exactly.
FIELDS = """l.id, l.xid::text::bigint, (extract(epoch from l.at) * 1000000)::bigint,
 (extract(epoch from l.recorded) * 1000000)::bigint, l.actor, l.role, l.post, l.surface, l.purpose, l.verb, l.kind,
 l.record, encode(l.digest, 'hex')"""

# Lines are read along their index: behind the walls the planner expects a few, and would sort all that are left for
# every stretch.
ALONG = "set_config('enable_sort', 'off', true)"
IN_ORDER = f"select {ALONG}"

_HEAD = "select size, xid::text::bigint, line, root from journal_seal order by first desc limit 1"
_LEAVES = """
select first, leaves from journal_seal
where first >= (select coalesce(max(first), 0) from journal_seal where first <= %s) and first < %s order by first
"""
_NODES = "select hash from journal_node where level = %s and number >= %s and number < %s order by number"
_PLACE = """
select l.id, s.first + array_position(s.lines, l.id) - 1 from journal_line l cross join lateral (
    select first, lines from journal_seal where (xid, line) >= (l.xid, l.id) order by xid, line limit 1) s
where l.id = any(%s)
"""
_AT = """
select lines[%s::bigint - first + 1] from journal_seal where first <= %s and size > %s order by first desc limit 1
"""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the tree goes: leaves, root, and the transaction and id of the last line in it."""

    size: int = 0
    xid: int = 0
    line: int = 0
    root: bytes = EMPTY


class Gap(LookupError):
    """A hash the tree is made of is not there."""


def head() -> Head:
    """The newest seal; the empty tree before the first."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        row = cursor.fetchone()
    return Head(row[0], row[1], row[2], bytes(row[3])) if row else Head()


def hashes(level: int, first: int, count: int) -> list[bytes]:
    """So many hashes of a stored level. Raises :class:`Gap` where the database lacks one."""
    if not count:
        return []
    found = _leaves(first, count) if level == 0 else _nodes(level, first, count)
    if len(found) != count:
        raise Gap(f"{count - len(found)} hashes of level {level} are missing behind {first}")
    return found


def index_of(line: int) -> int | None:
    """Which leaf a line is; None where it is not sealed, or no such line is there."""
    return indexes_of([line]).get(line)


def indexes_of(lines: Sequence[int]) -> dict[int, int]:
    """The leaves of those of the lines that are sealed. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [list(lines)])
        return {line: index for line, index in cursor.fetchall() if index is not None}


def line_at(index: int) -> int | None:
    """The line that was sealed as this leaf."""
    with connection.cursor() as cursor:
        cursor.execute(_AT, [index, index, index])
        row = cursor.fetchone()
    return row[0] if row else None


def _leaves(first: int, count: int) -> list[bytes]:
    found: list[bytes] = []
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, [first, first + count])
        for start, held in cursor.fetchall():
            low, high = max(first - start, 0), min(first + count - start, len(held) // SIZE)
            found += [bytes(held[at * SIZE : (at + 1) * SIZE]) for at in range(low, high)]
    return found


def _nodes(level: int, first: int, count: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_NODES, [level, first, first + count])
        return [bytes(row[0]) for row in cursor.fetchall()]
