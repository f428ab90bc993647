"""Several units at one case: the tasks of their branches, who may be asked, who is released, and the join.

All of it runs under the lock of the case, so that however many finish at the same moment, exactly one of them is
the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases import owners
from linli.kernel.cases.actions.following import CoHandler, Move, Moving
from linli.kernel.cases.actions.tasks import new_task
from linli.kernel.cases.facts import PartsIn
from linli.kernel.cases.models import Task
from linli.kernel.cases.owners import Owner
from linli.kernel.cases.reports import NotAReport, tidy
from linli.plumbing import facts, ids
from linli.plumbing.scope import Hat

MOST_UNITS = 12
RELEASED, JOINED = "released", "joined"


def open_parts(moving: Moving, step: str, asked: Sequence[CoHandler], *, at: datetime, now: datetime) -> list[Task]:
    """The tasks of the branches that open at a fork: those the flow names, and one for each unit that was chosen."""
    case, matter = moving.case, moving.matter
    if step not in matter.flow or not matter.flow[step].is_fork:
        return []
    comes_back = moving.task is not None and moving.task.step == step
    if comes_back and not asked:
        return []
    already = 0
    if comes_back:
        already = Task.objects.filter(case_id=case.id, fork=case.forks).values("branch").distinct().count()
    else:
        case.forks += 1
    chosen = iter(asked)
    tasks = []
    for key, begins in flow.opens(matter.flow, step, len(asked), already=already).items():
        one = next(chosen) if key.partition(".")[0] == matter.flow[step].each else None
        task = new_task(
            case,
            matter,
            begins,
            spot=moving.spot,
            calendar=moving.calendar,
            now=at,
            task_id=ids.reserve("cases_task"),
            read_at=now,
            to=one.owner if one else owners.kept(case, matter, begins),
        )
        task.branch, task.fork, task.brief = key, case.forks, one.brief if one else ""
        tasks.append(task)
    return tasks


def check_units(moving: Moving, move: Move) -> None:
    """Each unit is asked once and told what for, and the lead is none of them."""
    if not move.co_handlers:
        return
    lead = move.next_owner or (owners.desk_of(moving.task) if moving.task else None)
    taken = {_mark(owners.desk_of(task)) for task in moving.parts}
    for one in move.co_handlers:
        if not tidy(one.brief):
            raise NotAReport("co_handlers", _("Say for each unit what it is asked to do."))
        if lead is not None and _mark(one.owner) == _mark(lead):
            raise NotAReport("co_handlers", _("%(unit)s leads already. Choose other units.") % {"unit": lead.unit_name})
        if _mark(one.owner) in taken:
            sentence = _("%(unit)s is at it already. Name each unit once.")
            raise NotAReport("co_handlers", sentence % {"unit": one.owner.unit_name})
        taken.add(_mark(one.owner))
    if len(move.co_handlers) > MOST_UNITS:
        raise NotAReport("co_handlers", _("Twelve units at once are the most. Open a matter of its own for the rest."))


def _mark(owner: Owner) -> tuple[str, int | None, int, int | None]:
    return owner.role, owner.unit_id, owner.scope_id, owner.area_id


def part_desk(moving: Moving, step: str) -> Owner | None:
    """Whose the next step of a branch is: in a branch of a chosen unit, ``owner`` is that unit."""
    task = moving.task
    assert task is not None
    fork = moving.matter.flow[moving.case.step]
    if task.branch.partition(".")[0] != fork.each or not owners.is_owners(moving.matter, step):
        return owners.kept(moving.case, moving.matter, step)
    held = Task.objects.filter(case_id=task.case_id, fork=task.fork, branch=task.branch).order_by("-id")
    return next((owners.desk_of(one) for one in held if owners.is_owners(moving.matter, one.step)), None)


def may_go_on(moving: Moving, step: str) -> None:
    """Refuse to leave a fork while somebody's part is missing, and say whose."""
    case, missing = moving.case, len(moving.parts) + moving.case.waits
    if missing and flow.must_wait(moving.matter.flow, case.step, step, missing=missing):
        names = [task.unit_name or task.role for task in moving.parts]
        names += [str(_("a matter of its own"))] * (case.waits > 0)
        said = _("Not everybody's part is in yet: %(units)s. Wait for it, or release the unit with a reason.")
        raise NotAReport("join", said % {"units": "、".join(names)})


def release(tasks: Sequence[Task], *, at: datetime) -> None:
    """Take these parts from the units that hold them; what they have done so far stays in the history."""
    Task.objects.filter(id__in=[task.id for task in tasks]).update(done=at, action=RELEASED)


def chosen_part(moving: Moving, move: Move) -> Task:
    """The open part the lead wants to do without."""
    found = next((task for task in moving.parts if task.id == move.branch), None)
    if found is None:
        raise NotAReport("branch", _("This unit is no longer at it. Choose another one."))
    return found


def tell_lead(moving: Moving, *, by: Hat, at: datetime) -> None:
    """Everybody's part is in and the lead decides how to go on."""
    if moving.main is not None:
        facts.tell(PartsIn(moving.case.id, moving.main.id), line=moving.line, by=by, at=at)
