"""What editors do: announce, show or refuse what residents sent, answer, say that it is still true, take down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.places.models import Place
from linli.kernel.publications import actions
from linli.kernel.publications.actions import DecidedAlready, NotPublished
from linli.kernel.publications.actions.publishing import MOST_TEXT, MOST_TITLE
from linli.kernel.publications.models_talks import Publication, Submission
from linli.kernel.publications.queries import talks
from linli.kit import editorial, kept, words
from linli.kit.desk import frame, publications, tokens
from linli.kit.editorial import Rules
from linli.kit.routes import Request, page
from linli.plumbing import scope

MOST_PLACES = 300
TYPED = ("place", "title", "text", "until", "pinned", "closed")


@page("publication.write", methods=("POST",))
def decide(request: Request) -> HttpResponse:
    """Show what a resident sent, or refuse it with a reason."""
    given, shows = request.POST, request.POST.get("act") == "show"
    with scope.reading(request.hat, now=request.now):
        rules = editorial.rules(request.now)
        mark = given.get("sent", "")
        row = next((o for o in talks.waiting() if constant_time_compare(tokens.mark("submission", o.id), mark)), None)
    try:
        if row is None:
            raise DecidedAlready
        if shows:
            _show(row, given.get("title", ""), rules, request)
        else:
            actions.refuse(submission=row.id, reason=given.get("reason", ""), by=request.hat, now=request.now)
    except (NotPublished, DecidedAlready) as refused:
        with scope.reading(request.hat, now=request.now):
            return publications.drawn(request, told=str(refused), status=409 if row is None else 422)
    return _back(reverse("publications"), "shown" if shows else "refused")


def _show(row: Submission, title: str, rules: Rules, request: Request) -> None:
    said = rules.words(
        scope_id=row.scope_id,
        title=title or row.title,
        text=row.text,
        until=rules.usual_end(),
        by_name=row.by_name,
    )
    actions.accept(submission=row.id, words=said, answer_due=rules.answer_by(), by=request.hat, now=request.now)


@page("publication.write", methods=("GET", "POST"))
def announce(request: Request) -> HttpResponse:
    """The form for an announcement; sent, everybody at the place reads it."""
    if request.method != "POST":
        return _form(request, {k: v for k, v in kept.take(request)[0].items() if isinstance(v, str)}, {})
    typed = {name: request.POST.get(name, "") for name in TYPED}
    try:
        actions.announce(words=_said(request, typed), by=request.hat, now=request.now)
    except NotPublished as refused:
        kept.keep(request)
        with scope.reading(request.hat, now=request.now):
            return _form(request, typed, {refused.field: str(refused)}, status=422)
    kept.drop(request)
    return _back(reverse("publications"), "announced")


def _said(request: Request, typed: dict[str, str]) -> actions.Words:
    with scope.reading(request.hat, now=request.now):
        chosen = next((number for number, _name in _places(request) if str(number) == typed["place"]), None)
        if chosen is None:
            raise NotPublished("place", _("Choose where it stands."))
        return editorial.rules(request.now).words(
            scope_id=chosen,
            title=typed["title"],
            text=typed["text"],
            until=end_of(typed["until"]),
            unit_name=_unit(request),
            pinned=bool(typed["pinned"]),
            takes_replies=not typed["closed"],
        )


def end_of(typed: str) -> datetime:
    """The end of a day as a form writes it (2026-12-31), on the city's clock."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise NotPublished("until", _("Say until which day it stands, such as 2026-12-31.")) from None
    return datetime.combine(day, time(23, 59, 59), tzinfo=words.city_zone())


def _places(request: Request) -> list[tuple[int, str]]:
    """Where this post may publish: its own divisions, the largest first."""
    rows = Place.objects.filter(id__in=request.hat.scopes, until__isnull=True).defer("outline")
    return [(row.id, row.name) for row in rows.order_by("lo", "-hi")[:MOST_PLACES]]


def _unit(request: Request) -> str:
    body = people.organisation(request.hat.unit)
    return body.name if body else ""


def _form(request: Request, typed: dict[str, str], errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    rules = editorial.rules(request.now)
    today = words.local(request.now).date()
    context = {
        "typed": typed,
        "errors": errors,
        "places": _places(request),
        "soonest": today.isoformat(),
        "latest": (today + rules.longest).isoformat(),
        "usual": (today + rules.check_every).isoformat(),
        "rules": rules.entry,
        "most_title": MOST_TITLE,
        "most": MOST_TEXT,
    }
    return frame.draw(request, "desk/announce.html", context, here="publications", status=status)


@page("publication.write", methods=("POST",))
def change(request: Request, number: str, verb: str) -> HttpResponse:
    """One deed on one publication."""
    with scope.reading(request.hat, now=request.now):
        rules, held, unit = editorial.rules(request.now), talks.at_desk(number), _unit(request)
    try:
        _deed(request, held, verb, rules, unit)()
    except NotPublished as refused:
        kept.keep(request)
        typed = {**{name: request.POST.get(name, "") for name in ("title", "text", "until", "reason")}, "verb": verb}
        with scope.reading(request.hat, now=request.now):
            return publications.one(request, number, typed, {refused.field: str(refused)}, status=422)
    return _back(reverse("publication", args=[held.number]), verb)


def _deed(request: Request, held: Publication, verb: str, rules: Rules, unit: str) -> Callable[[], None]:
    """The action of a verb with what the form says."""
    given = request.POST
    text, reason = given.get("text", ""), given.get("reason", "")
    made: dict[str, Any] = {"number": held.number, "by": request.hat, "now": request.now}
    if verb == "amend":
        plain = rules.words(scope_id=held.scope_id, until=held.until)
        until = end_of(given.get("until", ""))
        return partial(actions.amend, title=given.get("title", ""), text=text, until=until, rules=plain, **made)
    if verb == "confirm":
        return partial(actions.still_true, check_every=rules.check_every, **made)
    if verb == "answer":
        return partial(actions.answer, text=text, unit_name=unit, **made)
    if verb == "down":
        return partial(actions.take_down, reason=reason, **made)
    reply = given.get("reply", "")
    return partial(actions.take_down_reply, reply=int(reply) if reply.isdigit() else 0, reason=reason, **made)


def _back(address: str, did: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address}?did={did}", status=303)
