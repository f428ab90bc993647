"""A case opened for a part of another one: its own number, item, flow and clocks, and a link to its parent.

Nobody reported it, so its subject is nobody's and it has no public face: the reporter and the public know the parent.
"""

from __future__ import annotations

from datetime import datetime

from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import events, opening
from linli.kernel.cases.actions.following import Moving
from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import Report
from linli.plumbing import ids, scope
from linli.plumbing.scope import Hat

OPENED, CLOSED = "child_opened", "child_closed"


def open_one(parent: Case, *, item: str, text: str, awaited: bool, line: int, by: Hat, now: datetime) -> str:
    """A part: open a case for ``parent``, which is locked and saved by the caller. Returns the number."""
    report = Report(
        item=item,
        text=text,
        scope=parent.scope_id,
        at=now,
        channel="desk",
        place=parent.place_id,
        lon=parent.lon,
        lat=parent.lat,
        confidential=True,
        about_unit=parent.about_unit,
        about_account=parent.about_account,
    )
    prefix, calendar = catalogue.city(at=now).prefix, catalogue.calendar(at=now)
    subject = ids.reserve("people_subject")
    draft = opening.draft(report, subject, reachable=False, prefix=prefix, calendar=calendar, now=now)
    draft.case.parent_id, draft.case.awaited = parent.id, awaited
    draft.case.where = parent.where
    for task in draft.tasks:
        task.where = parent.where
    parent.waits += awaited
    if by.surface != "public":
        scope.widen(by, {*parent.scopes, parent.scope_id, *draft.case.scopes})
    opening.write([draft], by=by, now=now)
    data = {"number": draft.case.number, "title": draft.case.title, "awaited": awaited}
    happening = events.Happening(
        parent.id, OPENED, parent.step, line, now, to_step=parent.step, text=text, data=data, shown=False
    )
    events.write([happening], by=by)
    return draft.case.number


def open_for_fork(moving: Moving, step: str, *, by: Hat, now: datetime) -> None:
    """The cases a fork names, when the main line comes to it; all of them are waited for."""
    case, fork = moving.case, moving.matter.flow
    if step not in fork or (moving.task is not None and moving.task.step == step):
        return
    for item in fork[step].cases:
        open_one(case, item=item, text=case.text, awaited=True, line=moving.line, by=by, now=now)
