"""Letting the legal clock stand still, with a reason, evidence and a maximum. The resident's clock never does."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import worktime
from linli.kernel.cases import catalogue, clocks
from linli.kernel.cases.actions import events, picturing
from linli.kernel.cases.actions.moving import holds
from linli.kernel.cases.models import Case, Clock, Event, Lamp, Task
from linli.kernel.cases.packs_limits import PauseReason
from linli.kernel.cases.reports import NotAReport, Photo, check_text, tidy
from linli.kernel.journal import actions as journal
from linli.plumbing import policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

COLUMNS = ["due", "turns", "lamp", "paused", "provisional", "reason", "resumes"]


def pause(
    *, case_id: int, reason: str, text: str, longest: str = "", photos: tuple[Photo, ...] = (), by: Hat, now: datetime
) -> None:
    """Stop the promised and the statutory clock, at most as long as the catalogue allows for the reason.

    ``longest`` may ask for less. A reason holds once for a round of a case, so that no clock stands still for ever.
    """
    policy.require(by, "case.pause")
    with scope.writing(by, now=now):
        case, running = _open(case_id, by)
        if any(clock.paused for clock in running):
            raise NotAReport("reason", _("The clock stands still already. Let it go on before you stop it again."))
        known = _reason(reason, case, now=now)
        words = _evidence(known, text, photos)
        limit = _within(longest, known, now=now)
        line = journal.append(verb="case.pause", kind="case", record=case_id, by=by, at=now, payload={"reason": reason})
        kept = picturing.keep_photos(case, photos, by=by, now=now)
        said = {"reason": reason, "longest": limit, "label": known.label.zh, "label_en": known.label.en}
        happening = _event(case, clocks.PAUSED, line, now, text=words, data=said, kept=kept)
        events.write([happening], by=by)
        recompute(case, running, now=now)


def resume(*, case_id: int, text: str = "", by: Hat, now: datetime) -> None:
    """Let the clock go on."""
    policy.require(by, "case.pause")
    with scope.writing(by, now=now):
        case, running = _open(case_id, by)
        if not any(clock.paused for clock in running):
            raise NotAReport("reason", _("The clock is running already."))
        line = journal.append(verb="case.resume", kind="case", record=case_id, by=by, at=now)
        events.write([_event(case, clocks.RESUMED, line, now, text=tidy(text)[:500])], by=by)
        recompute(case, running, now=now)


def recompute(case: Case, running: list[Clock], *, now: datetime) -> None:
    """A part: clocks, open tasks and the lamp of a case, anew from its events."""
    calendar = catalogue.calendar(at=now)
    pauses = clocks.pauses_of([case.id]).get(case.id, [])
    for clock in running:
        clocks.set_clock(clock, calendar=calendar, now=now, pauses=pauses)
    Clock.objects.bulk_update(running, COLUMNS)
    promised = next((clock for clock in running if clock.kind == "promised"), None)
    case.lamp = max((clock.lamp for clock in running), default=Lamp.GREEN)
    case.due = promised.due if promised else case.due
    Case.objects.filter(id=case.id).update(lamp=case.lamp, due=case.due)
    tasks = list(Task.objects.filter(case_id=case.id, done__isnull=True).exclude(role="reporter"))
    for task in tasks:
        clocks.set_task(task, calendar=calendar, now=now, pauses=pauses)
        task.case_lamp = case.lamp
    Task.objects.bulk_update(tasks, ["due", "turns", "lamp", "case_lamp"])


def _open(case_id: int, by: Hat) -> tuple[Case, list[Clock]]:
    """The case with its running clocks, for whoever holds it or oversees it."""
    case = Case.objects.select_for_update().get(id=case_id)
    held = Task.objects.filter(case_id=case_id, done__isnull=True)
    if not policy.may(by, "case.oversee") and not any(holds(by, task) for task in held):
        raise NotAllowed
    running = list(Clock.objects.filter(case_id=case_id, stopped__isnull=True).order_by("id"))
    if case.closed is not None or not any(clock.kind in clocks.MAY_PAUSE for clock in running):
        raise NotAReport("reason", _("No clock runs on this matter that could stand still."))
    return case, running


def _reason(code: str, case: Case, *, now: datetime) -> PauseReason:
    known = next((one for one in catalogue.pause_reasons(at=now) if one.code == code), None)
    if known is None:
        raise NotAReport("reason", _("Choose why the clock stands still."))
    since = Clock.objects.filter(case_id=case.id, kind="promised").order_by("-id").values_list("started", flat=True)
    before = Event.objects.filter(case_id=case.id, verb=clocks.PAUSED, at__gte=since[0] if since else case.at)
    if any(event.body.data["reason"] == code for event in before.select_related("body")):
        raise NotAReport("reason", _("The clock has stood still for this reason once. Choose another, or let it run."))
    return known


def _evidence(known: PauseReason, text: str, photos: tuple[Photo, ...]) -> str:
    if not tidy(text):
        raise NotAReport("why", _("Write what makes it necessary. The resident reads it."))
    if known.evidence == "photo" and not photos:
        raise NotAReport("photo", _("Add a photo of the letter or notice that shows it."))
    return check_text(text)[:1000]


def _within(asked: str, known: PauseReason, *, now: datetime) -> str:
    """The limit that was asked for, if it ends no later than the longest one."""
    if not asked.strip():
        return known.longest.limit
    try:
        wanted, most = worktime.parse_limit(asked), worktime.parse_limit(known.longest.limit)
    except worktime.LimitRefused as refused:
        raise NotAReport("longest", _("Write how long, such as 3 working days.")) from refused
    calendar = catalogue.calendar(at=now)
    if calendar.due(now, wanted) > calendar.due(now, most):
        raise NotAReport("longest", _("That is longer than this reason allows."))
    return str(wanted)


def _event(
    case: Case,
    verb: str,
    line: int,
    now: datetime,
    *,
    text: str,
    data: dict[str, str] | None = None,
    kept: tuple[int, ...] = (),
) -> events.Happening:
    return events.Happening(
        case_id=case.id,
        verb=verb,
        step=case.step,
        to_step=case.step,
        line=line,
        at=now,
        text=text,
        data=data or {},
        papers=kept,
    )
