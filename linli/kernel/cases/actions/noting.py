"""Writing down that somebody looked at the case of a named reporter."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.rights.actions import tell_look
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def note_read(*, case_id: int, by: Hat, now: datetime) -> None:
    """One line in a short transaction of its own. Without this line the page is not handed over."""
    policy.require(by, "case.see")
    with scope.writing(by, now=now):
        line = journal.append(verb="case.read", kind="case", record=case_id, by=by, at=now)
        tell_look("cases_case", [case_id], line=line, verb="case.read", by=by, at=now)
