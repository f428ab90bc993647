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


def note_export(*, what: str, record: int = 0, about: Mapping[str, Any], by: Hat, now: datetime) -> None:
    """One line in a short transaction of its own. Without this line the file is not handed over."""
    policy.require(by, "desk.export")
    with scope.writing(by, now=now):
        [line] = journal.append_many([Doing(f"{what}.export", what, record, dict(about))], by=by, at=now)
        if what == "case":  # a list leaves masked and is about nobody
            tell_look("cases_case", [record], line=line, verb="case.export", by=by, at=now)
