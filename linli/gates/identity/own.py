"""What I come in with: my passkeys and authenticators, my codes on paper, and where I am signed in now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from linli.gates.identity import setting_up
from linli.gates.identity.knocking import can_show
from linli.gates.identity.refused import NotLetIn
from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kernel.people.actions import FactorRefused, PasswordWeak
from linli.kernel.people.models_factors import Factor, SignIn
from linli.kit import refusals, sessions, words
from linli.kit.desk import frame, tokens
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import scope

SHOWN_BACK = timedelta(days=90)


@page(OPEN)
def own_keys(request: Request) -> HttpResponse:
    """Everything that opens this desk in my name."""
    if not request.hat.account:
        return refusals.not_allowed(request)
    return _draw(request)


@page(OPEN, methods=("GET", "POST"), step_up=True)
def add_key(request: Request) -> HttpResponse:
    """Add another passkey or authenticator."""
    by = sessions.knocking(request.hat.account)
    if not sessions.is_fresh(request):  # asked for before the square is shown, which is to be used within its time
        return refusals.prove_first(request, has=can_show(request, by))
    if request.method != "POST":
        return setting_up.draw(request, "identity/add.html", by)
    try:
        setting_up.take(request, by=by)
    except NotLetIn as refused:
        return setting_up.draw(request, "identity/add.html", by, refused)
    return _back("added")


@page(OPEN, methods=("POST",), step_up=True)
def end_own_key(request: Request) -> HttpResponse:
    """Take one away: a phone that is gone, a computer that is somebody else's now."""
    given = request.POST.get("key", "")
    with scope.reading(request.hat, now=request.now):
        found = next((one for one in queries.factors_of(request.hat) if _is(given, "factor", one.id)), None)
    if found is None:
        return _back("")
    try:
        people.end_factor(factor_id=found.id, by=request.hat, now=request.now)
    except FactorRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _draw(request, errors={"key": str(refused)})
    return _back("ended")


@page(OPEN, methods=("POST",), step_up=True)
def new_codes(request: Request) -> HttpResponse:
    """Ten fresh codes on paper, shown this once."""
    codes = people.renew_recovery_codes(by=request.hat, now=request.now)
    return render(request, "identity/codes.html", {"codes": codes, "onto": reverse("own_keys")})


@page(OPEN, methods=("POST",), step_up=True)
def own_password(request: Request) -> HttpResponse:
    """A new password; everywhere else I am signed out."""
    password, this = request.POST.get("new_password", ""), request.session["sign_in"]
    try:
        account = people.change_password(password=password, but=this, by=request.hat, now=request.now)
    except PasswordWeak as refused:
        with scope.reading(request.hat, now=request.now):
            return _draw(request, errors={"new_password": str(refused)})
    sessions.keep(request, account)
    return _back("password")


@page(OPEN, methods=("POST",))
def end_session(request: Request) -> HttpResponse:
    """End one of my sessions, or every other one."""
    if not request.hat.account:
        return refusals.not_allowed(request)
    given, this = request.POST.get("session", ""), request.session["sign_in"]
    if not given:
        people.end_other_sign_ins(but=this, by=request.hat, now=request.now)
        return _back("others")
    with scope.reading(request.hat, now=request.now):
        running = queries.sign_ins_of(request.hat, since=request.now - SHOWN_BACK)
    found = next((one for one in running if _is(given, "sign_in", one.id)), None)
    if found is not None and found.id == this:
        sessions.log_out(request)
        return HttpResponseRedirect(reverse("login"), status=303)
    if found is not None:
        people.end_sign_in(sign_in_id=found.id, by=request.hat, now=request.now)
    return _back("session" if found else "")


def _draw(request: Request, *, errors: Mapping[str, str] | None = None) -> HttpResponse:
    found = queries.sign_ins_of(request.hat, since=request.now - SHOWN_BACK)
    running = [one for one in found if one.ended is None and one.seen > request.now - sessions.IDLE]
    context = {
        "keys": [_key(request, one) for one in queries.factors_of(request.hat)],
        "codes": queries.what_shows(request.hat).codes,
        "sessions": [_session(request, one) for one in running],
        "former": [_session(request, one) for one in found if one not in running],
        "errors": errors or {},
        "flash_list": _did(request),
    }
    return frame.draw(request, "identity/own.html", context, here="me", status=422 if errors else 200)


def _key(request: Request, one: Factor) -> dict[str, Any]:
    kinds = {people.PASSKEY: _("Passkey"), people.AUTHENTICATOR: _("Authenticator")}
    return {
        "mark": tokens.mark("factor", one.id),
        "kind": kinds[one.kind],
        "name": one.name,
        "since": words.day(one.since, request.now),
        "used": words.moment(one.used, request.now) if one.used else "",
    }


def _session(request: Request, one: SignIn) -> dict[str, Any]:
    return {
        "mark": tokens.mark("sign_in", one.id),
        "device": one.device or _("A program"),
        "shown": _shown_words().get(one.shown, ""),
        "began": words.moment(one.began, request.now),
        "seen": words.moment(one.seen, request.now),
        "is_this": one.id == request.session.get("sign_in"),
    }


def _shown_words() -> dict[str, str]:
    return {
        "authenticator": _("password and code"),
        "recovery": _("password and a code on paper"),
        "passkey": _("passkey"),
    }


def _did(request: Request) -> list[dict[str, str]]:
    known = {
        "added": _("It is in use now"),
        "ended": _("Taken away"),
        "session": _("That session has ended"),
        "password": _("The new password holds. Everywhere else you are signed out"),
        "others": _("Every other session has ended"),
    }
    did = known.get(request.GET.get("did", ""))
    return [{"words": did}] if did else []


def _back(did: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("own_keys") + (f"?did={did}" if did else ""), status=303)


def _is(given: str, kind: str, number: int) -> bool:
    return constant_time_compare(tokens.mark(kind, number), given)
