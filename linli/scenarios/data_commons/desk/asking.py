"""Asking for data: which fields, of which places, what for, on what basis, until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.grants import actions, queries
from linli.kernel.grants.actions import NewRequest
from linli.kernel.grants.models import DataRequest, ItemRevision
from linli.kernel.grants.refusing import DataRefused
from linli.kernel.places import queries as tree
from linli.kernel.places.models import DIVISIONS, Place
from linli.kit import words
from linli.kit.desk import frame, tokens
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.plumbing.days import begin_of
from linli.scenarios.data_commons.desk import entry, saying

TYPED = ("purpose", "why", "legal_basis", "since", "until", "agreement")
USUAL = timedelta(days=180)


@page("grant.ask", methods=("GET", "POST"))
def ask(request: Request, number: str) -> HttpResponse:
    """The form, and sending it."""
    if request.method != "POST":
        day = words.local(request.now).date()
        typed = dict.fromkeys(TYPED, "") | {"since": day.isoformat(), "until": (day + USUAL).isoformat()}
        return _form(request, number, typed)
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    try:
        with scope.reading(request.hat, now=request.now):
            row, within = _row(request, number, typed)
        made = actions.ask(row=row, within=within, by=request.hat, now=request.now)
    except DataRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _form(request, number, typed, {refused.field: str(refused)}, status=422)
    return HttpResponseRedirect(f"{reverse('data_request', args=[made.number])}?did=asked", status=303)


def _running(number: str) -> ItemRevision:
    one = entry.found(number)
    if one.running is None:
        raise Http404
    one.running.item = one.item
    return one.running


def _row(request: Request, number: str, typed: Mapping[str, str]) -> tuple[NewRequest, tuple[int, ...]]:
    revision = _running(number)
    within = tree.scopes_under(revision.item.place_id)
    marks = set(request.POST.getlist("place"))
    chosen = [one.id for mark, _name, one in _places(within) if mark in marks]
    agreements = queries.agreements(at=request.now)
    agreement = next((one.id for one in agreements if tokens.mark("agreement", one.id) == typed["agreement"]), None)
    row = NewRequest(
        item_id=revision.item_id,
        unit_name=saying.units([request.hat.unit]).get(request.hat.unit, ""),
        purpose=typed["purpose"],
        why=typed["why"],
        legal_basis=typed["legal_basis"],
        fields=request.POST.getlist("field"),
        places=chosen,
        since=max(_day("since", typed), request.now) if _is_today(request, typed) else _day("since", typed),
        until=_day("until", typed) + timedelta(days=1),
        agreement_id=agreement,
    )
    return row, within


def _is_today(request: Request, typed: Mapping[str, str]) -> bool:
    return typed["since"] == words.local(request.now).date().isoformat()


def _day(field: str, typed: Mapping[str, str]) -> datetime:
    try:
        return begin_of(date.fromisoformat(typed[field]))
    except (ValueError, OverflowError):
        raise DataRefused(field, _("Write the day as 2026-11-27.")) from None


def _places(within: tuple[int, ...]) -> list[tuple[str, str, Place]]:
    rows = Place.objects.filter(id__in=within, level__in=DIVISIONS, until__isnull=True).defer("outline")
    return [(tokens.mark("division", one.id), one.name, one) for one in rows.order_by("lo", "-hi")[:400]]


def _form(
    request: Request,
    number: str,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    revision = _running(number)
    named = saying.field_words(revision.fields)
    places = _places(tree.scopes_under(revision.item.place_id))
    mine = [mark for mark, _name, one in places if one.id == request.hat.place]
    agreements = [(tokens.mark("agreement", one.id), one.title) for one in queries.agreements(at=request.now)]
    unit = saying.units([revision.item.unit_id]).get(revision.item.unit_id, "")
    context: dict[str, Any] = {
        "number": number,
        "title": saying.title(revision),
        "unit": unit,
        "fields_offered": [(one["code"], named[one["code"]], saying.level(one["level"])) for one in revision.fields],
        "ticked": request.POST.getlist("field"),
        "places": [(mark, name) for mark, name, _one in places],
        "chosen": request.POST.getlist("place") or mine,
        "agreements": agreements,
        "conditions": revision.conditions,
        "is_close": revision.classification in ("personal", "sensitive"),
        "typed": typed,
        "errors": errors or {},
    }
    return frame.draw(request, "data_commons/ask.html", context, here="open_list", status=status)


# -- one request


@page("open_list.see")
def data_request(request: Request, number: str) -> HttpResponse:
    """What was asked for, how far it has come, and the decision where this post has it."""
    return _one(request, number)


def _found(number: str) -> DataRequest:
    one = queries.request_of(number)
    if one is None:
        raise Http404
    return one


def _one(request: Request, number: str, errors: Mapping[str, str] | None = None, *, status: int = 200) -> HttpResponse:
    one, hat = _found(number), request.hat
    named, where = saying.field_words(one.revision.fields), saying.places(one.places)
    grant = next((found for found in queries.grants_from([one.item_id]) if found.request_id == one.id), None)
    mine = hat.account in (one.account_id, one.owner_by)
    decides = one.state == "open" and one.owner_unit == hat.unit and policy.may(hat, "grant.decide")
    officer = policy.may(hat, "grant.release") and one.item.place_id in hat.scopes
    releases = one.state == "owned" and officer
    pairs = [
        (_("Who asks"), f"{one.unit_name} · {one.who}"),
        (pgettext("grant", "What for"), one.purpose),
        (_("Why it is needed"), one.why),
        (_("Legal basis"), one.legal_basis),
        (_("Fields"), _(", ").join(named.get(code, code) for code in one.fields)),
        (pgettext("grant", "Places"), _(", ").join(where.get(place, "") for place in one.places)),
        (_("Term"), f"{words.day(one.since, request.now)}–{words.day(one.until - timedelta(seconds=1), request.now)}"),
        (_("Persons agree first"), one.agreement.title if one.agreement else _("not asked for: the basis is the law")),
    ]
    context = {
        "one": one,
        "title": saying.title(one.revision),
        "item": reverse("open_item", args=[one.item.number]),
        "state": saying.request_state(one),
        "pairs": pairs,
        "steps": _steps(one, request),
        "grant": reverse("grant", args=[grant.number]) if grant else "",
        "may_decide": (decides or releases) and not mine,
        "is_own": (decides or releases) and mine,
        "may_withdraw": one.state in ("open", "owned") and one.unit_id == hat.unit,
        "errors": errors or {},
        "flash_list": saying.flashes(request, _did()),
    }  # fmt: skip
    return frame.draw(request, "data_commons/request.html", context, here="open_list", status=status)


def _steps(one: DataRequest, request: Request) -> list[tuple[str, str]]:
    """Who has done what about it so far."""
    steps = [(_("asked by %(who)s") % {"who": one.who}, words.moment(one.made, request.now))]
    if one.owned is not None:
        steps.append((_("the owner agreed: %(who)s") % {"who": one.owner_who}, words.moment(one.owned, request.now)))
    if one.officer_who:
        steps.append((_("a data officer agreed: %(who)s") % {"who": one.officer_who}, ""))
    if one.ended is not None:
        steps.append((one.reason or saying.request_state(one), words.moment(one.ended, request.now)))
    return steps


@page("open_list.see", methods=("POST",), step_up=True)
def data_request_do(request: Request, number: str) -> HttpResponse:
    """Agree, refuse, or take it back."""
    with scope.reading(request.hat, now=request.now):
        one = _found(number)
    deed, reason = request.POST.get("deed", ""), request.POST.get("reason", "")
    who: dict[str, Any] = {"request_id": one.id, "by": request.hat, "now": request.now}
    try:
        if deed == "withdraw":
            actions.withdraw(**who)
        elif deed in ("agree", "refuse"):
            say = actions.release if one.state == "owned" else actions.decide
            say(agrees=deed == "agree", reason=reason, **who)
        else:
            raise Http404
    except DataRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _one(request, number, {refused.field or "deed": str(refused)}, status=422)
    return HttpResponseRedirect(f"{reverse('data_request', args=[number])}?did={deed}", status=303)


def _did() -> dict[str, str]:
    return {
        "asked": _("Asked for. The unit that holds the data decides; you see the answer here."),
        "agree": _("Agreed. What happens next stands below."),
        "refuse": _("Refused with your reason."),
        "withdraw": _("Taken back."),
    }
