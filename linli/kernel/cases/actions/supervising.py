"""Orders of supervision (督办): who oversees sets a day, the unit answers, and it ends fulfilled or withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases import catalogue, clocks
from linli.kernel.cases.actions import events
from linli.kernel.cases.actions.moving import holds
from linli.kernel.cases.facts import CaseSupervised
from linli.kernel.cases.models import Case, Clock, Task
from linli.kernel.cases.models_oversight import Supervision
from linli.kernel.cases.reports import NotAReport, check_text, tidy
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, facts, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

KIND = "supervision"
LONGEST = timedelta(days=366)
FULFILLED, WITHDRAWN = "fulfilled", "withdrawn"


def supervise(*, case_id: int, text: str, due: datetime, by: Hat, now: datetime) -> Supervision:
    """Order the unit that holds a case to answer for it by a day. The resident reads that somebody watches."""
    policy.require(by, "case.supervise")
    words = _words(text, _("Write what the unit has to do."))
    if not now < due <= now + LONGEST:
        raise NotAReport("due", _("Choose a day from today on, within a year."))
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        task = Task.objects.filter(case_id=case_id, done__isnull=True).order_by("id").first()
        if case.closed is not None or task is None:
            raise NotAReport("text", _("This matter is closed, so there is nothing left to order."))
        if Supervision.objects.filter(case_id=case_id, closed__isnull=True).exists():
            raise NotAReport(
                "text", _("There is an order on this matter already. Withdraw it before you give another.")
            )
        order = Supervision(
            id=ids.reserve("cases_supervision"),
            case_id=case_id,
            unit_id=task.unit_id,
            unit_name=task.unit_name,
            text=words,
            at=now,
            due=due,
            account=by.account,
            role=by.role,
            who=by.label,
        )
        bulk.add([order])
        _start_clock(case_id, due, now=now)
        _mark(case_id, due)
        said = {"unit": task.unit_name, "due": due.isoformat(), "to": ""}
        _happened(case, "supervised", order, data=said, by=by, now=now)
        return order


def answer_order(*, case_id: int, text: str, by: Hat, now: datetime) -> None:
    """The unit says what it has done about the order."""
    policy.require(by, "case.act")
    words = _words(text, _("Write what was done about the order, and when the rest will be."))
    with scope.writing(by, now=now):
        case, order = _open_order(case_id)
        held = Task.objects.filter(case_id=case_id, done__isnull=True)
        if by.unit != order.unit_id and not any(holds(by, task) for task in held):
            raise NotAllowed
        order.answer, order.answered, order.answered_by = words, now, by.label
        order.save()
        _happened(case, "order_answered", order, text=words, by=by, now=now)


def end_order(*, case_id: int, ending: str, text: str = "", by: Hat, now: datetime) -> None:
    """Take an order off a case: fulfilled once it was answered, or withdrawn with the reason."""
    policy.require(by, "case.supervise")
    if ending not in (FULFILLED, WITHDRAWN):
        raise NotAReport("ending", _("Say whether the order is fulfilled or withdrawn."))
    with scope.writing(by, now=now):
        case, order = _open_order(case_id)
        if ending == FULFILLED and order.answered is None:
            raise NotAReport("ending", _("The unit has not answered the order yet."))
        if ending == WITHDRAWN and not tidy(text):
            raise NotAReport("why", _("Say why the order is withdrawn."))
        close_order(case, order, ending=ending, text=tidy(text)[:500], by=by, now=now)


def close_order(case: Case, order: Supervision, *, ending: str, text: str, by: Hat, now: datetime) -> None:
    """A part: the end of an order, its clock with it."""
    order.closed, order.ending = now, ending
    order.save()
    Clock.objects.filter(case_id=case.id, kind=KIND, stopped__isnull=True).update(stopped=now, turns=None)
    _mark(case.id, None)
    _happened(case, f"order_{ending}", order, text=text, by=by, now=now)


def _open_order(case_id: int) -> tuple[Case, Supervision]:
    case = Case.objects.select_for_update().get(id=case_id)
    order = Supervision.objects.filter(case_id=case_id, closed__isnull=True).first()
    if order is None:
        raise NotAReport("text", _("There is no open order on this matter any more."))
    return case, order


def _start_clock(case_id: int, due: datetime, *, now: datetime) -> None:
    """The order's own clock, in minutes of the wall from now to the day: no pause of the case stops it."""
    minutes = max(1, int((due - now).total_seconds() // 60))
    clock = Clock(case_id=case_id, kind=KIND, limit=f"{minutes} min", started=now)
    clocks.set_clock(clock, calendar=catalogue.calendar(at=now), now=now)
    Clock.objects.bulk_create([clock])


def _mark(case_id: int, due: datetime | None) -> None:
    """The case and its open tasks say by which day an order is to be answered, so that lists show it."""
    Case.objects.filter(id=case_id).update(supervised=due)
    Task.objects.filter(case_id=case_id, done__isnull=True).update(supervised=due)


def _happened(
    case: Case,
    verb: str,
    order: Supervision,
    *,
    text: str = "",
    data: dict[str, str] | None = None,
    by: Hat,
    now: datetime,
) -> None:
    """History, journal and fact. What was ordered in which words is for staff; residents read that it was."""
    line = journal.append(verb=f"case.{verb}", kind="case", record=case.id, by=by, at=now)
    happening = events.Happening(
        case_id=case.id,
        verb=verb,
        step=case.step,
        to_step=case.step,
        line=line,
        at=now,
        text=text,
        data=data or {},
        shown=verb in ("supervised", "order_fulfilled"),
    )
    event = events.write([happening], by=by)[0]
    facts.tell(CaseSupervised(case.id, event.id, order.id), line=line, by=by, at=now)


def _words(text: str, missing: object) -> str:
    if not tidy(text):
        raise NotAReport("text", missing)
    return check_text(text)[:2000]
