"""Kept views: keep the list one looks at, share it with the unit, put them in order, take one away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries
from linli.kernel.desks.actions import ChangedMeanwhile, ViewRefused
from linli.kit.desk import asked as asking
from linli.kit.desk import frame, listing, speaking
from linli.kit.desk.asked import Asked
from linli.kit.routes import Request, page
from linli.plumbing import scope


@page("desk.keep", methods=("GET", "POST"))
def views(request: Request) -> HttpResponse:
    """The views of this desk, and the list one came from ready to be kept under a name."""
    if request.method == "POST":
        return _keep(request)
    return _shown(request, asking.read(request.GET, request.hat))


def _keep(request: Request) -> HttpResponse:
    asked = asking.read(request.POST, request.hat)
    code = request.POST.get("code", "")[:12]
    version = request.POST.get("version", "0")
    try:
        kept = desks.keep_view(
            name=request.POST.get("name", "")[:200],
            conditions=asked.kept,
            shared=request.POST.get("shared") == "1",
            code=code,
            version=int(version) if version.isdigit() and len(version) < 6 else 0,
            by=request.hat,
            now=request.now,
        )
    except (ViewRefused, ChangedMeanwhile) as refused:
        with scope.reading(request.hat, now=request.now):
            return _shown(request, asked, typed=request.POST, errors={"name": str(refused)})
    return HttpResponseRedirect(f"{reverse('inbox')}?saved={kept}", status=303)


def _shown(
    request: Request, asked: Asked, *, typed: QueryDict | None = None, errors: Mapping[str, str] | None = None
) -> HttpResponse:
    kept = queries.kept(request.hat, most_told=frame.MOST_TOLD)
    changed = next((view for view in kept.views if typed and view.code == typed.get("code")), None)
    context: dict[str, Any] = {
        "told": kept.told,
        "asked": asked,
        "conditions": _words(request, asked),
        "views": [(view, _words(request, asking.of_conditions(view.conditions, request.hat))) for view in kept.views],
        "typed": typed or {},
        "errors": errors or {},
        "changed": changed,
    }
    return frame.draw(request, "desk/views.html", context, here="inbox", status=422 if errors else 200)


def _words(request: Request, asked: Asked) -> list[str]:
    """The conditions of a view in words, the view itself left to the template."""
    now = request.now
    known: dict[str, dict[str, str]] = {
        "group": dict(listing.groups(now)),
        "item": dict(listing.item_names(now)),
        "step": dict(listing.steps(now)),
        "at": dict(listing.spots(request.hat.scopes, now)),
        "age": dict(speaking.ages()),
        "taken": dict(speaking.takers()),
        "order": dict(speaking.orders()),
        "channel": {channel: speaking.channel_words(channel) for channel in asking.CHANNELS},
        "lamp": dict(speaking.lamps()),
    }
    names = (*asking.CONDITIONS, "order")
    return [known.get(name, {}).get(value, value) for name in names if (value := getattr(asked, name))]


@page("desk.keep", methods=("POST",))
def view(request: Request, code: str, deed: str) -> HttpResponse:
    """Put a view first or last, make it the one the desk opens with, take it away."""
    deeds: dict[str, Callable[..., None]] = {
        "drop": partial(desks.drop_view, code=code),
        "up": partial(desks.move_view, code=code, up=True),
        "down": partial(desks.move_view, code=code, up=False),
        "prefer": partial(desks.prefer_view, code=code),
        "plain": partial(desks.prefer_view, code=""),
    }
    if deed not in deeds:
        raise Http404
    deeds[deed](by=request.hat, now=request.now)
    return HttpResponseRedirect(reverse("views"), status=303)
