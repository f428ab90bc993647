"""Taking a report for somebody who calls or stands at the window: any matter, any community of the city (全城通办).

The same form as the resident's own, more tightly set. It ends in a number and a code to read out or print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import calling
from linli.kernel.cases.models import Case
from linli.kernel.cases.models_calls import Call
from linli.kernel.cases.reports import NotAReport, Photo
from linli.kernel.papers.sniff import PhotoRefused
from linli.kernel.places import queries as places
from linli.kernel.places.models import Level
from linli.kit import kept
from linli.kit.counter import about, asking, forms, places_search, sheet
from linli.kit.counter.forms import Typed
from linli.kit.counter.photos import drawn
from linli.kit.desk import frame, speaking
from linli.kit.routes import Request, page
from linli.plumbing import idempotency, scope
from linli.plumbing.scope import Hat

CHANNELS = ("phone", "window")


@page("case.report", methods=("GET", "POST"))
def intake(request: Request) -> HttpResponse:
    """The form; sent, it opens one case and shows what to read out. A second tap shows the same again."""
    if request.method != "POST":
        typed, photos = _opened(request)
        return _form(request, typed, photos, {})
    typed = forms.read(request.POST, hat=_for_somebody(request.hat))
    photos, wrong = forms.photos_of(request)
    errors = {"photo": wrong} if wrong else {}
    if request.POST.get("act") == "find":
        return _again(request, typed, errors, status=200)
    return _send(request, typed, photos, errors)


def _for_somebody(hat: Hat) -> Hat:
    """The clerk's hat without the clerk's own person: the reporter is whoever is at the other end."""
    return replace(hat, person=0)


def _opened(request: Request) -> tuple[Typed, Sequence[Photo]]:
    fields, photos = kept.take(request)
    typed = forms.read(fields, hat=_for_somebody(request.hat))
    typed.key = forms.fresh_key()
    if not typed.phone:
        typed.phone = _caller(request)
    return typed, photos


def _caller(request: Request) -> str:
    """The number of the caller this clerk has on the line; empty where the form was opened without a call."""
    held = Call.objects.filter(code=request.GET.get("call", ""), account=request.hat.account).first()
    return calling.phone_of(held) if held else ""


def _send(request: Request, typed: Typed, photos: Sequence[Photo], errors: dict[str, str]) -> HttpResponse:
    with scope.reading(request.hat, now=request.now):
        checked = forms.check(typed, photos, hat=_for_somebody(request.hat), now=request.now)
    errors |= checked.errors
    channel = request.POST.get("channel", "")
    if channel not in CHANNELS:
        errors["channel"] = _("Say whether they called or came to the window.")
    if checked.report is None or errors:
        return _again(request, typed, errors)
    report = replace(checked.report, channel=channel)
    key = cases.Key(_client(request), typed.key[:80] or forms.fresh_key(), forms.digest_of(request))
    try:
        opened = cases.open_case(report=report, by=request.hat, now=request.now, key=key)
    except (NotAReport, PhotoRefused) as refused:
        return _again(request, typed, {getattr(refused, "field", "photo"): str(refused)})
    kept.drop(request)
    if request.POST.get("call"):
        calling.link(code=request.POST["call"], case_id=opened.case_id, by=request.hat, now=request.now)
    return _told(request, opened, typed)


def _told(request: Request, opened: cases.Opened, typed: Typed) -> HttpResponse:
    """The number and the code, large, with the sentence to say."""
    with scope.reading(request.hat, now=request.now):
        item = catalogue.matter(typed.item, at=request.now).item
        context = {
            "opened": opened,
            "item_label": item.label.text(speaking.language()),
            "contact": speaking.limit_words(item.contact.limit) if item.contact else "",
            "promised": speaking.limit_words(item.promised.limit) if item.promised else "",
            "has_phone": bool(typed.phone.strip()),
            "call": request.POST.get("call", ""),
            "within": Case.objects.filter(number=opened.number).exists(),
        }
        return frame.draw(request, "desk/taken.html", context, here="intake")


def _again(request: Request, typed: Typed, errors: Mapping[str, str], *, status: int = 422) -> HttpResponse:
    photos = kept.take(request)[1] if kept.keep(request) else []
    with scope.reading(request.hat, now=request.now):
        return _form(request, typed, photos, errors, status=status)


def _form(
    request: Request, typed: Typed, photos: Sequence[Photo], errors: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    chosen = forms.chosen_place(typed) if typed.place else None
    context = {
        "typed": asdict(typed),
        "channel": request.POST.get("channel", "phone"),
        "call": request.POST.get("call") or request.GET.get("call", ""),
        "errors": errors,
        "items": sheet.groups(request.now),
        "asks": asking.drawn(now=request.now),
        "found": places_search.found(typed.q, chosen=chosen) if typed.q or chosen else None,
        "divisions": places_search.divisions(),
        "about": about.options(chosen.scope_id if chosen else _scope(request, typed), at=request.now),
        "own": _own_community(request),
        "kept_photos": drawn(photos),
    }
    return frame.draw(request, "desk/intake.html", context, here="intake", status=status)


def _scope(request: Request, typed: Typed) -> int | None:
    """The division the form speaks of so far; before anybody has said, the clerk's own."""
    chosen = typed.community if typed.community.isdigit() and len(typed.community) < 10 else ""
    found = places.place(int(chosen) if chosen else request.hat.place)
    return found.scope_id if found else None


def _own_community(request: Request) -> str:
    """The clerk's own community, chosen beforehand; nothing for posts of a street or the city."""
    found = places.place(request.hat.place)
    return str(found.id) if found is not None and found.level == Level.COMMUNITY else ""


def _client(request: Request) -> bytes:
    return idempotency.client_of("desk", request.hat.account)
