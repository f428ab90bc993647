"""Erasing what lines said in detail, with the salts. The lines stay, sealed as they were, and a new one says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

from linli.kernel.journal import leaves
from linli.kernel.journal.actions.adding import append
from linli.kernel.journal.looks import LOOKS
from linli.kernel.journal.models import Line
from linli.plumbing import ids, policy, scope
from linli.plumbing.scope import Hat


def erase(*, lines: Sequence[int], reason: str, by: Hat, now: datetime) -> int:
    """Take the payloads of these lines away for good; returns how many there were.

    What a line of this kind says stays: without it a payload somebody has removed could not be told from one that was
    erased.
    """
    policy.require(by, "journal.erase")
    with scope.writing(by, now=now):
        gone = sorted(Line.objects.filter(id__in=lines).exclude(verb=leaves.ERASE).values_list("id", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("delete from journal_payload where line_id = any(%s)", [gone])
            count = int(cursor.rowcount)
        if count:
            payload = {"lines": ids.spans(gone), "reason": reason}
            append(verb=leaves.ERASE, kind="journal", record=gone[0], by=by, at=now, payload=payload)
        return count


def erase_about(*, kind: str, records: Collection[int], reason: str, by: Hat, now: datetime) -> int:
    """Take away what lines said in detail about records that go. Who looked at them, and why, stays: it is proof."""
    policy.require(by, "journal.erase")
    with scope.reading(by, now=now):
        about = Line.objects.filter(kind=kind, record__in=list(records)).exclude(verb__in=LOOKS)
        lines = list(about.values_list("id", flat=True))
    return erase(lines=lines, reason=reason, by=by, now=now) if lines else 0
