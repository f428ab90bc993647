"""Days that answers name (“下周三前”): kept as reminders on the desk of the unit that named them."""

from __future__ import annotations

from datetime import date, datetime

from linli.kernel.cases.actions import events
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.models_oversight import Pledge
from linli.kernel.cases.reports import check_text, tidy
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


def note(case: Case, task: Task | None, on: date | None, *, at: datetime) -> None:
    """A part: remember the day an answer names. Nothing where it names none."""
    if on is None or task is None:
        return
    bulk.add(
        [
            Pledge(
                id=ids.reserve("cases_pledge"),
                case_id=case.id,
                role=task.role,
                unit_id=task.unit_id,
                unit_name=task.unit_name,
                number=case.number,
                title=case.title,
                on=on,
                at=at,
            )
        ]
    )


def keep_pledge(*, pledge_id: int, text: str = "", by: Hat, now: datetime) -> None:
    """Say that what was named for a day is done. The resident reads it."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        pledge = Pledge.objects.select_for_update().get(id=pledge_id)
        if pledge.unit_id != by.unit and not policy.may(by, "case.oversee"):
            raise NotAllowed
        if pledge.kept is not None:
            return
        pledge.kept, pledge.kept_by = now, by.label
        pledge.save()
        case = Case.objects.get(id=pledge.case_id)
        line = journal.append(verb="case.keep_pledge", kind="case", record=case.id, by=by, at=now)
        happening = events.Happening(
            case_id=case.id,
            verb="pledge_kept",
            step=case.step,
            to_step=case.step,
            line=line,
            at=now,
            text=check_text(text)[:500] if tidy(text) else "",
            data={"on": pledge.on.isoformat()},
        )
        events.write([happening], by=by)
