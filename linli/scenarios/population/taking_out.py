"""That a list of the register has left the screen: written down before it is handed over."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def note_export(*, kind: str, scope_id: int, rows: int, whole: bool, by: Hat, now: datetime) -> None:
    """One line in a short transaction of its own."""
    policy.require(by, "register.export")
    with scope.writing(by, now=now):
        payload = {"kind": kind, "rows": rows, "whole": whole}
        journal.append(verb="register.export", kind="place", record=scope_id, by=by, at=now, payload=payload)
