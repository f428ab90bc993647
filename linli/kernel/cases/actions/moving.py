"""Moving a case along its flow: one action by whoever holds the task, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.engines import flow
from linli.kernel.cases import catalogue, owners, routing
from linli.kernel.cases.actions.carrying import carry_out
from linli.kernel.cases.actions.following import Move, Moving, TaskTaken
from linli.kernel.cases.actions.once import Key
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.owners import Spot
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

TIME_OUT = "time_out"


def act(
    *, case_id: int, move: Move, by: Hat, now: datetime, at: datetime | None = None, key: Key | None = None
) -> None:
    """Do one action as staff. Refused unless the hat holds the open task that moves. A used key does nothing."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        if key is not None and key.is_used():
            return
        moving = begin(case_id, move, by=by, now=now)
        if moving.task is None or not holds(by, moving.task):
            raise NotAllowed
        carry_out(moving, move, by=by, at=at or now, now=now)


def move(*, case_id: int, move: Move, by: Hat, now: datetime) -> int:
    """A part: do one action as the reporter, inside the action of a higher room. Returns the event's id."""
    scope.require_action()
    moving = begin(case_id, move, by=by, now=now, for_reporter=True)
    if moving.case.subject_id not in by.subjects:
        raise NotAllowed
    return carry_out(moving, move, by=by, at=now, now=now)


def waited_out(case: Case, task: Task, matter: Matter, target: flow.Step | flow.End, *, by: Hat, now: datetime) -> None:
    """A part: the reporter's time to look is over, so the case goes on by itself."""
    action = flow.Action(TIME_OUT, target.name)
    beside = list(Task.objects.filter(case_id=case.id, done__isnull=True)) if task.branch else [task]
    beside = [task if one.id == task.id else one for one in beside]
    moving = Moving(case, task, matter, action, catalogue.calendar(at=now), spot_of(case, matter, at=now), beside)
    carry_out(moving, Move(action=TIME_OUT), by=by, at=task.due or now, now=now)


def holds(hat: Hat, task: Task) -> bool:
    """Whether the task lies on this hat's desk: its role, its unit, in its scopes, and in its areas where it has some.

    Two units may hold one role in one division, as two property firms do: neither acts for the other.
    """
    if task.role != hat.role or task.scope_id not in hat.scopes:
        return False
    if task.unit_id is not None and task.unit_id != hat.unit:
        return False
    return task.area_id is None or not hat.areas or task.area_id in hat.areas


def begin(case_id: int, move: Move, *, by: Hat, now: datetime, for_reporter: bool = False) -> Moving:
    """Lock the case and find the token that moves; refuse a stale page and an action that is not offered.

    Whoever may move a case counts all its open parts, also those of units in other divisions.
    """
    case = Case.objects.select_for_update().get(id=case_id)
    if by.surface != "public" and not set(case.scopes) <= set(by.scopes):
        scope.widen(by, case.scopes)
    beside = list(Task.objects.filter(case_id=case_id, done__isnull=True).order_by("id"))
    if case.lead_id is not None and case.closed is None:
        raise TaskTaken  # it is handled together with another one, and moves when that one does
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    task = _meant(beside, move, matter, None if for_reporter else by)
    at_step = task.step if task is not None else waiting_step(matter)
    action = next((one for one in flow.allowed(matter.flow, at_step) if one.name == move.action), None)
    if action is None:
        raise TaskTaken
    return Moving(case, task, matter, action, catalogue.calendar(at=now), spot_of(case, matter, at=now), beside)


def _meant(beside: Sequence[Task], move: Move, matter: Matter, by: Hat | None) -> Task | None:
    """The open task an action is about: the one that was seen, the reporter's, or one on this desk that offers it."""
    if move.task is not None:
        task = next((one for one in beside if one.id == move.task), None)
        if task is None:
            raise TaskTaken
        return task
    if by is None or not beside:
        return next((one for one in beside if not one.branch), None)
    mine = [one for one in beside if holds(by, one)]
    if not mine:
        raise NotAllowed
    offered = [one for one in mine if move.action in {action.name for action in flow.allowed(matter.flow, one.step)}]
    return next(iter(offered or mine))


def waiting_step(matter: Matter) -> str:
    """The step where the reporter has the word; a closed case that is reopened goes on from there."""
    return next((step.name for step in matter.flow.steps if step.is_wait), flow.END.name)


def spot_of(case: Case, matter: Matter, *, at: datetime) -> Spot:
    """Where the case is, from its own columns; the building only when an owner rule needs its compound."""
    needed = "compound" in matter.item.owner or any(one.rule.level == "compound" for one in routing.rules(at=at))
    return Spot(
        scope_id=case.scope_id,
        grid_id=case.area_id,
        building_id=owners.building_of(case.place_id) if needed else None,
        label=case.where,
        lon=case.lon,
        lat=case.lat,
        cell=case.cell,
    )
