"""Taking a task by name, giving it to a colleague of the same desk, handing a whole shift over.

Nobody has to take a task: it lies on the desk of its unit and any of them may act on it. Who does says "this one is
mine", so that two colleagues do not make the same telephone call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.actions import events
from linli.kernel.cases.actions.following import TaskTaken
from linli.kernel.cases.actions.moving import holds
from linli.kernel.cases.models import Case, Task
from linli.kernel.journal import actions as journal
from linli.kernel.people import queries as people
from linli.kernel.people.queries import Colleague
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

TOOK, LAID_BACK = "taken", "laid_back"
MOST = 1000  # tasks of one shift


class NotAColleague(ValueError):
    """The person named does not work at the desk where the task lies."""

    sentence = _("Nobody of this name works at this desk now. Choose a colleague from the list.")

    def __str__(self) -> str:
        return str(self.sentence)


def take(*, case_id: int, task: int, by: Hat, now: datetime, seen: int | None = None) -> None:
    """Say that a task is one's own. ``seen`` is the post that had it on the page; nobody else is passed over."""
    _assign(case_id=case_id, task=task, to=_self(by), by=by, now=now, seen=seen)


def give(*, case_id: int, task: int, post: int, by: Hat, now: datetime, seen: int | None = None) -> None:
    """Give a task to a colleague of the same desk."""
    _assign(case_id=case_id, task=task, to=post, by=by, now=now, seen=seen)


def lay_back(*, case_id: int, task: int, by: Hat, now: datetime, seen: int | None = None) -> None:
    """Lay a task back on the desk of the unit: nobody's by name."""
    _assign(case_id=case_id, task=task, to=None, by=by, now=now, seen=seen)


def _assign(*, case_id: int, task: int, to: int | None, by: Hat, now: datetime, seen: int | None) -> None:
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        found = Task.objects.filter(id=task, case_id=case_id, done__isnull=True).first()
        if found is None:
            raise TaskTaken
        if not holds(by, found):
            raise NotAllowed
        if found.taken_by == to:
            return
        if found.taken_by != seen:
            raise TaskTaken
        colleague = _colleague(found, to, now) if to is not None else None
        _write([(case, found)], colleague, by=by, now=now)


def hand_over_shift(*, to: int, by: Hat, now: datetime) -> int:
    """Give every task one has taken to a colleague of the same desks; returns how many. All of them or none."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        mine = list(Task.objects.filter(taken_by=_self(by), done__isnull=True).order_by("case_id")[:MOST])
        if not mine:
            return 0
        cases = Case.objects.select_for_update().order_by("id").in_bulk([task.case_id for task in mine])
        open_still = set(
            Task.objects.filter(id__in=[t.id for t in mine], done__isnull=True).values_list("id", flat=True)
        )
        mine = [task for task in mine if task.id in open_still]
        colleague = None
        for task in mine:
            colleague = _colleague(task, to, now)
        _write([(cases[task.case_id], task) for task in mine], colleague, by=by, now=now)
        return len(mine)


def desk_of(task: Task, *, now: datetime) -> list[Colleague]:
    """Who may take the task: the colleagues at the desk where it lies."""
    return people.at_desk(task.role, scope_id=task.scope_id, unit_id=task.unit_id, area_id=task.area_id, at=now)


def _self(by: Hat) -> int:
    if not by.post:
        raise NotAllowed
    return by.post


def _colleague(task: Task, post: int, now: datetime) -> Colleague:
    found = next((one for one in desk_of(task, now=now) if one.post == post), None)
    if found is None:
        raise NotAColleague
    return found


def _write(rows: Sequence[tuple[Case, Task]], to: Colleague | None, *, by: Hat, now: datetime) -> None:
    verb = TOOK if to else LAID_BACK
    Task.objects.filter(id__in=[task.id for _case, task in rows]).update(
        taken_by=to.post if to else None, taken_name=to.label[:80] if to else ""
    )
    doings = [journal.Doing(f"case.{verb}", "case", case.id, {"post": to.post if to else 0}) for case, _task in rows]
    lines = journal.append_many(doings, by=by, at=now)
    happened = [
        events.Happening(
            case_id=case.id,
            verb=verb,
            step=task.step,
            to_step=task.step,
            task_id=task.id,
            line=line,
            at=now,
            data={"colleague": to.label if to else ""},
            unit_name=task.unit_name,
            shown=False,
        )
        for (case, task), line in zip(rows, lines, strict=True)
    ]
    events.write(happened, by=by)
