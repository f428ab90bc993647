"""The page of API keys at the desk: whose, what they may file, when they were last used; secrets are shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.gates.open311 import keys
from linli.gates.open311.keys import Made, Wish
from linli.gates.open311.models import ApiKey
from linli.kernel.cases import catalogue
from linli.kernel.places.models import DIVISIONS, Place
from linli.kit import words
from linli.kit.desk import frame, speaking, tokens
from linli.kit.routes import Request, page
from linli.plumbing import scope

LASTS = (30, 90, 365)
PACES = (60, 600, 6000)
TYPED = ("name", "place", "days", "pace")


@page("key.make", methods=("GET", "POST"), step_up=True)
def api_keys(request: Request) -> HttpResponse:
    """The list, and below it the form for another one."""
    if request.method != "POST":
        return _draw(request)
    typed = {name: request.POST.get(name, "") for name in TYPED}
    items = request.POST.getlist("item")
    with scope.reading(request.hat, now=request.now):
        places = {mark: number for mark, _name, number in _divisions()}
        known = {one.code for one in catalogue.items(at=request.now)}
    errors = _wrong(typed, items, places=places, known=known)
    if errors:
        return _again(request, {**typed, "item": items}, errors)
    wish = Wish(
        typed["name"], places.get(typed["place"]), items, int(typed["pace"]), timedelta(days=int(typed["days"]))
    )
    return _again(request, {}, {}, keys.make(wish=wish, by=request.hat, now=request.now))


def _wrong(typed: dict[str, str], items: list[str], *, places: dict[str, int], known: set[str]) -> dict[str, str]:
    errors = {}
    if not typed["name"].strip():
        errors["name"] = _("Write whose key it is: the organisation and its program.")
    if typed["place"] and typed["place"] not in places:
        errors["place"] = _("Choose a place from the list.")
    if set(items) - known:
        errors["item"] = _("One of these matters is not in the catalogue any more. Choose again.")
    if typed["days"] not in map(str, LASTS):
        errors["days"] = _("Choose how long it holds.")
    if typed["pace"] not in map(str, PACES):
        errors["pace"] = _("Choose how many requests an hour.")
    return errors


@page("key.make", methods=("POST",), step_up=True)
def end_key(request: Request) -> HttpResponse:
    """Take a key back, from this moment on."""
    try:
        keys.end(shown=request.POST.get("key", ""), by=request.hat, now=request.now)
    except ApiKey.DoesNotExist:
        return HttpResponseRedirect(reverse("api_keys"), status=303)
    return HttpResponseRedirect(f"{reverse('api_keys')}?did=ended", status=303)


def _divisions() -> list[tuple[str, str, int]]:
    """The divisions a key may be for: mark, name, id; the widest first."""
    order = {str(level): at for at, level in enumerate(DIVISIONS)}
    found = Place.objects.filter(level__in=DIVISIONS, until__isnull=True).defer("outline")
    rows = sorted(found, key=lambda one: (order[one.level], one.id))
    return [(tokens.mark("division", one.id), one.name, one.id) for one in rows if one.parent_id is not None]


def _again(request: Request, typed: dict[str, Any], errors: dict[str, str], fresh: Made | None = None) -> HttpResponse:
    with scope.reading(request.hat, now=request.now):
        return _draw(request, typed, errors, fresh)


def _draw(
    request: Request,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    fresh: Made | None = None,
) -> HttpResponse:
    divisions = _divisions()
    names = {number: name for _mark, name, number in divisions}
    labels = {one.code: one.label.text(speaking.language()) for one in catalogue.items(at=request.now)}
    done = _("Taken back. Nothing more comes in with it.") if request.GET.get("did") == "ended" else ""
    context = {
        "rows": [_row(key, used, filed, names, labels, request) for key, used, filed in keys.rows()],
        "divisions": [(mark, name) for mark, name, _number in divisions],
        "items": list(labels.items()),
        "lasts": [(str(days), words.waited(timedelta(days=days))) for days in LASTS],
        "paces": [(str(pace), f"{pace:,}") for pace in PACES],
        "typed": {"name": "", "place": "", "days": "365", "pace": "600", "item": (), **(typed or {})},
        "errors": errors or {},
        "fresh": fresh,
        "flash_list": [{"words": done}] if done else [],
    }
    return frame.draw(request, "desk/api_keys.html", context, here="me", status=422 if errors else 200)


def _row(
    key: ApiKey, used: Any, filed: int, names: dict[int, str], labels: dict[str, str], request: Request
) -> dict[str, Any]:
    return {
        "name": key.name,
        "shown": key.shown,
        "place": names.get(key.place_id or 0) or _("the whole city"),
        "items": [labels.get(code, code) for code in key.items],
        "per_hour": key.per_hour,
        "until": words.day(key.until, request.now),
        "has_ended": key.until <= request.now,
        "used": words.moment(used, request.now) if used else "",
        "filed": filed,
    }
