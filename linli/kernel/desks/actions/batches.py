"""A batch: one action for several cases. Each case is an action of its own; the batch only keeps what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from linli.kernel.desks.models import Batch, BatchRow
from linli.kernel.journal import actions as journal
from linli.plumbing import ids, policy, scope
from linli.plumbing.scope import Hat

MOST = 100
KEPT = timedelta(days=30)


def begin_batch(
    *, action: str, given: Mapping[str, Any], rows: Sequence[tuple[str, str, str]], by: Hat, now: datetime
) -> str:
    """Write down what is to be done to which cases, as (number, title, mark of the task seen); returns the code."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        Batch.objects.filter(account_id=by.account, at__lt=now - KEPT).delete()
        number, code = ids.reserve("desks_batch"), secrets.token_hex(5)
        batch = Batch(
            id=number, code=code, account_id=by.account, post_id=by.post, action=action, given=dict(given), at=now
        )
        batch.save(force_insert=True)
        BatchRow.objects.bulk_create(
            BatchRow(batch_id=number, account_id=by.account, number=case, title=title, mark=mark)
            for case, title, mark in rows[:MOST]
        )
        journal.append(
            verb="batch.begin",
            kind="batch",
            record=number,
            by=by,
            at=now,
            payload={"action": action, "rows": len(rows)},
        )
        return code


def set_row(*, row: int, state: str, why: str = "", by: Hat, now: datetime) -> None:
    """What became of one case."""
    with scope.writing(by, now=now):
        BatchRow.objects.filter(id=row).update(state=state, why=why[:200])


def try_row_again(*, row: int, mark: str, by: Hat, now: datetime) -> None:
    """A refused case waits once more, for the task of this mark."""
    with scope.writing(by, now=now):
        BatchRow.objects.filter(id=row, state="refused").update(state="waiting", why="", mark=mark)
