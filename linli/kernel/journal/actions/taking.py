"""Writing down that somebody took a bundle of the journal along: who did what leaves the house with it."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.journal.actions.adding import append
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def note_bundle(*, first: int, count: int, by: Hat, now: datetime) -> None:
    """One line in a short transaction of its own: from which leaf on, how many. Without it nothing is handed over."""
    policy.require(by, "journal.see")
    with scope.writing(by, now=now):
        payload = {"first": first, "lines": count}
        append(verb="journal.bundle", kind="journal", record=first, by=by, at=now, payload=payload)
