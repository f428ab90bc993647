"""The journal of the database as it is verified: in stretches, so that a million take the room of ten thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.db import connection

from linli.engines.merkle import Growing
from linli.kernel.journal import leaves, stored
from linli.kernel.journal.models import Checkpoint, Line
from linli.kernel.journal.source import Held, LineRow, SealRow
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

LINES, SEALS = 10_000, 50  # read at once

_STRETCH = "where (l.xid, l.id) > (%s::xid8, %s) and (l.xid, l.id) <= (%s::xid8, %s) order by l.xid, l.id limit %s"
_LINES = f"""
select {stored.FIELDS}, p.salt, p.body::text from journal_line l left join journal_payload p on p.line_id = l.id
{_STRETCH}
"""  # noqa: S608
_BARE = f"select {stored.FIELDS}, null, null from journal_line l {_STRETCH}"  # noqa: S608
_LATER = f"""
select {stored.FIELDS}, p.salt, p.body::text from journal_line l join journal_payload p on p.line_id = l.id
where l.verb = %s and (l.xid, l.id) > (%s::xid8, %s)
"""  # noqa: S608
_SEALS = """
select first, size, xid::text::bigint, lines, leaves, root from journal_seal where first >= %s and first < %s
order by first limit %s
"""
_NODES = """
select level, number, hash from journal_node where (number + 1) << level::int > %s
"""
_CHECKPOINTS = "select size, root, note from journal_checkpoint where size >= %s and size <= %s order by size"
_END = "select xid::text::bigint, line from journal_seal where size = %s"


class NoSuchTree(LookupError):
    """The journal never had exactly so many lines when it was sealed."""


class Kept:
    """The journal of this city since a size of its tree, up to what is sealed; ``witnessed`` is what others hold.

    What lines say in detail is looked at for the verifier only. ``on_page``: everything is read in the transaction of
    a page, and not in many short ones, between which a million lines let the city go on.
    """

    def __init__(
        self, *, by: Hat, now: Callable[[], datetime], since: int = 0, witnessed: Iterable[Held] = (),
        on_page: bool = False,
    ) -> None:  # fmt: skip
        self.payloads = policy.may(by, "journal.verify")
        if not self.payloads:
            policy.require(by, "journal.see")
        self._since, self._witnessed = since, list(witnessed)
        self._looking: Callable[[], AbstractContextManager[None]] = (
            nullcontext if on_page else lambda: scope.reading(by, now=now())
        )
        with self._looking():  # the head last: what is sealed meanwhile must not look like too much
            self._nodes = self._of_tree(since)
            self._newest = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
            self._head = stored.head()
        self._from = self._end(since) if since else (0, 0)

    def start(self) -> Growing:
        with self._looking():
            return Growing.at(self._since, stored.hashes)

    def seals(self) -> Iterator[SealRow]:
        first = self._since
        while rows := self._asked(_SEALS, [first, self._head.size, SEALS]):
            for row in rows:
                yield SealRow(row[0], row[1], row[2], row[3], bytes(row[4]), bytes(row[5]))
            first = rows[-1][0] + 1

    def lines(self) -> Iterator[LineRow]:
        (xid, line), until = self._from, [str(self._head.xid), self._head.line]
        asked = _LINES if self.payloads else _BARE
        while rows := self._asked(asked, [str(xid), line, *until, LINES], in_order=True):
            for row in rows:
                yield line_row(row)
            line, xid = rows[-1][leaves.ID], rows[-1][leaves.XID]

    def nodes(self) -> dict[tuple[int, int], bytes]:
        """Those over leaves that are read anew; the others were used to find the tree this begins with."""
        return dict(self._nodes)

    def held(self) -> Iterable[Held]:
        for size, root, note in self._asked(_CHECKPOINTS, [self._since, max(self._head.size, self._newest)]):
            yield Held(note, size=size, root=bytes(root))
        yield from self._witnessed

    def later_erasures(self) -> Iterable[LineRow]:
        """Lines behind the last seal that say which payloads are gone."""
        rows = self._asked(_LATER, [leaves.ERASE, str(self._head.xid), self._head.line])
        return map(line_row, rows)

    def is_there(self, line: int) -> bool:
        with self._looking():
            return Line.objects.filter(id=line).exists()

    def is_sealed(self, line: int) -> bool:
        return bool(self._asked("select first from journal_seal where %s = any(lines) limit 1", [line]))

    def _of_tree(self, since: int) -> dict[tuple[int, int], bytes]:
        with connection.cursor() as cursor:
            cursor.execute(_NODES, [since])
            return {(level, number): bytes(held) for level, number, held in cursor.fetchall()}

    def _end(self, size: int) -> tuple[int, int]:
        """Transaction and id of the last line of the tree when it had that size."""
        rows = self._asked(_END, [size])
        if not rows:
            raise NoSuchTree(size)
        return rows[0][0], rows[0][1]

    def _asked(self, sql: str, values: Sequence[Any], *, in_order: bool = False) -> list[tuple[Any, ...]]:
        with self._looking(), connection.cursor() as cursor:
            if in_order:
                cursor.execute(stored.IN_ORDER)
            cursor.execute(sql, values)
            return list(cursor.fetchall())


def line_row(row: Sequence[Any]) -> LineRow:
    """A line as it is read: the columns of its leaf, salt and body of its payload."""
    fields, salt, body = row[: leaves.FIELDS], row[leaves.FIELDS], row[leaves.FIELDS + 1]
    return LineRow(
        fields[leaves.ID],
        fields[leaves.XID],
        fields[leaves.VERB],
        fields[leaves.DIGEST],
        leaves.written(fields),
        None if salt is None else bytes(salt),
        body,
    )
