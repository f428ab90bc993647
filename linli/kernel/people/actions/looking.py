"""Writing down that somebody looked at the page of a named person."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.rights.actions import tell_look
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def note_read(*, person_id: int, by: Hat, now: datetime) -> None:
    """One line in a short transaction of its own. Without this line the page is not handed over."""
    policy.require(by, "person.see")
    with scope.writing(by, now=now):
        line = journal.append(verb="person.read", kind="person", record=person_id, by=by, at=now)
        tell_look("people_person", [person_id], line=line, verb="person.read", by=by, at=now)
