"""Writing down that somebody looked at the case of a named reporter."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.journal.actions import Doing
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def note_read(*, case_id: int, by: Hat, now: datetime) -> None:
    """One line in a short transaction of its own. Without this line the page is not handed over."""
    line = looked(case_id, by=by)
    with scope.writing(by, now=now):
        journal.append_many([line], by=by, at=now)


def looked(case_id: int, *, by: Hat) -> Doing:
    """The line itself, for an action that writes down more than the look."""
    policy.require(by, "case.see")
    return Doing("case.read", "case", case_id, {})
