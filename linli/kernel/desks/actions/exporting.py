"""Writing down that a list or a case left the screen: as a file for Excel, or on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.kernel.journal import actions as journal
from linli.kernel.journal.actions import Doing
from linli.kernel.rights.actions import tell_look
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def note_export(
    *, what: str, record: int = 0, about: Mapping[str, Any], looked: bool = False, by: Hat, now: datetime
) -> None:
    """One line in a short transaction of its own. Without this line the file is not handed over.

    ``looked``: the case of a named reporter leaves, so a second line says that somebody looked, and the reporter
    reads of it. A list leaves masked and is about nobody.
    """
    policy.require(by, "desk.export")
    doings = [Doing(f"{what}.export", what, record, dict(about))]
    with scope.writing(by, now=now):
        lines = journal.append_many(
            [*doings, *([Doing("case.read", what, record, {})] if looked else [])], by=by, at=now
        )
        if looked:
            tell_look("cases_case", [record], line=lines[0], verb="case.export", by=by, at=now)
