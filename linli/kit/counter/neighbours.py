"""邻里: what the units of a community announce, what neighbours raise, and what was answered, before everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from linli.kernel.people.models import Account
from linli.kernel.places import queries as places
from linli.kernel.publications import actions
from linli.kernel.publications.actions import DecidedAlready, NotPublished, Said
from linli.kernel.publications.actions.publishing import MOST_REPLY, MOST_TEXT, MOST_TITLE
from linli.kernel.publications.models_talks import TAKEN_DOWN, Publication, Submission
from linli.kernel.publications.queries import talks
from linli.kit import editorial, kept, words
from linli.kit.counter import crowd, here
from linli.kit.counter.here import Here, page_of
from linli.kit.desk import tokens
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import policy, rates, scope

AT_ONCE = 20
MOST_A_DAY, DAY = 40, timedelta(days=1)
FORMS = ("title", "text", "name")


@page(OPEN)
def neighbours(request: Request) -> HttpResponse:
    """Announcements and topics of the chosen community and of the divisions above it."""
    at = here.here_of(request)
    scopes = places.ancestors_of_scope(at.id) if at else ()
    number = _page_number(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Publication.Kind.values else ""
    found = talks.standing(scopes, kind=kind, now=request.now, limit=AT_ONCE + 1, offset=(number - 1) * AT_ONCE)
    return page_of(
        request,
        "neighbours.html",
        here="neighbours",
        at=at,
        kind=kind,
        shown=[_line(one, request) for one in found[:AT_ONCE]],
        older=f"?kind={kind}&page={number + 1}" if len(found) > AT_ONCE else "",
        sent=_sent(request),
        may_say=policy.may(request.hat, "publication.submit"),
        flash_list=_did(request),
    )


def _page_number(request: Request) -> int:
    typed = request.GET.get("page", "1")
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < int(typed[:4]) <= 50 else 1


def _line(one: Publication, request: Request) -> dict[str, Any]:
    topic = one.kind == Publication.Kind.TOPIC
    return {
        "href": reverse("neighbour", args=[one.number]),
        "title": one.title,
        "who": one.unit_name or one.by_name,
        "at": words.day(one.published, request.now),
        "pinned": one.pinned,
        "topic": topic,
        "state": editorial.state_words(one, request.now) if topic else editorial.still_true(one, request.now),
        "lamp": editorial.lamp(one, request.now),
        "answered": one.answered is not None,
    }


def _sent(request: Request) -> list[dict[str, Any]]:
    """What this resident has sent and not everybody sees: what waits, and what was refused and why."""
    if not policy.may(request.hat, "publication.submit"):
        return []
    return [
        {
            "title": one.title or one.text[:30],
            "at": words.moment(one.at, request.now),
            "waits": one.state == Submission.State.WAITING,
            "due": words.by_when(one.due, request.now),
            "reason": one.reason,
            "mark": tokens.mark("submission", one.id),
        }
        for one in talks.sent()
        if one.state in (Submission.State.WAITING, Submission.State.REFUSED)
    ][:5]


def _did(request: Request) -> list[dict[str, str]]:
    known = {
        "sent": _("Sent. Staff look at it first; then everybody can read it"),
        "withdrawn": _("Taken back. Nobody else has seen it"),
        "decided": str(DecidedAlready()),
    }
    did = known.get(request.GET.get("did", ""))
    return [{"words": did, "kind": ""}] if did else []


@page(OPEN)
def neighbour(request: Request, number: str) -> HttpResponse:
    """One announcement or topic with everything that was said below it."""
    return _draw(request, number, typed={}, errors={})


def _draw(
    request: Request, number: str, *, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> HttpResponse:
    one = talks.one(number, now=request.now)
    if not typed and request.method == "GET":
        typed = {name: value for name, value in kept.take(request)[0].items() if isinstance(value, str)}
    return page_of(
        request,
        "neighbour.html",
        status,
        here="neighbours",
        one=one,
        line=_line(one, request),
        gone=one.state == TAKEN_DOWN,
        place=places.label(one.scope_id),
        until=words.day(one.until, request.now),
        replies=[] if one.state == TAKEN_DOWN else talks.replies(one.id),
        may_say=policy.may(request.hat, "publication.submit"),
        typed=typed,
        errors=errors,
        most=MOST_REPLY,
        flash_list=_did(request),
    )


@page("publication.submit", methods=("POST",))
def reply(request: Request, number: str) -> HttpResponse:
    """Say something below an announcement or topic."""
    address = reverse("neighbour", args=[number])

    def again(errors: dict[str, str]) -> HttpResponse:
        kept.keep(request, path=address)
        typed = {name: request.POST.get(name, "") for name in FORMS}
        with scope.reading(request.hat, now=request.now):
            return _draw(request, number, typed=typed, errors=errors, status=422)

    return _send(request, again, path=address, publication=number)


@page("publication.submit", methods=("GET", "POST"))
def raise_topic(request: Request) -> HttpResponse:
    """The form for a topic of one's own, in the chosen community."""
    if request.method != "POST":
        typed = {name: value for name, value in kept.take(request)[0].items() if isinstance(value, str)}
        return _form(request, typed, {})

    def again(errors: dict[str, str]) -> HttpResponse:
        kept.keep(request)
        with scope.reading(request.hat, now=request.now):
            return _form(request, {name: request.POST.get(name, "") for name in FORMS}, errors, status=422)

    with scope.reading(request.hat, now=request.now):
        at = here.here_of(request)
    if at is None:
        return again({"place": _("Choose your community first; the topic stands there.")})
    return _send(request, again, path=request.path, at=at)


def _form(request: Request, typed: dict[str, str], errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    try:
        rules = editorial.rules(request.now)
    except editorial.NoRules:
        return page_of(request, "raise_topic.html", here="neighbours", at=None, rules=None, typed={}, errors={})
    at = here.here_of(request)
    return page_of(
        request,
        "raise_topic.html",
        status,
        here="neighbours",
        at=at,
        rules=rules.entry,
        typed=typed,
        errors=errors,
        look_by=words.by_when(rules.look_by(), request.now),
        most_title=MOST_TITLE,
        most=MOST_TEXT,
    )


def _send(request: Request, again: Any, *, path: str, at: Here | None = None, publication: str = "") -> HttpResponse:
    """Hand a topic or reply to the action; a mistake shows the form again with everything that was typed."""
    if crowd.is_too_much(request) or _is_too_much(request):
        return crowd.stopped(request, path=path)
    try:
        with scope.reading(request.hat, now=request.now):
            said = Said(
                text=request.POST.get("text", ""),
                by_name=request.POST.get("name", ""),
                title=request.POST.get("title", ""),
                due=editorial.rules(request.now).look_by(),
                scope_id=at.id if at else 0,
                publication=publication,
            )
            subject = Account.objects.values_list("subject_id", flat=True).get(id=request.hat.account) or 0
        actions.submit(said=said, subject=subject, by=request.hat, now=request.now)
    except NotPublished as refused:
        return again({refused.field: str(refused)})  # type: ignore[no-any-return]
    except editorial.NoRules:
        return again({"text": _("Your city does not take topics here yet.")})  # type: ignore[no-any-return]
    kept.drop(request, path=path)
    back = reverse("neighbour", args=[publication]) if publication else reverse("neighbours")
    return HttpResponseRedirect(f"{back}?did=sent", status=303)


def _is_too_much(request: Request) -> bool:
    """Whether this account has sent more today than anybody says in a day."""
    return not rates.allow("submission", request.hat.account, most=MOST_A_DAY, per=DAY, now=request.now)


@page("publication.submit", methods=("POST",))
def take_back(request: Request) -> HttpResponse:
    """Take back what nobody has looked at yet."""
    given, did = request.POST.get("sent", ""), "withdrawn"
    with scope.reading(request.hat, now=request.now):
        mine = [one.id for one in talks.sent() if constant_time_compare(tokens.mark("submission", one.id), given)]
    for number in mine:
        try:
            actions.withdraw(submission=number, by=request.hat, now=request.now)
        except DecidedAlready:
            did = "decided"
    return HttpResponseRedirect(f"{reverse('neighbours')}?did={did}", status=303)
