"""Moving a case along its flow: one action by whoever holds the task, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases import catalogue, owners
from linli.kernel.cases.actions import events
from linli.kernel.cases.actions.following import OUTCOMES, Following, Move, Moving, TaskTaken, follow
from linli.kernel.cases.actions.opening import new_task
from linli.kernel.cases.catalogue import Matter, has_effect
from linli.kernel.cases.models import Case, Event, Task
from linli.kernel.cases.owners import Spot
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.papers import actions as papers
from linli.plumbing import ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

TIME_OUT = "time_out"


def act(*, case_id: int, move: Move, by: Hat, now: datetime, at: datetime | None = None) -> None:
    """Do one action as staff. Refused unless the hat holds the open task of the case."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        moving = begin(case_id, move, now=now)
        if moving.task is None or not holds(by, moving.task):
            raise NotAllowed
        _carry_out(moving, move, by=by, at=at or now, now=now)


def move(*, case_id: int, move: Move, by: Hat, now: datetime) -> int:
    """A part: do one action as the reporter, inside the action of a higher room. Returns the event's id."""
    scope.require_action()
    moving = begin(case_id, move, now=now)
    if moving.case.subject_id not in by.subjects:
        raise NotAllowed
    return _carry_out(moving, move, by=by, at=now, now=now)


def waited_out(case: Case, task: Task, matter: Matter, target: flow.Step | flow.End, *, by: Hat, now: datetime) -> None:
    """A part: the reporter's time to look is over, so the case goes on by itself."""
    action = flow.Action(TIME_OUT, target.name)
    moving = Moving(case, task, matter, action, catalogue.calendar(at=now), spot_of(case, matter))
    _carry_out(moving, Move(action=TIME_OUT), by=by, at=task.due or now, now=now)


def holds(hat: Hat, task: Task) -> bool:
    """Whether the task lies on this hat's desk: its role, in its scopes, and in its areas where it has some."""
    if task.role != hat.role or task.scope_id not in hat.scopes:
        return False
    return task.area_id is None or not hat.areas or task.area_id in hat.areas


def begin(case_id: int, move: Move, *, now: datetime) -> Moving:
    """Lock the case and find the action where it stands; refuse a stale page and an action that is not offered."""
    case = Case.objects.select_for_update().get(id=case_id)
    task = Task.objects.filter(case_id=case_id, done__isnull=True).first()
    if move.task is not None and (task is None or task.id != move.task):
        raise TaskTaken
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    at_step = case.step if task is not None else waiting_step(matter)
    action = next((one for one in flow.allowed(matter.flow, at_step) if one.name == move.action), None)
    if action is None:
        raise TaskTaken
    return Moving(case, task, matter, action, catalogue.calendar(at=now), spot_of(case, matter))


def waiting_step(matter: Matter) -> str:
    """The step where the reporter has the word; a closed case that is reopened goes on from there."""
    return next((step.name for step in matter.flow.steps if step.is_wait), flow.END.name)


def spot_of(case: Case, matter: Matter) -> Spot:
    """Where the case is, from its own columns; the building only when an owner rule needs its compound."""
    return Spot(
        scope_id=case.scope_id,
        grid_id=case.area_id,
        building_id=owners.building_of(case.place_id) if "compound" in matter.item.owner else None,
        label=case.where,
        lon=case.lon,
        lat=case.lat,
        cell=case.cell,
    )


def _carry_out(moving: Moving, move: Move, *, by: Hat, at: datetime, now: datetime) -> int:
    move = replace(move, text=tidy(move.text))
    _check(moving.action, move)
    case, before = moving.case, moving.case.step
    if has_effect(moving.action, "sets_place"):
        _place(moving, move, now=now)
    step = moving.matter.enter(moving.action.goes_to, placed=case.area_id is not None)
    moving.line = journal.append(
        verb=f"case.{moving.action.name}", kind="case", record=case.id, by=by, at=at, payload={"to": step}
    )
    following = _next_task(moving, move, step, by=by, at=at, now=now)
    event = _write_event(moving, move, before, step, by=by, at=at, now=now)
    follow(moving, move, Following(following, step, event), by=by, at=at, now=now)
    return event.id


def _check(action: flow.Action, move: Move) -> None:
    """Everything the action asks for is there."""
    given: Mapping[str, object] = {
        "text": move.text,
        "photo": move.photos,
        "next_owner": move.next_owner,
        "outcome": move.outcome,
        "place": move.place,
    }
    for ask in action.asks:
        if ask.required and not given.get(ask.field):
            raise NotAReport(ask.field, MISSING[ask.field])
    if move.outcome and move.outcome not in OUTCOMES:
        raise NotAReport("outcome", MISSING["outcome"])


MISSING: Mapping[str, object] = {
    "text": _("Write a sentence about what was done or found."),
    "photo": _("Add a photo that shows it."),
    "next_owner": _("Say who takes over. A matter cannot be handed on to nobody."),
    "outcome": _("Say how it came out: fixed, partly, declined or not ours."),
    "place": _("Choose the building or place first."),
}


def _place(moving: Moving, move: Move, *, now: datetime) -> None:
    """Set the place of a case that nobody could locate, on its task too."""
    assert move.place is not None
    spot = owners.at_place(move.place, at=now)
    if spot.grid_id is None:
        raise NotAReport("place", _("No grid covers this place yet. Choose a building, or hand it to the street."))
    case = moving.case
    case.place_id, case.area_id, case.scope_id = move.place, spot.grid_id, spot.scope_id
    case.lon, case.lat, case.cell = case.lon or spot.lon, case.lat or spot.lat, case.cell or spot.cell
    case.where = spot.label
    moving.spot = spot


def _next_task(moving: Moving, move: Move, step: str, *, by: Hat, at: datetime, now: datetime) -> Task | None:
    """Finish the open task and open the next one; a step that leads to itself for the same owner keeps its task."""
    case, task = moving.case, moving.task
    stays = task is not None and step == task.step and move.next_owner is None
    if stays:
        return task
    if task is not None:
        Task.objects.filter(id=task.id).update(done=at, action=moving.action.name)
    if step == flow.END.name:
        return None
    following = new_task(
        case,
        moving.matter,
        step,
        spot=moving.spot,
        calendar=moving.calendar,
        now=at,
        task_id=ids.reserve("cases_task"),
        read_at=now,
        to=move.next_owner,
    )
    if by.surface != "public":
        scope.widen(by, {following.scope_id, case.scope_id})
    if task is not None and _desk(task) == _desk(following):
        following.taken_by, following.taken_name = task.taken_by, task.taken_name  # whose it is, it stays
    Task.objects.bulk_create([following])
    return following


def _desk(task: Task) -> tuple[object, ...]:
    return task.role, task.scope_id, task.unit_id, task.area_id


def _write_event(moving: Moving, move: Move, before: str, step: str, *, by: Hat, at: datetime, now: datetime) -> Event:
    case = moving.case
    kept = papers.keep_photos(
        [(photo.content, photo.name) for photo in move.photos],
        for_subject=case.subject_id,
        at_scope=case.scope_id,
        case=case.id,
        by=by,
        now=now,
    )
    to = move.next_owner
    return events.write(
        [
            events.Happening(
                case_id=case.id,
                verb=moving.action.name,
                step=before,
                to_step=step,
                task_id=moving.task.id if moving.task else None,
                line=moving.line,
                at=at,
                text=move.text,
                papers=tuple(kept),
                data={"outcome": move.outcome, "to": to.unit_name if to else ""},
                unit_name=moving.task.unit_name if moving.task and by.surface != "public" else "",
            )
        ],
        by=by,
    )[0]
