"""Acting for somebody (代办): a resident lets another one act for them, for something, until a day, and takes it back.

Nobody looks anybody up: who gives is shown a code and tells it; who is told signs in and types it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kernel.people.actions import MandateRefused, NoOffer
from linli.kernel.people.models import Mandate
from linli.kit import words
from linli.kit.counter.here import page_of
from linli.kit.desk import tokens
from linli.kit.pacing import Pace
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed

TERMS = (30, 90, 365)
TAKING = Pace("mandate code", 20, per=timedelta(hours=1))


@page("mandate.give", level=2)
def mandates(request: Request) -> HttpResponse:
    """Who acts for me, for whom I act, and until when."""
    return _draw(request)


@page("mandate.give", methods=("POST",), level=2)
def offer(request: Request) -> HttpResponse:
    """Offer one: the code is shown this once."""
    purpose, days = request.POST.get("purpose", ""), request.POST.get("days", "")
    try:
        term = timedelta(days=int(days)) if days in map(str, TERMS) else timedelta(0)
        code = people.offer_mandate(purpose=purpose, until=request.now + term, by=request.hat, now=request.now)
    except MandateRefused:
        errors = {"purpose": _("Write who it is and what for, and choose until when.")}
        return _again(request, errors, typed={"purpose": purpose, "days": days})
    return _again(request, {}, fresh=code)


@page("mandate.take", methods=("POST",), level=2, pace=TAKING)
def take(request: Request) -> HttpResponse:
    """Take one by its code."""
    try:
        people.take_mandate(code=request.POST.get("code", ""), by=request.hat, now=request.now)
    except NoOffer as refused:
        return _again(request, {"code": str(refused)})
    return HttpResponseRedirect(f"{reverse('mandates')}?did=taken", status=303)


@page("mandate.revoke", methods=("POST",), level=2)
def end(request: Request) -> HttpResponse:
    """Take one back, or give it up: at once."""
    given = request.POST.get("mandate", "")
    with scope.reading(request.hat, now=request.now):
        found = next((one for one in _running(request) if tokens.mark("mandate", one.id) == given), None)
    if found is not None:
        with suppress(NotAllowed):  # somebody was quicker
            people.revoke_mandate(mandate_id=found.id, by=request.hat, now=request.now)
    return HttpResponseRedirect(f"{reverse('mandates')}?did=ended", status=303)


def _again(request: Request, errors: Mapping[str, str], **more: Any) -> HttpResponse:
    with scope.reading(request.hat, now=request.now):
        return _draw(request, errors=errors, **more)


def _running(request: Request) -> list[Mandate]:
    return queries.mandates_of(queries.own_subject(request.hat), at=request.now)


def _draw(
    request: Request,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    fresh: str = "",
) -> HttpResponse:
    own = queries.own_subject(request.hat)
    running = queries.mandates_of(own, at=request.now)
    did = {"taken": _("You act for them now"), "ended": _("It has ended")}.get(request.GET.get("did", ""))
    return page_of(
        request,
        "mandates.html",
        status=422 if errors else 200,
        given=[_shown(one, request) for one in running if one.subject_id == own],
        held=[_shown(one, request) for one in running if one.subject_id != own],
        terms=[(str(days), words.waited(timedelta(days=days))) for days in TERMS],
        typed=typed or {"purpose": "", "days": "90"},
        errors=errors or {},
        fresh=fresh,
        here="me",
        flash_list=[{"words": did}] if did else [],
    )


def _shown(one: Mandate, request: Request) -> dict[str, str]:
    until = words.day(one.until, request.now)
    return {"mark": tokens.mark("mandate", one.id), "purpose": one.purpose, "until": until}
