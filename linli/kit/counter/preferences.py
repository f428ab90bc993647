"""Choices that belong to the eyes in front of this screen: edition, size of the letters, language, community.

They are cookies, because they are wanted before anybody has signed in and say nothing about who it is.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from linli.kernel.places import queries as places
from linli.kernel.places.models import Level
from linli.kit import kept, sessions
from linli.kit.counter import here
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page

YEAR = 365 * 86400
EDITIONS = ("standard", "elder")
SIZES = ("18", "24", "30")


@page(OPEN, methods=("POST",))
def edition(request: Request) -> HttpResponse:
    """Standard or 长辈版, and the size of its letters."""
    answer = _back(request)
    if request.POST.get("edition") in EDITIONS:
        _remember(answer, "linli_edition", request.POST["edition"])
    if request.POST.get("text") in SIZES:
        _remember(answer, "linli_text", request.POST["text"])
    return answer


@page(OPEN, methods=("POST",))
def language(request: Request) -> HttpResponse:
    """简体中文 or English."""
    answer = _back(request)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, request.POST["language"])
    return answer


@page(OPEN, methods=("GET", "POST"))
def community(request: Request) -> HttpResponse:
    """Say where one is: by a street's list, or by the name of a community or an address."""
    if request.method == "POST":
        answer = _back(request)
        if request.POST.get("community", "").isdigit():
            _remember(answer, here.COOKIE, request.POST["community"][:9])
        return answer
    words = request.GET.get("q", "").strip()
    street = request.GET.get("street", "")
    rows = here.communities(int(street) if street.isdecimal() and len(street) < 10 else None)
    return page_of(
        request,
        "community.html",
        at=here.here_of(request),
        words=words,
        found=_found(words),
        streets=here.streets(),
        street=street,
        communities=rows if street or len(rows) < 200 else [],
        next=kept.local_path(request.GET.get("next", "")) or "/",
    )


def _found(words: str) -> list[tuple[int, str]]:
    """The communities an address lies in, each once: (id, what is written on the button)."""
    lines: dict[int, str] = {}
    for place in places.search(words, limit=20) if words else []:
        if place.level in (Level.COMMUNITY, Level.BUILDING):
            lines.setdefault(place.scope_id, place.community)
    return list(lines.items())


@page(OPEN)
def me(request: Request) -> HttpResponse:
    """我的: who is logged in here, and how the pages look."""
    remembered = len(request.session.get(sessions.RECEIPTS, []))
    return page_of(request, "me.html", here="me", at=here.here_of(request), hat=request.hat, remembered=remembered)


@page(OPEN, methods=("POST",))
def forget(request: Request) -> HttpResponse:
    """Leave nothing behind on a phone that others use too: the login, matters opened by their codes, kept forms."""
    sessions.log_out(request)
    kept.forget(request)
    return page_of(request, "forgotten.html", title=_("This browser has forgotten you"))


def _back(request: Request) -> HttpResponseRedirect:
    """To the page the choice was made on."""
    return HttpResponseRedirect(kept.local_path(request.POST.get("next", "")) or "/")


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    secure = settings.SURFACE_URL.startswith("https://")
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
