"""Refused rows leave the screen as they were handed in: written down first."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def note_export(*, import_id: int, how: str, rows: int, by: Hat, now: datetime) -> None:
    """One line in a short transaction of its own. Without this line the file is not handed over."""
    policy.require(by, "import.see")
    with scope.writing(by, now=now):
        payload = {"how": how, "rows": rows}
        journal.append(verb="import.export", kind="import", record=import_id, by=by, at=now, payload=payload)
