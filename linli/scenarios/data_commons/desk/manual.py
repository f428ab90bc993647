"""The collection manual and the code of ethics: what holds, since when, what was before, and who has read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.grants import actions, queries
from linli.kernel.people.models import Post
from linli.kit import kept, words
from linli.kit.desk import frame, tokens
from linli.kit.routes import Request, page
from linli.plumbing import pack_catalogue, policy, scope
from linli.plumbing.pack_catalogue import Version
from linli.scenarios.data_commons.desk import saying

COLLECTORS = ("grid_worker", "clerk")


@page("manual.read")
def manual(request: Request) -> HttpResponse:
    """Every manual whole. What this person has not confirmed is asked at the end."""
    held = queries.manuals(at=request.now)
    waiting = {one.id for one in queries.unread(request.hat, at=request.now)}
    context = {
        "manuals": [_told(one, waiting, request) for one in held],
        "waiting": [tokens.mark("manual", one) for one in sorted(waiting)],
        "readers": _readers(held, request) if policy.may(request.hat, "open_list.publish") else None,
        "next": kept.local_path(request.GET.get("next", "")) or "",
        "flash_list": saying.flashes(request, {"read": _("Written down: you have read it and go by it.")}),
    }
    return frame.draw(request, "data_commons/manual.html", context, here="collection_manual")


def _told(one: Version, waiting: set[int], request: Request) -> dict[str, Any]:
    language = saying.language()
    past = pack_catalogue.history("manuals", one.code)
    return {
        "code": one.code,
        "title": one.value.label.text(language),
        "sections": [(part.title.text(language), part.text.text(language)) for part in one.value.sections],
        "number": one.number,
        "since": words.day(one.effective_from or one.published or one.drafted, request.now),
        "unverified": one.value.unverified,
        "is_new": one.id in waiting,
        "before": [
            (before.number, words.day(before.published or before.drafted, request.now))
            for before in past
            if before.id != one.id
        ],
    }


def _readers(held: list[Version], request: Request) -> dict[str, Any]:
    """How many of those who collect in the officer's divisions have confirmed what holds, and who did last."""
    posts = Post.objects.filter(role__in=COLLECTORS, place_id__in=request.hat.scopes, until__isnull=True)
    people = set(posts.values_list("account_id", flat=True))
    rows = queries.acknowledged([one.id for one in held], places=request.hat.scopes)
    by_version: dict[int, set[int]] = {}
    for row in rows:
        by_version.setdefault(row.version_id, set()).add(row.account_id)
    done = set.intersection(*(by_version.get(one.id, set()) for one in held)) & people if held else set()
    named = {one.id: one.value.label.text(saying.language()) for one in held}
    last = [(row.who, named.get(row.version_id, ""), words.moment(row.at, request.now)) for row in rows[:20]]
    return {"done": len(done), "of": len(people), "last": last}


@page("manual.read", methods=("POST",))
def acknowledge(request: Request) -> HttpResponse:
    """I have read it and go by it."""
    given = set(request.POST.getlist("version"))
    with scope.reading(request.hat, now=request.now):
        held = [one.id for one in queries.manuals(at=request.now) if tokens.mark("manual", one.id) in given]
    actions.acknowledge(version_ids=held, by=request.hat, now=request.now)
    back = kept.local_path(request.POST.get("next", ""))
    return HttpResponseRedirect(back or f"{reverse('collection_manual')}?did=read", status=303)
