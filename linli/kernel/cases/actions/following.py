"""What an action brings with it, once it is written down: clocks, answer, public face, handover, facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow, worktime
from linli.kernel.cases import clocks, owners
from linli.kernel.cases.actions import pledging
from linli.kernel.cases.catalogue import Matter, has_effect
from linli.kernel.cases.facts import CaseAnswered, CaseClosed, CaseMoved, CaseReopened, CaseShared
from linli.kernel.cases.models import Case, Clock, Event, Handover, Lamp, Task
from linli.kernel.cases.owners import Owner, Spot
from linli.kernel.cases.reports import Photo
from linli.kernel.publications import actions as publications
from linli.plumbing import facts, ids
from linli.plumbing.scope import Hat

OUTCOMES = ("fixed", "partly", "declined", "not_ours")


class TaskTaken(Exception):
    """The task was finished by somebody else in the meantime."""

    sentence = _("Somebody else has already moved this on. Look at the latest entry before you go on.")

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class CoHandler:
    """A desk that takes part beside the lead, and what is asked of it."""

    owner: Owner
    brief: str


@dataclass(frozen=True, slots=True)
class Move:
    """One action as filled in. ``task`` is the task the person saw, so that a stale page cannot move a case.

    ``branch`` is the open task of a co-handler whom the lead releases.
    """

    action: str
    task: int | None = None
    text: str = ""
    photos: tuple[Photo, ...] = ()
    outcome: str = ""
    basis: str = ""  # why it cannot be done: the rule or fact it rests on; whose it is, where it is not ours
    promised: date | None = None  # the day the answer names
    next_owner: Owner | None = None
    place: int | None = None  # a building or dwelling, or a community where nobody can say more
    grid: int | None = None  # a grid somebody chose, where no building stands beside it
    where: str = ""
    release: bool = False  # whether the answer may be read by everybody
    co_handlers: tuple[CoHandler, ...] = ()
    branch: int | None = None


@dataclass(slots=True)
class Moving:
    """A case while an action is being done to it: the task whose token moves, and all open tasks beside it."""

    case: Case
    task: Task | None
    matter: Matter
    action: flow.Action
    calendar: worktime.Calendar
    spot: Spot
    beside: list[Task] = field(default_factory=list)
    line: int = 0

    @property
    def on_branch(self) -> bool:
        return self.task is not None and bool(self.task.branch)

    @property
    def parts(self) -> list[Task]:
        """The open tasks of other units that take part."""
        return [task for task in self.beside if task.branch and task is not self.task]

    @property
    def main(self) -> Task | None:
        """The open task of the main line."""
        return next((task for task in self.beside if not task.branch), None)


@dataclass(frozen=True, slots=True)
class Following:
    """Where an action has led: the next open task (none at the end), its step, the event written.

    ``opened`` are the tasks of units that were asked to take part.
    """

    task: Task | None
    step: str
    event: Event
    opened: tuple[Task, ...] = ()

    @property
    def task_id(self) -> int:
        return self.task.id if self.task else 0


def follow(moving: Moving, move: Move, following: Following, *, by: Hat, at: datetime, now: datetime) -> None:
    """Clocks, answer, public face, handover row and facts of an action; then the case itself."""
    case, action = moving.case, moving.action
    event, next_task = following.event, following.task_id
    step = case.step if moving.on_branch else following.step
    case.step = step
    told: list[facts.Fact] = [CaseMoved(case.id, event.id, next_task)]
    told += [CaseShared(case.id, task.id) for task in following.opened]
    _stop_what_is_done(moving, step, at=at)
    if has_effect(action, "answers"):
        answer(case, move, at=at)
        pledging.note(case, moving.task, move.promised, at=at)
        told.append(CaseAnswered(case.id, event.id))
    if has_effect(action, "reopens"):
        case.reopened, case.closed, case.answered = case.reopened + 1, None, None
        _restart_promise(moving, at=at, now=now)
        told.append(CaseReopened(case.id, event.id, next_task))
    if move.next_owner is not None and not moving.on_branch:
        _hand_over(moving, move, following, at=at)
    case.bound = case.bound or has_effect(action, "binds")
    if step == flow.END.name:
        case.closed = at
        told.append(CaseClosed(case.id, event.id))
    if has_effect(action, "publishes") or has_effect(action, "reopens") or step == flow.END.name:
        _show(moving, move, step, at=at)
    if case.first_task_id and (case.closed or has_effect(action, "reopens")):
        Task.objects.filter(id=case.first_task_id).update(first=case.closed is None)
    running = list(Clock.objects.filter(case_id=case.id, stopped__isnull=True))
    if any(clock.paused for clock in running):
        fresh = [one for one in (following.task, *following.opened) if one is not None]
        clocks.hold_still(fresh, calendar=moving.calendar, now=now)
    case.lamp = max([clock.lamp for clock in running if not case.closed], default=Lamp.GREEN)
    case.save()
    facts.tell_many(told, line=moving.line, by=by, at=at)


def answer(case: Case, move: Move, *, at: datetime) -> None:
    """What an answer leaves on the case itself."""
    case.answer, case.outcome, case.answered = move.text, move.outcome, at


def _stop_what_is_done(moving: Moving, step: str, *, at: datetime) -> None:
    """The clocks whose work an action has done: spoken to the reporter, answered, sent out to the owner."""
    kinds: list[str] = []
    if has_effect(moving.action, "contacts"):
        kinds.append("contact")
    if has_effect(moving.action, "answers"):
        kinds += ["promised", "statutory"]
    if moving.matter.is_dispatched(step):
        kinds.append("dispatch")
    if kinds:
        _stop_clocks(moving.case, tuple(kinds), at=at)


def _stop_clocks(case: Case, kinds: tuple[str, ...], *, at: datetime) -> None:
    Clock.objects.filter(case_id=case.id, kind__in=kinds, stopped__isnull=True).update(stopped=at, turns=None)


def _restart_promise(moving: Moving, *, at: datetime, now: datetime) -> None:
    """A reopened matter runs under the same promise again, from the reopening."""
    promised = moving.matter.limits(at=now).get("promised")
    if promised is None:
        return
    _stop_clocks(moving.case, ("promised",), at=at)
    clock = Clock(case_id=moving.case.id, kind="promised", limit=promised, started=at)
    clocks.set_clock(clock, calendar=moving.calendar, now=now)
    Clock.objects.bulk_create([clock])
    moving.case.due = clock.due


def _hand_over(moving: Moving, move: Move, following: Following, *, at: datetime) -> None:
    """Who gave the matter to whom, and why. One that is given back too often went to a coordinator instead."""
    task, to = moving.task, following.task
    if task is None or to is None or not move.text:
        return
    handover = Handover(
        id=ids.reserve("cases_handover"),
        case_id=moving.case.id,
        from_unit=task.unit_id,
        to_unit=to.unit_id or 0,
        from_role=task.role,
        to_role=to.role,
        to_name=to.unit_name,
        to_scope=to.scope_id,
        to_area=to.area_id,
        owns=owners.is_owners(moving.matter, to.step),
        reason=move.text,
        at=at,
        event_id=following.event.id,
    )
    Handover.objects.bulk_create([handover])
    moving.case.handovers += 1
    moving.case.returns += moving.action.most_returns is not None


def _show(moving: Moving, move: Move, step: str, *, at: datetime) -> None:
    """The case's public face follows: answered, open again, closed."""
    closed = at if step == flow.END.name else None
    state = "closed" if closed else ("open" if has_effect(moving.action, "reopens") else "answered")
    answer = move.text if move.release and move.text else None
    turn = publications.Turn(state, at, due=moving.case.due, closed=closed, outcome=moving.case.outcome, answer=answer)
    publications.change(moving.case.id, turn)
