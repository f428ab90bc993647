"""The callers' list (回访): whom to call about an answer next and why, the talk, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.actions.noting import note_read
from linli.kernel.cases.models import Case
from linli.kernel.cases.queries import CaseFile
from linli.kernel.cases.reports import NotAReport
from linli.kernel.people.actions.revealing import ReasonMissing
from linli.kernel.ratings import actions as ratings
from linli.kernel.ratings import callers as asking
from linli.kernel.ratings.actions import BeingCalled, NotYours
from linli.kernel.ratings.callers import Waiting
from linli.kernel.ratings.models import FollowUp
from linli.kit import words
from linli.kit.desk import frame, masks, oversight, reporter, speaking
from linli.kit.desk.reporter import Seen
from linli.kit.pacing import DIAL
from linli.kit.routes import Request, owe, page
from linli.plumbing import scope


@page("follow_up.record")
def callers(request: Request) -> HttpResponse:
    """Whom to call next, with the reason, since when, by when; below it what I asked today."""
    now, account = request.now, request.hat.account
    waiting = asking.to_call(request.hat, now=now)
    midnight = words.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    said = asking.called(account, since=midnight)
    numbers = dict(Case.objects.filter(id__in=[one.case_id for one in said]).values_list("id", "number"))
    free = [one for one in waiting if _is_free(one.row, account, now)]
    context = {
        "rows": [_row(one, account, now) for one in waiting],
        "next": free[0].case.number if free else "",
        "more": len(waiting) == asking.MOST,
        "said": [_said(one, numbers.get(one.case_id, ""), now) for one in said],
        "flash_list": _did(request),
    }
    return frame.draw(request, "desk/callers.html", context, here="callers")


def _is_free(row: FollowUp, account: int, now: datetime) -> bool:
    held_by_other = asking.is_held(row, now=now) and row.taken_by != account
    return not held_by_other and (row.tried is None or row.tried <= now - asking.PAUSE)


def _row(one: Waiting, account: int, now: datetime) -> dict[str, Any]:
    row, held = one.row, asking.is_held(one.row, now=now)
    return {
        "number": one.case.number,
        "title": one.case.title,
        "where": one.case.where,
        "who": reporter.masked(one.reporter),
        "why": why_words(row.why),
        "since": words.waited(now - row.asked),
        "lamp": lamp_of(row, now),
        "due": due_words(row, now),
        "tries": _tries(row, now),
        "mine": held and row.taken_by == account,
        "held": _("%(who)s is calling") % {"who": row.taken_name} if held and row.taken_by != account else "",
    }


def why_words(why: str) -> str:
    """Why somebody is called, in words."""
    known = {
        "drawn": _("drawn at random"),
        "bad_rating": _("gave a bad grade"),
        "asked": _("asked to be called"),
        "no_app": _("rang or came, has no account"),
    }
    return known.get(why, why)


def due_words(row: FollowUp, now: datetime) -> str:
    """Until when they are to be called; in working days where the limit counts them."""
    limit = catalogue.ladder(at=now).call_back.limit if row.why in asking.BY_THEMSELVES else ""
    return speaking.due_words(row.due, limit, calendar=catalogue.calendar(at=now), now=now)


def lamp_of(row: FollowUp, now: datetime) -> str:
    """How the call stands against its limit: green, amber, red, black. Without one it is in time."""
    if row.due is None:
        return "green"
    return speaking.lamp_between(row.asked, row.due, now)


def _tries(row: FollowUp, now: datetime) -> str:
    if not row.tries or row.tried is None:
        return ""
    times = ngettext("%(num)s try", "%(num)s tries", row.tries) % {"num": row.tries}
    return _("%(times)s, the last %(moment)s") % {"times": times, "moment": words.moment(row.tried, now)}


def _said(row: FollowUp, number: str, now: datetime) -> dict[str, str]:
    at = row.tried or row.done or now
    return {"number": number, "at": words.clock(at), **oversight.call_words(row)}


def _did(request: Request) -> list[dict[str, str]]:
    known = {
        "said": _("What was said is kept"),
        "reopened": _("What was said is kept. The matter is open again at the street's desk."),
        "again": _("Nobody answered. It stands at the end of the list and comes up again in an hour."),
        "given_up": _("Nobody answered for the third time. It is off the list, recorded as not reached."),
        "back": _("It is on the list again"),
        "gone": _("Somebody has already called about this answer, or it was given back."),
    }
    did = known.get(request.GET.get("did", ""))
    return [{"words": did, "kind": "note" if request.GET.get("did") == "gone" else ""}] if did else []


@page("follow_up.record", methods=("POST",))
def caller_take(request: Request) -> HttpResponse:
    """Take a call: one colleague has it, whoever comes later is told who."""
    number = request.POST.get("number", "")
    with scope.reading(request.hat, now=request.now):
        case_id = queries.case_file(number).case.id
    try:
        ratings.take_call(case_id=case_id, by=request.hat, now=request.now)
    except BeingCalled as taken:
        with scope.reading(request.hat, now=request.now):
            return _one(request, number, told=str(taken), status=409)
    except (NotAReport, NotYours):
        return _to_list("gone")
    return HttpResponseRedirect(reverse("caller", args=[number]), status=303)


@page("follow_up.record")
def caller(request: Request, number: str) -> HttpResponse:
    """One call: whom, about what, what was answered, and the form for what they say."""
    return _one(request, number)


def _one(
    request: Request,
    number: str,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    seen: Seen | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    file, now = queries.case_file(number), request.now
    row = asking.open_call(file.case.id)
    seen = seen or reporter.masked(file.reporter)
    if seen.is_named:
        owe(request, note_read, case_id=file.case.id)
    held = row is not None and asking.is_held(row, now=now)
    context = {
        "case": file.case,
        "at": words.moment(file.case.at, now),
        "answered": words.moment(file.case.answered, now) if file.case.answered else "",
        "outcome": dict(speaking.outcomes()).get(file.case.outcome, ""),
        "unit": _unit(file),
        "seen": seen,
        "row": row,
        "why": why_words(row.why) if row else "",
        "tries": _tries(row, now) if row else "",
        "lamp": lamp_of(row, now) if row else "",
        "due": due_words(row, now) if row else "",
        "is_mine": held and row is not None and row.taken_by == request.hat.account,
        "held": row.taken_name if held and row is not None and row.taken_by != request.hat.account else "",
        "typed": typed or {},
        "errors": errors or {},
        "flash_list": [{"words": told, "kind": "note"}] if told else [],
    }
    return frame.draw(request, "desk/caller.html", context, here="callers", status=status)


def _unit(file: CaseFile) -> str:
    answered = [task for task in file.tasks if task.action == "answer"]
    return speaking.unit_of(answered[-1]) if answered else ""


@page("person.see", methods=("POST",), step_up=True, pace=DIAL)
def caller_reveal(request: Request, number: str) -> HttpResponse:
    """The whole number to dial, after it was written down who looked and why."""
    with scope.reading(request.hat, now=request.now):
        file = queries.case_file(number)
    try:
        seen = reporter.revealed(request, file.reporter, case_id=file.case.id)
    except ReasonMissing as missing:
        with scope.reading(request.hat, now=request.now):
            return _one(request, number, errors=masks.mistake(missing), status=422)
    with scope.reading(request.hat, now=request.now):
        answer = _one(request, number, seen=seen)
    return masks.closing(answer, until=seen.until, address=reverse("caller", args=[number]), now=request.now)


@page("follow_up.record", methods=("POST",))
def caller_said(request: Request, number: str) -> HttpResponse:
    """What came of the call. A mistake costs nothing that was typed, nor does a colleague who was faster."""
    with scope.reading(request.hat, now=request.now):
        case_id = queries.case_file(number).case.id
    said = oversight.said_in(request.POST)
    try:
        row = ratings.record_follow_up(case_id=case_id, said=said, by=request.hat, now=request.now)
    except (NotAReport, NotYours, BeingCalled) as wrong:
        errors = {getattr(wrong, "field", "channel"): str(wrong)}
        with scope.reading(request.hat, now=request.now):
            return _one(request, number, typed=request.POST.dict(), errors=errors, status=422)
    if not said.reached:
        return _to_list("given_up" if row.done else "again")
    return _to_list("reopened" if ratings.is_refused(said) else "said")


@page("follow_up.record", methods=("POST",))
def caller_back(request: Request, number: str) -> HttpResponse:
    """Put a call back without having made it."""
    with scope.reading(request.hat, now=request.now):
        case_id = queries.case_file(number).case.id
    ratings.lay_back(case_id=case_id, by=request.hat, now=request.now)
    return _to_list("back")


def _to_list(did: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('callers')}?did={did}", status=303)
