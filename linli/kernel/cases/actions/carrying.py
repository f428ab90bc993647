"""Carrying an action out: what it asks for, where it leads, which tasks end and begin, the entry in the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases import owners
from linli.kernel.cases.actions import branching, children, events, guarding, picturing, showing
from linli.kernel.cases.actions.following import OUTCOMES, Following, Move, Moving, follow
from linli.kernel.cases.actions.tasks import new_task, receive
from linli.kernel.cases.catalogue import has_effect
from linli.kernel.cases.models import Event, Task
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.journal import actions as journal
from linli.plumbing import ids, scope
from linli.plumbing.scope import Hat


def carry_out(moving: Moving, move: Move, *, by: Hat, at: datetime, now: datetime) -> int:
    move = _tidied(moving.action, move)
    _check(moving, move, now=now)
    guarding.check_next(moving.case, move)
    case = moving.case
    before = moving.task.step if moving.task is not None else case.step
    if has_effect(moving.action, "sets_place"):
        _place(moving, move, now=now)
    step = _leads_to(moving)
    moving.line = journal.append(
        verb=f"case.{moving.action.name}", kind="case", record=case.id, by=by, at=at, payload={"to": step}
    )
    let_go = _let_go(moving, move, step)
    following, opened = next_tasks(moving, move, step, by=by, at=at, now=now)
    event = _write_event(moving, move, (before, step), following, let_go, by=by, at=at, now=now)
    follow(moving, move, Following(following, step, event, tuple(opened)), by=by, at=at, now=now)
    if let_go:
        branching.release(let_go, at=at)
    if has_effect(moving.action, "sets_place") and case.closed is None:
        showing.renew(case, moving.matter, at=at)
    _join(moving, step, let_go, by=by, at=at, now=now)
    return event.id


def _tidied(action: flow.Action, move: Move) -> Move:
    """The move as it counts: whom an action does not ask for, it cannot name."""
    asked = {ask.field for ask in action.asks}
    return replace(
        move,
        text=tidy(move.text),
        next_owner=move.next_owner if flow.NEXT_OWNER in asked else None,
        co_handlers=move.co_handlers if flow.CO_HANDLERS in asked else (),
    )


def _leads_to(moving: Moving) -> str:
    """The step the token comes to. What is given back too often goes to whoever decides whose it is."""
    case, action = moving.case, moving.action
    if action.returns and case.bound:
        raise NotAReport("next_owner", _("The coordinator has decided that it is yours. It cannot be given back."))
    if moving.on_branch:
        return action.goes_to
    used_up = action.most_returns is not None and case.returns + 1 >= action.most_returns
    target = action.after if used_up and action.after else action.goes_to
    step = moving.matter.enter(target, placed=case.area_id is not None, child=case.parent_id is not None)
    branching.may_go_on(moving, step)
    if case.waits and (has_effect(action, "answers") or step == flow.END.name):
        raise NotAReport("join", _("A matter that was opened for this one is not closed yet. Answer when it is."))
    return step


def _let_go(moving: Moving, move: Move, step: str) -> list[Task]:
    """Whose part is done without: the one the lead releases, and everybody left where the lead goes on without them."""
    if has_effect(moving.action, "releases"):
        return [branching.chosen_part(moving, move)]
    return [] if moving.on_branch or step == moving.case.step else moving.parts


def _join(moving: Moving, step: str, let_go: Sequence[Task], *, by: Hat, at: datetime, now: datetime) -> None:
    """When the last part is in, the main line goes on by itself, or its holder is told."""
    came_in = moving.on_branch and step == flow.END.name
    if came_in or let_go:
        all_in(moving, [task for task in moving.parts if task not in let_go], by=by, at=at, now=now)


def all_in(moving: Moving, still: Sequence[Task], *, by: Hat, at: datetime, now: datetime) -> None:
    """A part: go on where no part is open any longer and no case under this one is waited for."""
    case, fork = moving.case, moving.matter.flow
    if still or case.waits or case.step not in fork or not fork[case.step].is_fork:
        return
    then = fork[case.step].then
    if then is None:
        branching.tell_lead(moving, by=by, at=at)
    else:
        _go_on(moving, then, by=by, at=at, now=now)


def _go_on(moving: Moving, then: str, *, by: Hat, at: datetime, now: datetime) -> None:
    case, main = moving.case, moving.main
    assert main is not None
    joined = _with(moving, main, flow.Action(branching.JOINED, then))
    step = joined.matter.enter(then, placed=case.area_id is not None, child=case.parent_id is not None)
    following, opened = next_tasks(joined, Move(branching.JOINED), step, by=by, at=at, now=now)
    happening = events.Happening(
        case.id, branching.JOINED, case.step, moving.line, at, to_step=step, task_id=main.id, unit_name=main.unit_name
    )
    event = events.write([happening], by=by)[0]
    follow(joined, Move(branching.JOINED), Following(following, step, event, tuple(opened)), by=by, at=at, now=now)


def _with(moving: Moving, task: Task, action: flow.Action) -> Moving:
    """The same case with another token moving, on the same line of the journal."""
    return Moving(moving.case, task, moving.matter, action, moving.calendar, moving.spot, [task], moving.line)


def _check(moving: Moving, move: Move, *, now: datetime) -> None:
    """Everything the action asks for is there."""
    given: Mapping[str, object] = {
        "text": move.text,
        "photo": move.photos,
        "next_owner": move.next_owner,
        "outcome": move.outcome,
        "place": move.place or move.grid,
        "co_handlers": move.co_handlers,
        "branch": move.branch,
    }
    for ask in moving.action.asks:
        if ask.required and not given.get(ask.field):
            raise NotAReport(ask.field, MISSING[ask.field])
    if move.outcome and move.outcome not in OUTCOMES:
        raise NotAReport("outcome", MISSING["outcome"])
    if move.outcome in BASIS and not tidy(move.basis):
        raise NotAReport("basis", BASIS[move.outcome])
    if move.promised is not None and move.promised < now.astimezone(moving.calendar.zone).date():
        raise NotAReport("promised", _("That day is over. Name one to come, or none."))
    branching.check_units(moving, move)


BASIS: Mapping[str, object] = {
    "declined": _("Say which rule or fact it rests on that this cannot be done."),
    "not_ours": _("Say whose it is, and how to reach them."),
}

MISSING: Mapping[str, object] = {
    "text": _("Write a sentence about what was done or found."),
    "photo": _("Add a photo that shows it."),
    "next_owner": _("Say who takes over. A matter cannot be handed on to nobody."),
    "outcome": _("Say how it came out: fixed, partly, declined or not ours."),
    "place": _("Choose the building, the grid or the community first."),
    "co_handlers": _("Choose at least one unit that takes part, and say what it is asked to do."),
    "branch": _("Choose the unit you release."),
}


def _place(moving: Moving, move: Move, *, now: datetime) -> None:
    """Set the place of a case that nobody could locate, on its task too: a building, a grid, or a community.

    Whoever places it chooses; a grid or a community gives the case no point of its own, for that would be a guess.
    """
    case = moving.case
    spot = owners.in_grid(move.grid, at=now) if move.grid else owners.at_place(move.place or 0, at=now)
    if spot.grid_id is None and spot.building_id is not None:
        raise NotAReport("place", _("No grid holds this building yet. Choose the grid or the community instead."))
    if spot.grid_id is None and not owners.is_community(spot.scope_id, place=move.place):
        raise NotAReport("place", _("That is too large to send somebody. Choose a building, a grid or a community."))
    case.place_id, case.area_id, case.scope_id = move.place, spot.grid_id, spot.scope_id
    if spot.building_id is not None:
        case.lon, case.lat, case.cell = case.lon or spot.lon, case.lat or spot.lat, case.cell or spot.cell
        case.where = spot.label
    case.where = case.where or spot.label
    moving.spot = spot


def next_tasks(
    moving: Moving, move: Move, step: str, *, by: Hat, at: datetime, now: datetime
) -> tuple[Task | None, list[Task]]:
    """A part: finish the open task and open the next one, and those of the units that take part from here on.

    A step that leads to itself for the same owner keeps its task.
    """
    case, task = moving.case, moving.task
    to = move.next_owner if step != moving.action.after else None
    stays = task is not None and step == task.step and to is None
    if task is not None and not stays:
        Task.objects.filter(id=task.id).update(done=at, action=moving.action.name)
    opened = [] if moving.on_branch else branching.open_parts(moving, step, move.co_handlers, at=at, now=now)
    following = task
    if not stays:
        following = None if step == flow.END.name else _new_task(moving, step, to, at=at, now=now)
    made = ([following] if following is not None and not stays else []) + opened
    if made:
        case.scopes = sorted({*case.scopes, case.scope_id, *(one.scope_id for one in made)})
        if by.surface != "public":
            scope.widen(by, case.scopes)
        Task.objects.bulk_create(made)
    if not moving.on_branch:
        children.open_for_fork(moving, step, by=by, now=now)
    return following, opened


def _new_task(moving: Moving, step: str, to: owners.Owner | None, *, at: datetime, now: datetime) -> Task:
    case, before = moving.case, moving.task
    if to is None:
        to = branching.part_desk(moving, step) if moving.on_branch else owners.kept(case, moving.matter, step)
    task = new_task(
        case,
        moving.matter,
        step,
        spot=moving.spot,
        calendar=moving.calendar,
        now=at,
        task_id=ids.reserve("cases_task"),
        read_at=now,
        to=to,
    )
    if moving.on_branch and before is not None:
        task.branch, task.fork, task.brief = before.branch, before.fork, before.brief
    else:
        receive(case, task, moving.matter)
    if before is not None and _desk(before) == _desk(task):
        task.taken_by, task.taken_name = before.taken_by, before.taken_name  # whose it is, it stays
    return task


def _desk(task: Task) -> tuple[object, ...]:
    return task.role, task.scope_id, task.unit_id, task.area_id


def _write_event(
    moving: Moving,
    move: Move,
    steps: tuple[str, str],
    following: Task | None,
    let_go: Sequence[Task],
    *,
    by: Hat,
    at: datetime,
    now: datetime,
) -> Event:
    case = moving.case
    happening = events.Happening(
        case_id=case.id,
        verb=moving.action.name,
        step=steps[0],
        to_step=steps[1],
        task_id=moving.task.id if moving.task else None,
        line=moving.line,
        at=at,
        text=move.text,
        papers=picturing.keep_photos(case, move.photos, by=by, now=now),
        data=_figures(move, following, let_go),
        unit_name=moving.task.unit_name if moving.task and by.surface != "public" else "",
        veiled=guarding.is_veiled(case, by),
        shown=not (has_effect(moving.action, "releases") or has_effect(moving.action, "declines")),  # among the units
    )
    return events.write([happening], by=by)[0]


def _figures(move: Move, following: Task | None, let_go: Sequence[Task]) -> dict[str, object]:
    """What an event says beside its words: the outcome, who has it next, who was asked, who was released."""
    given_to = following.unit_name if move.next_owner and following else ""
    found: dict[str, object] = {"outcome": move.outcome, "to": given_to}
    if move.basis:
        found["basis"] = tidy(move.basis)[:500]
    if move.promised:
        found["promised"] = move.promised.isoformat()
    if move.next_owner and given_to != move.next_owner.unit_name:
        found["proposed"] = move.next_owner.unit_name
    if move.co_handlers:
        found["units"] = [[one.owner.unit_name, tidy(one.brief)] for one in move.co_handlers]
    if let_go:
        found["released"] = [task.unit_name or task.role for task in let_go]
    return found
