"""A file is read line by line and put down sealed; nothing of it is in the register yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports import kinds, lines
from linli.kernel.imports.columns import Further, proposed
from linli.kernel.imports.kinds import Kind, known_heads
from linli.kernel.imports.models import Import, ImportRow, RowState, State, Verdict
from linli.kernel.imports.models import Mapping as KeptMapping
from linli.kernel.imports.saying import Reason, Told, kept, message_of, veiled
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, crypto, ids, policy, scope
from linli.plumbing.days import day_of
from linli.plumbing.scope import Hat
from linli.plumbing.tabular import FileRefused, Line, Table, opened

AT_ONCE = 1_000  # lines in one transaction
_COLUMNS = {
    "id": "bigint", "import_id": "bigint", "number": "int", "cells": "bytea", "state": "text", "verdict": "text",
    "reason": "text", "told": "bytea", "remarked": "boolean",
}  # fmt: skip
Telling = Callable[[int, int], None]  # lines read, lines to expect


class ImportRefused(ValueError):
    """An import cannot be begun or go on like this; the sentence says why."""

    sentence: str | Promise = ""

    def __init__(self, **words: object) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


class KindUnknown(ImportRefused):
    sentence = _("“%(kind)s” is no kind of list that can be taken in.")


class AlreadyHere(ImportRefused):
    """The same file was handed in before; ``import_id`` is that time's."""

    sentence = _("This very file is here already, as import %(number)d of %(date)s. It is not taken in a second time.")

    @property
    def import_id(self) -> int:
        return int(str(self.words["number"]))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands a file in: the organisation, and the division whose staff see the import."""

    scope_id: int
    organisation_id: int = 0


def open_import(
    *,
    kind: str,
    path: Path,
    name: str = "",
    sheet: str = "",
    chosen: Mapping[str, str] | None = None,
    sender: Sender,
    again: bool = False,
    by: Hat,
    clock: Callable[[], datetime],
    tell: Telling = lambda _done, _about: None,
) -> Import:
    """Read a file and put every line down; the import it became, its columns understood as far as they can be.

    Raises ``FileRefused`` where nothing of it can be read, ``AlreadyHere`` for a file that was handed in before
    (``again`` takes it all the same). A file whose reading was interrupted is read anew.
    """
    policy.require(by, "import.open")
    known = kinds.kinds().get(kind)
    if known is None:
        raise KindUnknown(kind=kind)
    policy.require(by, known.action)
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").digest()
    _check_earlier(kind, digest, sender, again, by=by, now=clock())
    with opened(path, known=known_heads(known), sheet=sheet) as table:
        one, further = _begin(known, table, name or path.name, digest, sheet, chosen or {}, sender, by=by, now=clock())
        done = broken = 0
        for batch in _batches(table.lines):
            with scope.writing(by, now=clock()):
                broken += _put_down(one, batch)
            further.see(line.cells for line in batch)
            done += len(batch)
            tell(done, table.about)
        one.counts = {"unread": broken}
        return _all_read(one, table, further, done, by=by, now=clock())


def _check_earlier(kind: str, digest: bytes, sender: Sender, again: bool, *, by: Hat, now: datetime) -> None:
    """Refuse a file that is here; take away what an interrupted reading of it left."""
    with scope.writing(by, now=now):
        same = Import.objects.filter(kind=kind, digest=digest, scope_id=sender.scope_id).order_by("-id")
        for earlier in same.filter(state=State.READING):
            _forget(earlier, by)
        standing = same.exclude(state__in=(State.READING, State.UNDONE)).first()
        if standing is not None and not again:
            raise AlreadyHere(number=standing.id, date=day_of(standing.opened).isoformat())


def _forget(earlier: Import, by: Hat) -> None:
    """An import that was never read to its end; a surface that may not delete leaves it to the sweep."""
    if by.surface == "worker":
        ImportRow.objects.filter(of=earlier).delete()
        earlier.delete()


def _begin(
    kind: Kind,
    table: Table,
    name: str,
    digest: bytes,
    sheet: str,
    chosen: Mapping[str, str],
    sender: Sender,
    *,
    by: Hat,
    now: datetime,
) -> tuple[Import, Further]:
    with scope.writing(by, now=now):
        kept_one = KeptMapping.objects.filter(
            organisation_id=sender.organisation_id, scope_id=sender.scope_id, kind=kind.code
        ).first()
        remembered = kept_one.heads if kept_one else {}
        one = Import(
            kind=kind.code, file_name=name[-200:], digest=digest, sheet=sheet,
            heads=list(table.heads), mapping=proposed(table.heads, kind, remembered),
            chosen=dict(chosen), organisation_id=sender.organisation_id, account_id=by.account, post_id=by.post,
            role=by.role, by_name=by.label[:120], scope_id=sender.scope_id, scopes=list(by.scopes),
            opened=now, moved=now,
        )  # fmt: skip
        one.save(force_insert=True)
        journal.append(verb="import.open", kind="import", record=one.id, by=by, at=now, payload={"kind": kind.code})
    return one, Further(kind, one.mapping, remembered)


def _batches(found: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(found, AT_ONCE)):
        yield batch


def _put_down(one: Import, batch: list[Line]) -> int:
    """Keep lines sealed; how many of them could not be read."""
    numbers = ids.reserve_many(lines.TABLE, len(batch))
    sealed = crypto.seal_many(
        [lines.packed(line, one.heads) for line in batch], bounds=[lines.bound("cells", number) for number in numbers]
    )
    rows = []
    for line, number, cells in zip(batch, numbers, sealed, strict=True):
        reasons = [veiled(Reason(line.broken), ())] if line.broken else []
        told = lines.seal_told(number, Told(reasons=reasons))
        state, verdict = (RowState.REFUSED, Verdict.REFUSED) if reasons else (RowState.WAITING, Verdict.NONE)
        reason = message_of(reasons[0]) if reasons else ""
        rows.append((number, one.id, line.number, cells, state.value, verdict.value, reason, told, False))
    bulk.insert(lines.TABLE, _COLUMNS, rows)
    return sum(line.broken is not None for line in batch)


def _all_read(one: Import, table: Table, further: Further, done: int, *, by: Hat, now: datetime) -> Import:
    if not done:
        raise FileRefused(_("This table has heads and not one row below them."))
    with scope.writing(by, now=now):
        one.rows, one.state, one.moved = done, State.STAGED, now
        one.remarks = [kept(remark) for remark in (*table.remarks, *further.told())]
        one.mapping = {**one.mapping, **further.added}
        one.save(update_fields=["rows", "state", "moved", "remarks", "counts", "mapping"])
    return one
