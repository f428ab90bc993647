"""Giving an import back: newest line first, each record as it was before, what has to stay with its reason."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.imports import kinds, lines
from linli.kernel.imports.actions.passes import Progress
from linli.kernel.imports.kinds import Given, Kind, Run
from linli.kernel.imports.models import Import, ImportRow, RowState, State, Verdict
from linli.kernel.imports.saying import Reason, message_of, why
from linli.kernel.journal import actions as journal
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.tabular import Said

log = logging.getLogger(__name__)


def step(*, import_id: int, by: Hat, most: int, now: datetime) -> Progress:
    """The next ``most`` lines from the end, in one transaction."""
    with scope.writing(by, now=now):
        one = Import.objects.select_for_update().get(id=import_id)
        if one.state != State.UNDOING:
            return _progress(one, finished=True)
        rows = list(ImportRow.objects.filter(of=one, state=RowState.TAKEN).order_by("-number")[:most])
        kept = _given_back(one, rows, by, now)
        undo = one.counts.get("undo", {})
        counts = {"given_back": len(rows) - kept, "kept": kept}
        one.counts = {**one.counts, "undo": {name: undo.get(name, 0) + count for name, count in counts.items()}}
        if len(rows) < most:
            one.state, one.undone = State.UNDONE, now
        one.moved = now
        one.save(update_fields=["counts", "state", "undone", "moved"])
        journal.append(verb="import.give_back", kind="import", record=one.id, by=by, at=now, payload=counts)
        return _progress(one, finished=one.state == State.UNDONE)


def _given_back(one: Import, rows: Sequence[ImportRow], by: Hat, now: datetime) -> int:
    """Give lines back; how many had to stay."""
    run = Run(one.id, one.chosen, one.mapping, by, now, may_write=True, line_of=lambda _keys: {})
    touched = [row for row in rows if row.verdict in (Verdict.NEW, Verdict.CHANGED) and row.record is not None]
    given = [Given(row.number, row.record or 0, lines.before_of(row)) for row in touched]
    reasons = dict(zip([row.id for row in touched], _tried(kinds.kinds()[one.kind], given, run), strict=True))
    values = []
    for row in rows:
        reason = reasons.get(row.id)
        told = lines.told_of(row)
        told.reasons = [reason] if reason else []
        state = RowState.KEPT if reason else RowState.GIVEN_BACK
        values.append((row.id, state.value, message_of(reason) if reason else "", lines.seal_told(row.id, told)))
    if values:
        with connection.cursor() as cursor:
            cursor.execute(
                "update imports_row r set state = n.state, reason = n.reason, told = n.told"
                " from unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[]) as n(id, state, reason, told)"
                " where r.id = n.id",
                [list(column) for column in zip(*values, strict=True)],
            )
    return sum(reason is not None for reason in reasons.values())


def _tried(kind: Kind, given: Sequence[Given], run: Run) -> list[Reason | None]:
    """Give back all, else halves, down to the one that cannot be."""
    if not given:
        return []
    try:
        with transaction.atomic():
            found = kind.give_back(given, run)
            connection.check_constraints()  # what is only looked at in the end would fail the whole portion
            return found
    except Exception as error:
        if len(given) == 1:
            log.warning("a line of import %d could not be given back: %s", run.import_id, type(error).__name__)
            words = {"why": type(error).__name__}
            return [Reason(why(error, Said(_("This could not be taken back (%(why)s)."), words)))]
        middle = len(given) // 2
        return [*_tried(kind, given[:middle], run), *_tried(kind, given[middle:], run)]


def _progress(one: Import, *, finished: bool) -> Progress:
    counts = one.counts.get("undo", {})
    run = one.counts.get("run", {})
    total = sum(run.get(name.value, 0) for name in (Verdict.NEW, Verdict.CHANGED, Verdict.SAME))
    return Progress(sum(counts.values()), total, counts, finished)
