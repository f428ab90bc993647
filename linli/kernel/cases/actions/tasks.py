"""The tasks of a case, before they are written: the tokens of its flow, each on somebody's desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.engines import flow, worktime
from linli.kernel.cases import clocks, owners, routing
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.models import Case, Lamp, Task
from linli.kernel.cases.owners import Spot
from linli.plumbing import ids


def new_task(
    case: Case,
    matter: Matter,
    step: str,
    *,
    spot: Spot,
    calendar: worktime.Calendar,
    now: datetime,
    task_id: int,
    read_at: datetime,
    to: owners.Owner | None = None,
) -> Task:
    """The task of a step, at the desk the duty table names; ``to`` is a next owner somebody chose."""
    route = None if to else routing.route_of(case, matter, step, at=read_at)
    rule = route.rule if route else None
    owner = to or owners.of_step(matter, step, spot=spot, at=read_at, about=case.about_unit, route=rule)
    flow_step = matter.flow[step]
    task = Task(
        id=task_id,
        scope_id=owner.scope_id,
        area_id=owner.area_id,
        step=step,
        role=owner.role,
        unit_id=owner.unit_id,
        unit_name=owner.unit_name,
        **_repeated(case),
        route=route.code if route and not case.about_unit else "",
        opened=now,
        limit=str(flow_step.max_wait if flow_step.is_wait else flow_step.limit or ""),
    )
    clocks.set_task(task, calendar=calendar, now=read_at)
    if flow_step.is_wait:
        task.lamp, task.turns = Lamp.GREEN, task.due  # a resident's time to look is nobody's delay
    return task


def _repeated(case: Case) -> dict[str, Any]:
    """What a task repeats of its case, so that a list is read and sifted from one table."""
    return {
        "case_id": case.id,
        "subject_id": case.subject_id,
        "item": case.item,
        "number": case.number,
        "title": case.title,
        "where": case.where,
        "community_id": case.scope_id,
        "grid_id": case.area_id,
        "channel": case.channel,
        "reported": case.at,
        "case_lamp": case.lamp,
        "supervised": case.supervised,
        "about_unit": case.about_unit,
        "about_account": case.about_account,
    }


def receive(case: Case, task: Task, matter: Matter) -> None:
    """The first whose it is stays named on the case and sees it until it is closed (首接负责)."""
    if case.first_task_id is None and owners.is_owners(matter, task.step):
        case.first_task_id, task.first = task.id, True


def parts_at_start(
    case: Case, matter: Matter, *, spot: Spot, calendar: worktime.Calendar, read_at: datetime
) -> list[Task]:
    """The tasks of the branches of a case that begins at a fork."""
    tasks = []
    for key, begins in flow.opens(matter.flow, case.step, 0).items():
        number = ids.reserve("cases_task")
        task = new_task(
            case, matter, begins, spot=spot, calendar=calendar, now=case.at, task_id=number, read_at=read_at
        )
        task.branch, task.fork = key, 1
        tasks.append(task)
    case.forks = int(bool(tasks))
    return tasks
