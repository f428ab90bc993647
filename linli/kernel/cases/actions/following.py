"""What an action brings with it, once it is written down: clocks, answer, public face, handover, facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow, worktime
from linli.kernel.cases import clocks
from linli.kernel.cases.catalogue import Matter, has_effect
from linli.kernel.cases.facts import CaseAnswered, CaseClosed, CaseMoved, CaseReopened
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
class Move:
    """One action as filled in. ``task`` is the task the person saw, so that a stale page cannot move a case."""

    action: str
    task: int | None = None
    text: str = ""
    photos: tuple[Photo, ...] = ()
    outcome: str = ""
    next_owner: Owner | None = None
    place: int | None = None
    where: str = ""
    release: bool = False  # whether the answer may be read by everybody


@dataclass(slots=True)
class Moving:
    """A case while an action is being done to it."""

    case: Case
    task: Task | None
    matter: Matter
    action: flow.Action
    calendar: worktime.Calendar
    spot: Spot
    line: int = 0


@dataclass(frozen=True, slots=True)
class Following:
    """Where an action has led: the next open task (none at the end), its step, the event written."""

    task: Task | None
    step: str
    event: Event

    @property
    def task_id(self) -> int:
        return self.task.id if self.task else 0


def follow(moving: Moving, move: Move, following: Following, *, by: Hat, at: datetime, now: datetime) -> None:
    """Clocks, answer, public face, handover row and facts of an action; then the case itself."""
    case, action = moving.case, moving.action
    step, event, next_task = following.step, following.event, following.task_id
    case.step = step
    told: list[facts.Fact] = [CaseMoved(case.id, event.id, next_task)]
    if has_effect(action, "contacts"):
        _stop_clocks(case, ("contact",), at=at)
    if has_effect(action, "answers"):
        answer(case, move)
        _stop_clocks(case, ("promised",), at=at)
        told.append(CaseAnswered(case.id, event.id))
    if has_effect(action, "reopens"):
        case.reopened, case.closed = case.reopened + 1, None
        _restart_promise(moving, at=at, now=now)
        told.append(CaseReopened(case.id, event.id, next_task))
    if action.returns and move.next_owner is not None:
        _hand_over(moving, move, event, at=at)
    if step == flow.END.name:
        case.closed = at
        told.append(CaseClosed(case.id, event.id))
    if has_effect(action, "publishes") or has_effect(action, "reopens") or step == flow.END.name:
        _show(moving, move, step, at=at)
    running = Clock.objects.filter(case_id=case.id, stopped__isnull=True)
    case.lamp = max([clock.lamp for clock in running if not case.closed], default=Lamp.GREEN)
    case.save()
    facts.tell_many(told, line=moving.line, by=by, at=at)


def answer(case: Case, move: Move) -> None:
    """What an answer leaves on the case itself."""
    case.answer, case.outcome = move.text, move.outcome


def _stop_clocks(case: Case, kinds: tuple[str, ...], *, at: datetime) -> None:
    Clock.objects.filter(case_id=case.id, kind__in=kinds, stopped__isnull=True).update(stopped=at, turns=None)


def _restart_promise(moving: Moving, *, at: datetime, now: datetime) -> None:
    """A reopened matter runs under the same promise again, from the reopening."""
    promised = moving.matter.item.promised
    if promised is None:
        return
    _stop_clocks(moving.case, ("promised",), at=at)
    clock = Clock(case_id=moving.case.id, kind="promised", limit=promised.limit, started=at)
    clocks.set_clock(clock, calendar=moving.calendar, now=now)
    Clock.objects.bulk_create([clock])
    moving.case.due = clock.due


def _hand_over(moving: Moving, move: Move, event: Event, *, at: datetime) -> None:
    task, to = moving.task, move.next_owner
    assert task is not None
    assert to is not None
    Handover.objects.bulk_create(
        [
            Handover(
                id=ids.reserve("cases_handover"),
                case_id=moving.case.id,
                from_unit=task.unit_id,
                to_unit=to.unit_id or 0,
                from_role=task.role,
                to_role=to.role,
                reason=move.text,
                at=at,
                event_id=event.id,
            )
        ]
    )
    moving.case.handovers += 1


def _show(moving: Moving, move: Move, step: str, *, at: datetime) -> None:
    """The case's public face follows: answered, open again, closed."""
    closed = at if step == flow.END.name else None
    state = "closed" if closed else ("open" if has_effect(moving.action, "reopens") else "answered")
    answer = move.text if move.release and move.text else None
    turn = publications.Turn(state, at, due=moving.case.due, closed=closed, outcome=moving.case.outcome, answer=answer)
    publications.change(moving.case.id, turn)
