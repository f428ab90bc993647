"""What the desks put before everybody: what residents sent, what waits for an answer, what has to be looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kernel.publications.actions.publishing import MOST_TEXT, MOST_TITLE
from linli.kernel.publications.actions.reminding import AHEAD
from linli.kernel.publications.models_talks import TAKEN_DOWN, Publication, Submission
from linli.kernel.publications.queries import talks
from linli.kit import editorial, words
from linli.kit.desk import frame, tokens
from linli.kit.routes import Request, page
from linli.plumbing import policy

MOST_PLACES = 300


@page("publication.see")
def publications(request: Request) -> HttpResponse:
    """Four lists, what is most urgent first; for those who oversee, how fresh each community is."""
    return drawn(request)


def drawn(request: Request, *, told: str = "", status: int = 200) -> HttpResponse:
    now, hat = request.now, request.hat
    may_write = policy.may(hat, "publication.write")
    shown = talks.shown_now(now=now)
    context = {
        "may_write": may_write,
        "waiting": [_sent(one, now) for one in talks.waiting()] if may_write else [],
        "unanswered": [_line(one, now) for one in talks.unanswered()],
        "to_check": [_line(one, now) for one in talks.to_check(now=now, ahead=AHEAD)],
        "shown": [_line(one, now) for one in shown],
        "communities": _communities(request) if policy.may(hat, "publication.oversee") else [],
        "flash_list": [*_did(request), *([{"words": told, "kind": "wrong"}] if told else [])],
    }
    return frame.draw(request, "desk/publications.html", context, here="publications", status=status)


def _line(one: Publication, now: datetime) -> dict[str, Any]:
    return {
        "href": reverse("publication", args=[one.number]),
        "title": one.title,
        "place": _name(one.scope_id),
        "who": one.unit_name or one.by_name,
        "at": words.day(one.published, now),
        "lamp": editorial.lamp(one, now),
        "state": editorial.state_words(one, now) if one.kind == Publication.Kind.TOPIC else "",
        "check": words.due(one.check_by, now),
        "unseen": one.check_by <= now,
        "until": words.day(one.until, now),
    }


def _sent(one: Submission, now: datetime) -> dict[str, Any]:
    below = Publication.objects.filter(id=one.publication_id).first() if one.publication_id else None
    return {
        "mark": tokens.mark("submission", one.id),
        "title": one.title,
        "below": below.title if below else "",
        "text": one.text,
        "name": one.by_name,
        "place": _name(one.scope_id),
        "at": words.moment(one.at, now),
        "lamp": "red" if one.due <= now else "green",
        "due": words.due(one.due, now),
        "tells": people.tells_of_people(one.title + "\n" + one.text),
    }


def _name(scope_id: int) -> str:
    return places.label(scope_id)


def _communities(request: Request) -> list[dict[str, Any]]:
    """How fresh each community of this hat is, the stalest first."""
    rows = Place.objects.filter(id__in=request.hat.scopes, level="community", until__isnull=True).defer("outline")
    names = {row.id: row.name for row in rows.order_by("id")[:MOST_PLACES]}
    try:
        quiet = timedelta(days=editorial.rules(request.now).entry.quiet)
    except editorial.NoRules:
        return []
    found = talks.freshness(list(names), now=request.now)
    found.sort(key=lambda one: (-one.unchecked, -one.late_answers, one.last is not None, one.last))
    return [
        {
            "name": names[one.scope_id],
            "standing": one.standing,
            "unchecked": one.unchecked,
            "late": one.late_answers,
            "last": words.day(one.last, request.now) if one.last else _("never"),
            "silent": one.is_silent(request.now, quiet),
        }
        for one in found
    ]


def _did(request: Request) -> list[dict[str, str]]:
    known = {
        "announced": _("Announced. Everybody can read it now"),
        "shown": _("Shown. Whoever sent it is told"),
        "refused": _("Not shown. Whoever sent it reads why"),
        "amend": _("Changed. The earlier words are kept"),
        "confirm": _("Looked at; it stands on"),
        "answer": _("Answered before everybody"),
        "down": _("Taken down. The reason stands in its place"),
        "down_reply": _("Taken down. The reason stands in its place"),
    }
    did = known.get(request.GET.get("did", ""))
    return [{"words": did, "kind": ""}] if did else []


@page("publication.see")
def publication(request: Request, number: str) -> HttpResponse:
    """One publication: its words, what was said, how it stands, and what can be done with it."""
    return one(request, number, {}, {})


def one(
    request: Request, number: str, typed: dict[str, str], errors: dict[str, str], *, status: int = 200
) -> HttpResponse:
    held, now = talks.at_desk(number), request.now
    rules = editorial.rules(now)
    context = {
        "one": held,
        "line": _line(held, now),
        "topic": held.kind == Publication.Kind.TOPIC,
        "gone": held.state == TAKEN_DOWN,
        "over": held.until <= now,
        "replies": talks.replies(held.id),
        "wordings": [(one, words.moment(one.at, now)) for one in talks.wordings(held.id)],
        "may_write": policy.may(request.hat, "publication.write"),
        "until": typed.get("until") or words.local(held.until).date().isoformat(),
        "latest": (words.local(now).date() + rules.longest).isoformat(),
        "typed": typed,
        "errors": errors,
        "most_title": MOST_TITLE,
        "most": MOST_TEXT,
        "checked": words.moment(held.checked, now),
        "flash_list": _did(request),
    }
    return frame.draw(request, "desk/publication.html", context, here="publications", status=status)
