"""The residents' door: phone and one-time code, or phone and password."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from linli.gates.identity import codes, factors, passkeys, passwords, unified
from linli.gates.identity.going_on import next_of, onward, to_page
from linli.gates.identity.refused import NO_PASSKEY, NotLetIn, status_of
from linli.kernel.people import actions as people_actions
from linli.kernel.people import queries as people
from linli.kernel.people.phones import PhoneWrong
from linli.kit import kept, sessions
from linli.kit.routes import OPEN, Request, page

ASKED = "asked_phone"  # in the session: the phone that was sent a code, so that no address carries it


@page(OPEN, methods=("GET", "POST"))
def login(request: Request) -> HttpResponse:
    """Ask for a phone and send a code to it; or for a passkey. ``again`` is asked of whoever is in already."""
    if request.method != "POST":
        is_in = request.hat.account and not request.GET.get("again")
        return onward(request) if is_in else _draw(request, "login.html")
    phone = request.POST.get("phone", "")
    try:
        if request.POST.get("factor_credential"):
            factors.hold_up_asking(sessions.address_of(request), now=request.now)
            account = passkeys.enter(request)
            if account.until is not None and account.until <= request.now:
                raise NotLetIn("phone", NO_PASSKEY)
            sessions.log_in(request, account, shown=people_actions.PASSKEY)
            return onward(request)
        request.session[ASKED] = _send(request, phone)
    except (NotLetIn, PhoneWrong) as refused:
        return _draw(request, "login.html", refused, phone=phone)
    return to_page("login_code", request)


@page(OPEN, methods=("GET", "POST"))
def login_code(request: Request) -> HttpResponse:
    """Ask for the code, or send another one."""
    phone = request.session.get(ASKED, "")
    if not phone:
        return to_page("login", request)
    if request.method != "POST":
        return _draw(request, "code.html", phone=people.masked_phone(phone))
    try:
        if "again" in request.POST:
            _send(request, phone)
            return _draw(request, "code.html", phone=people.masked_phone(phone), again=True)
        account = codes.enter_by_code(phone, request.POST.get("code", ""), now=request.now)
    except NotLetIn as refused:
        here = NotLetIn("code", refused.sentence, too_often=refused.too_often)
        return _draw(request, "code.html", here, phone=people.masked_phone(phone))
    sessions.log_in(request, account, shown="code")
    return onward(request)


@page(OPEN, methods=("GET", "POST"))
def login_password(request: Request) -> HttpResponse:
    """Ask for phone and password."""
    if request.method != "POST":
        return _draw(request, "password.html")
    phone, password = request.POST.get("phone", ""), request.POST.get("password", "")
    address = sessions.address_of(request)
    try:
        account = passwords.enter_by_phone(phone, password, address=address, now=request.now)
    except (NotLetIn, PhoneWrong) as refused:
        return _draw(request, "password.html", refused, phone=phone)
    sessions.log_in(request, account, shown="password")
    return onward(request)


@page(OPEN, methods=("POST",))
def logout(request: Request) -> HttpResponse:
    """End the session of this browser, with the matters opened by their codes and what was typed and not sent."""
    sessions.log_out(request)
    kept.forget(request)
    return HttpResponseRedirect("/")


def _send(request: Request, phone: str) -> str:
    address = sessions.address_of(request)
    return codes.send(phone, address=address, language=get_language() or "zh-hans", now=request.now)


def _draw(request: Request, template: str, refused: Exception | None = None, **values: Any) -> HttpResponse:
    """A page of the door; with a refusal it comes back as it was typed, the sentence beside the field."""
    errors = {getattr(refused, "field", "phone"): str(refused)} if refused else {}
    context = {"phone": "", "again": False, **values, "errors": errors, "next": next_of(request)}
    context["has_city"] = unified.is_offered()
    return render(request, f"identity/{template}", context, status=status_of(refused))
