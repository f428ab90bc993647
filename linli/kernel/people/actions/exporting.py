"""Whole records leave the register: for every person it is written down who took them and why, and they can read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.journal import actions as journal
from linli.kernel.journal.actions import Doing
from linli.kernel.people.actions.revealing import ReasonMissing
from linli.kernel.rights.actions import tell_look
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

AT_ONCE = 500


def note_persons_export(*, persons: Sequence[int], fields: Sequence[str], reason: str, by: Hat, now: datetime) -> None:
    """A line for each, in a transaction of their own. Without these lines the file is not handed over.

    Raises ``ReasonMissing``.
    """
    policy.require(by, "person.export")
    if not reason.strip():
        raise ReasonMissing
    payload = {"what": list(fields), "reason": reason.strip()[:200]}
    with scope.writing(by, now=now):
        for first in range(0, len(persons), AT_ONCE):
            some = persons[first : first + AT_ONCE]
            doings = [Doing("person.export", "person", one, payload) for one in some]
            lines = journal.append_many(doings, by=by, at=now)
            tell_look(
                "people_person", some, line=lines[0], verb="person.export", what=fields, reason=reason, by=by, at=now
            )
