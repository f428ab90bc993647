"""The rules that route, in the order they are asked, and a dry run of a draft over past matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.cases import catalogue, routing
from linli.kernel.cases.packs_routes import Route
from linli.kernel.places.models import Place
from linli.kit import words
from linli.kit.desk import frame, speaking, tokens, why
from linli.kit.routes import Request, page
from linli.plumbing import pack_catalogue
from linli.plumbing.pack_catalogue import Version

SHOWN = 50


@page("case.oversee")
def routes(request: Request) -> HttpResponse:
    """Every rule that holds, and drafts that can be tried on what came in before."""
    drafts = [one for one in pack_catalogue.drafts() if one.kind == "routes"]
    held = routing.rules(at=request.now)
    wanted = request.GET.get("try", "")
    draft = next((one for one in drafts if constant_time_compare(tokens.mark("draft", one.id), wanted)), None)
    context = {
        "rules": [_rule(one, request) for one in held],
        "drafts": [(tokens.mark("draft", one.id), _rule(one.value, request)) for one in drafts],
        "trial": _trial(draft, held, request) if draft else None,
    }
    return frame.draw(request, "desk/routes.html", context, here="routes")


def _trial(draft: Version, held: Sequence[Route], request: Request) -> dict[str, Any]:
    """What would become of the latest matters with this draft in the place of its former version."""
    asked = [one for one in held if one.code != draft.code] + [draft.value]
    trial = routing.try_rules(asked, request.hat, now=request.now)
    ways = Counter((one.before, one.after) for one in trial.moved)
    return {
        "name": draft.value.label.text(speaking.language()),
        "total": trial.total,
        "moved": len(trial.moved),
        "decided": trial.decided.get(draft.code, 0),
        "ways": [(before, after, count) for (before, after), count in ways.most_common()],
        "rows": [
            {
                "number": one.task.number,
                "title": one.task.title,
                "where": one.task.where,
                "at": words.day(one.task.opened, request.now),
                "before": one.before,
                "after": one.after,
            }
            for one in trial.moved[:SHOWN]
        ],
    }


def _rule(route: Route, request: Request) -> dict[str, Any]:
    return {
        "order": route.order,
        "label": route.label.text(speaking.language()),
        "when": when_words(route, request),
        "owner": why.owner_words(route.rule),
    }


def when_words(route: Route, request: Request) -> str:
    """噪声扰民、中山街道、22:00–6:00: what has to hold, in words."""
    when, language = route.when, speaking.language()
    names = {item.code: item.label.text(language) for item in catalogue.items(at=request.now)}
    sectors = {one.code: one.label.text(language) for one in catalogue.held("sectors", at=request.now)}
    places = dict(Place.objects.filter(code__in=when.places, until__isnull=True).values_list("code", "name"))
    parts = [
        [names.get(code, code) for code in when.items],
        [sectors.get(code, code) for code in when.sectors],
        [places.get(code, code) for code in when.places],
        [_("says “%(word)s”") % {"word": word} for word in when.words],
        [speaking.channel_words(channel) for channel in when.channels],
        [when.hours.replace("-", "–")] if when.hours else [],
    ]
    return pgettext("conditions", "; ").join(_(" or ").join(part) for part in parts if part)
