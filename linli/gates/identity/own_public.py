"""What a resident comes in with besides the phone: passkeys, and where they are signed in now."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from linli.gates.identity import passkeys
from linli.gates.identity.refused import NotLetIn
from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kit import refusals, sessions, words
from linli.kit.desk import tokens
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import scope

SHOWN_BACK = timedelta(days=30)


@page(OPEN)
def own_keys(request: Request) -> HttpResponse:
    """My passkeys and my sessions."""
    return _draw(request) if request.hat.account else refusals.not_allowed(request)


@page(OPEN, methods=("POST",))
def add_key(request: Request) -> HttpResponse:
    """Add the passkey of this device; soon after the phone was shown, else it is shown once more first."""
    if not request.hat.account:
        return refusals.not_allowed(request)
    if not sessions.is_fresh(request):
        return HttpResponseRedirect(reverse("login"))
    try:
        passkeys.add(request, by=request.hat, name="")
    except NotLetIn as refused:
        with scope.reading(request.hat, now=request.now):
            return _draw(request, wrong=str(refused))
    return HttpResponseRedirect(f"{reverse('own_keys')}?did=added", status=303)


@page(OPEN, methods=("POST",))
def end_own_key(request: Request) -> HttpResponse:
    """Take a passkey away; the phone opens the account as before."""
    if not request.hat.account:
        return refusals.not_allowed(request)
    given = request.POST.get("key", "")
    with scope.reading(request.hat, now=request.now):
        every = queries.passkeys_of(request.hat)
    found = next((one for one in every if constant_time_compare(tokens.mark("factor", one.id), given)), None)
    if found is not None:
        people.end_factor(factor_id=found.id, by=request.hat, now=request.now)
    return HttpResponseRedirect(reverse("own_keys"), status=303)


@page(OPEN, methods=("POST",))
def end_session(request: Request) -> HttpResponse:
    """End every other session of mine."""
    if not request.hat.account:
        return refusals.not_allowed(request)
    people.end_other_sign_ins(but=request.session["sign_in"], by=request.hat, now=request.now)
    return HttpResponseRedirect(reverse("own_keys"), status=303)


def _draw(request: Request, *, wrong: str = "") -> HttpResponse:
    found = queries.sign_ins_of(request.hat, since=request.now - SHOWN_BACK)
    this = request.session.get("sign_in")
    context = {
        "keys": [(tokens.mark("factor", one.id), words.day(one.since, request.now)) for one in
                 queries.passkeys_of(request.hat)],
        "sessions": [(one.device, words.moment(one.seen, request.now), one.id == this) for one in found
                     if one.ended is None],
        "level": request.hat.level,
        "is_fresh": sessions.is_fresh(request),
        "here": "me",
        "wrong": wrong,
    }  # fmt: skip
    return render(request, "identity/own_public.html", context, status=422 if wrong else 200)
