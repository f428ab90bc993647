"""Writing down that a list or a case left the screen: as a file for Excel, or on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.kernel.cases.actions.noting import looked
from linli.kernel.journal import actions as journal
from linli.kernel.journal.actions import Doing
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


def note_export(
    *, what: str, record: int = 0, about: Mapping[str, Any], read: int | None = None, by: Hat, now: datetime
) -> None:
    """One line in a short transaction of its own. Without this line the file is not handed over.

    ``read`` is the case of a named reporter that was looked at with it: a line more, in the same statement.
    """
    policy.require(by, "desk.export")
    lines = [] if read is None else [looked(read, by=by)]
    with scope.writing(by, now=now):
        journal.append_many([*lines, Doing(f"{what}.export", what, record, dict(about))], by=by, at=now)
