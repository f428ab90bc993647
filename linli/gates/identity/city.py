"""The button of the city's unified login at the residents' door: away to the city, and back as somebody."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from linli.gates.identity import unified
from linli.gates.identity.going_on import next_of
from linli.gates.identity.refused import CROWD, NotLetIn
from linli.gates.identity.unified import Asked, NotSaid
from linli.kernel.people import actions as people
from linli.kernel.people.actions import CityLoginTaken
from linli.kit import sessions
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import rates

ASKED = "city_asked"
SHOWN, STRONG = "city_login", "city"  # how a session was begun
TRIES, SPAN = 60, sessions.IDLE


@page(OPEN, methods=("POST",))
def login_city(request: Request) -> HttpResponse:
    """Send the browser to the city's login. The page leads there by a link: a form may be sent to nobody else."""
    if not unified.is_offered():
        raise Http404
    try:
        _hold_up(request)
        asked, address = unified.ask(_back())
    except (NotSaid, NotLetIn) as away:
        return _refused(request, str(away))
    request.session[ASKED] = [asked.state, asked.nonce, asked.verifier, next_of(request)]
    return render(request, "identity/to_city.html", {"address": address, "next": next_of(request)})


@page(OPEN, methods=("GET",), writes=True)
def login_city_back(request: Request) -> HttpResponse:
    """The city's login sends the browser back; what it says is checked, and the session begins."""
    state, nonce, verifier, onto = request.session.pop(ASKED, None) or ("", "", "", "/")
    given, code = request.GET.get("state", ""), request.GET.get("code", "")
    if not unified.is_offered():
        return HttpResponseRedirect(reverse("login"))
    if not state or not constant_time_compare(given, state) or not code:
        return _refused(request, str(unified.NOT_IT))
    try:
        said = unified.hear(Asked(state, nonce, verifier), code=code, back=_back(), now=request.now)
        account = people.enter_by_city(
            issuer=settings.OIDC_ISSUER, subject=said.subject, phone=said.phone, now=request.now
        )
    except (NotSaid, CityLoginTaken) as refused:
        return _refused(request, str(refused))
    if account.until is not None and account.until <= request.now:
        return _refused(request, str(unified.NOT_IT))
    sessions.log_in(request, account, shown=STRONG if said.is_strong else SHOWN)
    return HttpResponseRedirect(onto)


def _hold_up(request: Request) -> None:
    address = sessions.address_of(request)
    if not rates.allow("city login", address, most=TRIES, per=SPAN, now=request.now):
        raise NotLetIn("phone", CROWD, too_often=True)


def _back() -> str:
    return settings.PUBLIC_URL + reverse("login_city_back")


def _refused(request: Request, sentence: str) -> HttpResponse:
    context = {"phone": "", "errors": {"phone": sentence}, "next": next_of(request), "has_city": unified.is_offered()}
    return render(request, "identity/login.html", context, status=422)
