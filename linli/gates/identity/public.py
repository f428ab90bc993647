"""The residents' door: phone and one-time code, or phone and password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from linli.gates.identity import codes, passwords
from linli.gates.identity.going_on import next_of, onward
from linli.gates.identity.refused import NotLetIn
from linli.kernel.people import queries as people
from linli.kernel.people.phones import PhoneWrong
from linli.kit import kept, sessions
from linli.kit.routes import OPEN, Request, page

ASKED = "asked_phone"  # in the session: the phone that was sent a code, so that no address carries it


@page(OPEN, methods=("GET", "POST"))
def login(request: Request) -> HttpResponse:
    """Ask for a phone and send a code to it."""
    if request.method != "POST":
        return onward(request) if request.hat.account else _draw(request, "login.html")
    phone = request.POST.get("phone", "")
    try:
        request.session[ASKED] = _send(request, phone)
    except (NotLetIn, PhoneWrong) as refused:
        return _draw(request, "login.html", refused, phone=phone)
    return _to("login_code", request)


@page(OPEN, methods=("GET", "POST"))
def login_code(request: Request) -> HttpResponse:
    """Ask for the code, or send another one."""
    phone = request.session.get(ASKED, "")
    if not phone:
        return _to("login", request)
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
    sessions.log_in(request, account)
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
    sessions.log_in(request, account)
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
    return render(request, f"identity/{template}", context, status=status_of(refused))


def status_of(refused: Exception | None) -> int:
    """200 for a fresh form; 429 when it was tried too often; 422 for a form to be put right."""
    if refused is None:
        return 200
    return 429 if getattr(refused, "too_often", False) else 422


def _to(name: str, request: Request) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': next_of(request)})}")
