"""The inbox: three panes for a desk, big rows for a phone. What is most urgent stands on top."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.cases import catalogue, lists
from linli.kernel.cases.lists import MOST, Wanted
from linli.kernel.cases.models import Lamp
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries as desk_queries
from linli.kernel.desks.queries import Kept
from linli.kit import refusals, words
from linli.kit.desk import asked as asking
from linli.kit.desk import frame, listing, many, peek, speaking
from linli.kit.desk.asked import Asked
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import numbers, policy

BY_URGENCY = (Lamp.BLACK, Lamp.RED, Lamp.AMBER, Lamp.GREEN, Lamp.PAUSED)
MOST_COUNTED = 12  # kept views with a count beside them


@page(OPEN)
def inbox(request: Request) -> HttpResponse:
    """The desk's first page. Everybody comes in here; each post finds its own work."""
    hat = request.hat
    if not hat.account:
        return _gone() if request.headers.get("HX-Request") else refusals.not_allowed(request)
    if not policy.may(hat, "case.act"):
        return _elsewhere(request)
    number = _number(request)
    if number:
        return HttpResponseRedirect(reverse("matter", args=[number]))
    kept = desk_queries.kept(hat, most_told=frame.MOST_TOLD)
    asked = asking.read(request.GET, hat, kept)
    part = request.GET.get("part")
    if part == "pane":
        return render(request, "desk/pane.html", {**peek.seen(request, asked), "asked": asked})
    context = listed(request, asked, kept)
    if part == "list":
        return render(request, "desk/rows.html", context)
    context["flash_list"] = many.said(request)
    shown = peek.seen(request, asked) if asked.case else {"case_shown": None}
    return frame.draw(
        request, "desk/inbox.html", {**context, **shown, "told": kept.told, "search_value": asked.q}, here="inbox"
    )


def _gone() -> HttpResponse:
    """The session is over while a page refreshes itself: the browser goes to the login, once."""
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("login")
    return response


def _elsewhere(request: Request) -> HttpResponse:
    """A post without an inbox goes to its own screen, or is told what it has."""
    for action, screen in (
        ("pack.see", "catalogue"), ("import.see", "imports"),
        ("journal.see", "audit"), ("login.keep", "logins"), ("post.add", "units")
    ):  # fmt: skip
        if policy.may(request.hat, action):
            return redirect(screen)
    return frame.draw(request, "desk/nothing.html", {})


def _number(request: Request) -> str:
    """The whole number of a case, when that is what was typed into the search; it opens the case."""
    typed = request.GET.get("q", "")[:40]
    number = numbers.tidy(typed, prefix=catalogue.city(at=request.now).prefix) if typed else ""
    return number if numbers.is_valid(number) else ""


def listed(request: Request, asked: Asked, kept: Kept) -> dict[str, Any]:
    """Queues, kept views and lamps with counts, and one page of rows: two statements, a third for words."""
    hat, now = request.hat, request.now
    found = desks.search(asked.q) if asked.q else ()
    wanted = asking.wanted(asked, kept, found=found, now=now)
    counted, lamps, total = _counted(request, asked, kept, wanted)
    tasks = lists.inbox(hat, wanted, limit=asked.size + 1, offset=asked.offset, fields=lists.SHOWN)
    tasks, more = tasks[: asked.size], len(tasks) > asked.size
    since = _since(request)
    shown = listing.rows(tasks, asked, since=since, now=now, unread=kept.unread)
    return {
        "asked": asked,
        "view_words": speaking.view_words,
        "may_find": policy.may(hat, "desk.find_reporter"),
        "rows": shown,
        **counted,
        "title": next((view.name for view in kept.views if view.code == asked.saved), ""),
        "pages": listing.pages(asked, len(tasks), more, total),
        "head": _head(asked, total, lamps),
        "page_address": lambda number: asked.address(page=number),
        "sizes": asking.SIZES,
        "most": MOST,
        "since": since.timestamp(),
        "updated": words.clock(now),
        "fresh": sum(row.fresh for row in shown),
        **_choices(request),
    }


def _counted(request: Request, asked: Asked, kept: Kept, wanted: Wanted) -> tuple[dict[str, Any], dict[int, int], int]:
    """What stands beside the list, with counts; the lamps of the list and how long it is. One statement."""
    hat = request.hat
    views = [Wanted(view=view) for view in asking.views(hat) if view != "done"]
    saved = [_of_view(view.conditions, hat, kept, request.now) for view in kept.views[:MOST_COUNTED]]
    over = lists.overview(hat, (*views, *saved, wanted), lamps_of=_whatever_lamp(wanted))
    counts = {one.view: count for one, count in zip(views, over.counts, strict=False)}
    of_saved = [*over.counts[len(views) : -1], *[None] * len(kept.views)]
    by_lamp = [(speaking.lamp_of(lamp), over.lamps[lamp]) for lamp in BY_URGENCY if over.lamps.get(lamp)]
    beside = {
        "queues": [(view, asked.plain(view=view), counts.get(view)) for view in asking.views(hat)],
        "chosen": [
            ("watched", asked.plain(view="watched"), len(kept.watched)),
            ("mentioned", asked.plain(view="mentioned"), len(kept.unread)),
        ],
        "saved": [
            (view, asked.address(saved=view.code), count) for view, count in zip(kept.views, of_saved, strict=False)
        ],
        "lamps": [] if asked.view in ("done", *asking.CHOSEN) else by_lamp,
    }
    return beside, over.lamps, over.counts[-1]


def _choices(request: Request) -> dict[str, Any]:
    """What a list can be sifted by."""
    now = request.now
    return {
        "items": listing.item_names(now),
        "groups": listing.groups(now),
        "steps": listing.steps(now),
        "spots": listing.spots(request.hat.scopes, now),
        "channels": listing.channels(),
        "ages": speaking.ages(),
        "takers": speaking.takers(),
        "orders": speaking.orders(),
    }


def _of_view(conditions: dict[str, str], hat: Any, kept: Kept, now: datetime) -> Wanted:
    """A kept view as its count takes it. Words are not searched for every view of every look: they are left out."""
    return asking.wanted(asking.of_conditions({**conditions, "q": ""}, hat), kept, now=now)


def _whatever_lamp(wanted: Wanted) -> Wanted:
    """The same list under every lamp, so that the other lamps can be counted and chosen."""
    return replace(wanted, lamp=None)


def _head(asked: Asked, total: int, lamps: dict[int, int]) -> str:
    """23件，超期2件，临期5件: how the list stands, as far as somebody has to hurry."""
    said = [speaking.pieces(total) + ("+" if total >= MOST else "")]
    if asked.view in ("done", *asking.CHOSEN):
        return said[0]
    late, soon = lamps.get(Lamp.BLACK, 0) + lamps.get(Lamp.RED, 0), lamps.get(Lamp.AMBER, 0)
    if late:
        said.append(_("%(count)s late") % {"count": late})
    if soon:
        said.append(_("%(count)s due soon") % {"count": soon})
    return pgettext("clauses", ", ").join(said)


def _since(request: Request) -> datetime:
    """When this page was opened: what came later is new. A refresh says it in its address."""
    try:
        return datetime.fromtimestamp(float(request.GET["since"]), tz=request.now.tzinfo)
    except (KeyError, ValueError, OverflowError, OSError):
        return request.now
