"""The hotline's desk: who rings, who is calling and what they brought before, the log, and how soon calls are taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import calls as asking
from linli.kernel.cases.actions import calling
from linli.kernel.cases.actions.calling import CallTaken
from linli.kernel.cases.calls import Answering
from linli.kernel.cases.models import Case
from linli.kernel.cases.models_calls import Call
from linli.kernel.cases.packs import CallTargets
from linli.kernel.cases.reports import NotAReport
from linli.kernel.people import queries as people
from linli.kit import figures, words
from linli.kit.desk import frame, speaking
from linli.kit.routes import Request, owe, page
from linli.plumbing import pack_catalogue, policy, scope

TARGETS = "hotline"
TYPED = ("result", "note", "number")


@page("call.see")
def calls(request: Request) -> HttpResponse:
    """What rings, what is in hand, today's figures and today's log."""
    return _list(request, {})


def _list(request: Request, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    now = request.now
    midnight = words.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    logged = asking.log(since=midnight, until=now + timedelta(seconds=1))
    about = asking.numbers_of(logged)
    context = {
        "may_take": policy.may(request.hat, "call.take"),
        "waiting": [_line(one, {}, now) for one in asking.waiting(now=now)],
        "in_hand": [_line(one, {}, now) for one in asking.in_hand(request.hat.account)],
        "log": [_line(one, about, now) for one in logged if one.ended or one.answered],
        "figures": _figures(now),
        "phone": request.POST.get("phone", ""),
        "errors": errors,
        "flash_list": _did(request),
    }
    return frame.draw(request, "desk/calls.html", context, here="calls", status=status)


def _did(request: Request) -> list[dict[str, str]]:
    known = {"ended": _("The call is in the log"), "taken": str(CallTaken())}
    did = known.get(request.GET.get("did", ""))
    return [{"words": did, "kind": "note" if request.GET.get("did") == "taken" else ""}] if did else []


def _line(call: Call, about: dict[int, str], now: datetime) -> dict[str, Any]:
    waited = ((call.answered or call.ended or now) - call.rang).total_seconds()
    return {
        "code": call.code,
        "phone": people.masked_phone(calling.phone_of(call)) or _("withheld"),
        "at": words.moment(call.rang, now),
        "waited": int(waited),
        "who": call.who,
        "result": result_words(call),
        "number": about.get(call.case_id or 0, ""),
        "note": call.note,
    }


def result_words(call: Call) -> str:
    """What became of a call, in words."""
    known: dict[str, str] = {
        "opened": _("took in a matter"),
        "asked": _("asked about a matter"),
        "informed": _("was told what they wanted to know"),
        "passed_on": _("was put through"),
        "wrong": _("wrong number"),
        "lost": _("hung up before anybody answered"),
    }
    return known.get(call.result, _("on the line") if call.answered else _("ringing"))


def _figures(now: datetime) -> dict[str, Any] | None:
    """The last 24 hours against the city's targets; None where the city has published none."""
    found = pack_catalogue.head("calls", TARGETS, now)
    if found is None:
        return None
    targets: CallTargets = found.value
    within = timedelta(seconds=targets.answer.at)
    counted = asking.answering(since=now - timedelta(days=1), until=now, within=within, now=now)
    return {**_shares(counted), "within": int(targets.answer.at), "bar": figures.percent(targets.connected.at)}


def _shares(counted: Answering) -> dict[str, Any]:
    return {
        "base": counted.decided,
        "connected": figures.percent(counted.connected) if counted.connected is not None else "",
        "prompt": figures.percent(counted.prompt) if counted.prompt is not None else "",
        "ringing": counted.ringing,
    }


@page("call.take", methods=("POST",))
def pick_up(request: Request) -> HttpResponse:
    """Take a call that rings, or one that is told by nobody but the telephone itself."""
    code = request.POST.get("code", "")
    try:
        if code:
            calling.take(code=code, by=request.hat, now=request.now)
        else:
            phone = request.POST.get("phone", "")
            code = calling.ring(phone=phone, rang=request.now, take=True, by=request.hat, now=request.now)
    except CallTaken:
        return HttpResponseRedirect(f"{reverse('calls')}?did=taken", status=303)
    except NotAReport as refused:
        with scope.reading(request.hat, now=request.now):
            return _list(request, {refused.field: str(refused)}, status=422)
    return HttpResponseRedirect(reverse("call", args=[code]), status=303)


@page("call.take")
def call(request: Request, code: str) -> HttpResponse:
    """Who is calling: what they brought before, their earlier calls, and how to end the call."""
    return _one(request, code, {}, {})


def _one(
    request: Request, code: str, typed: dict[str, str], errors: dict[str, str], *, status: int = 200
) -> HttpResponse:
    held, now = Call.objects.get(code=code), request.now
    phone = calling.phone_of(held)
    if phone:
        owe(request, calling.note_look, code=code)
    earlier = asking.earlier(held)
    own = Case.objects.filter(id=held.case_id or 0).first()
    context = {
        "call": held,
        "line": _line(held, {}, now),
        "mine": held.account == request.hat.account,
        "phone": phone,
        "known": people.find_people(phone, limit=3) if phone else [],
        "before": [_case(one, now) for one in asking.before(held)],
        "earlier": [_line(one, asking.numbers_of(earlier), now) for one in earlier],
        "results": [(value, _choice(value)) for value in Call.Result.values if value != Call.Result.LOST],
        "typed": {"number": own.number if own else "", "result": "opened" if own else "", **typed},
        "errors": errors,
    }
    return frame.draw(request, "desk/call.html", context, here="calls", status=status)


def _choice(result: str) -> str:
    return result_words(Call(result=result))


def _case(one: Case, now: datetime) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "at": words.day(one.at, now),
        "stand": _("closed %(day)s") % {"day": words.day(one.closed, now)} if one.closed else "",
        "lamp": "" if one.closed else speaking.lamp_of(one.lamp),
        "due": words.due(one.due, now) if one.due and not one.closed else "",
        "reopened": one.reopened,
    }


@page("call.take", methods=("POST",))
def hang_up(request: Request, code: str) -> HttpResponse:
    """End the call with a word on what it was about."""
    typed = {name: request.POST.get(name, "") for name in TYPED}
    try:
        calling.end(code=code, **typed, by=request.hat, now=request.now)
    except CallTaken:
        return HttpResponseRedirect(f"{reverse('calls')}?did=taken", status=303)
    except NotAReport as refused:
        with scope.reading(request.hat, now=request.now):
            return _one(request, code, typed, {refused.field: str(refused)}, status=422)
    return HttpResponseRedirect(f"{reverse('calls')}?did=ended", status=303)
