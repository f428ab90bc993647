"""The page of web hooks at the desk: what there is, how it goes, a new one; secrets are shown once."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.gates.webhooks import actions, queries
from linli.gates.webhooks.actions import NotAHook, Subscribed
from linli.gates.webhooks.models import Hook
from linli.kernel.places.models import Place
from linli.kit import words
from linli.kit.desk import frame, tokens
from linli.kit.routes import Request, page
from linli.plumbing import scope


@page("webhook.keep", methods=("GET", "POST"), step_up=True)
def webhooks(request: Request) -> HttpResponse:
    """The list, and below it the form for another one."""
    if request.method != "POST":
        return _draw(request)
    url, place, names = request.POST.get("url", ""), request.POST.get("scope", ""), request.POST.getlist("fact")
    typed = {"url": url, "scope": place, "fact": names}
    try:
        fresh = actions.subscribe(
            scope_id=_division(request, place), names=names, url=url, by=request.hat, now=request.now
        )
    except NotAHook as refused:
        return _draw_again(request, typed, {refused.field: str(refused)})
    return _draw_again(request, {}, {}, fresh)


@page("webhook.keep", methods=("POST",), step_up=True)
def renew(request: Request) -> HttpResponse:
    """A new secret, shown once."""
    fresh = actions.renew(hook=_hook(request), by=request.hat, now=request.now)
    return _draw_again(request, {}, {}, fresh)


@page("webhook.keep", methods=("POST",), step_up=True)
def end(request: Request) -> HttpResponse:
    """No more messages there."""
    actions.end(hook=_hook(request), by=request.hat, now=request.now)
    return HttpResponseRedirect(reverse("webhooks") + "?done=ended", status=303)


@page("webhook.keep", methods=("POST",), step_up=True)
def replay(request: Request) -> HttpResponse:
    """Send again what was given up, and do not wait for a pause to end."""
    actions.replay(hook=_hook(request), by=request.hat, now=request.now)
    return HttpResponseRedirect(reverse("webhooks") + "?done=replayed", status=303)


def _hook(request: Request) -> int:
    """The hook a form names by its mark, among those the hat may see."""
    with scope.reading(request.hat, now=request.now):
        for number in Hook.objects.filter(until=None).values_list("id", flat=True):
            if tokens.mark("webhook", number) == request.POST.get("hook", ""):
                return int(number)
    raise Http404


def _division(request: Request, given: str) -> int:
    with scope.reading(request.hat, now=request.now):
        return next((number for mark, _name, number in _divisions(request) if mark == given), 0)


def _divisions(request: Request) -> list[tuple[str, str, int]]:
    """The divisions the post works for: mark, name, id; the widest first."""
    order = {"city": 0, "district": 1, "street": 2, "community": 3}
    rows = [one for one in Place.objects.filter(id__in=request.hat.scopes) if one.level in order]
    rows.sort(key=lambda one: (order[one.level], one.name))
    return [(tokens.mark("division", one.id), one.name, one.id) for one in rows]


def _draw_again(
    request: Request, typed: dict[str, Any], errors: dict[str, str], fresh: Subscribed | None = None
) -> HttpResponse:
    with scope.reading(request.hat, now=request.now):
        return _draw(request, typed, errors, fresh)


def _draw(
    request: Request,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    fresh: Subscribed | None = None,
) -> HttpResponse:
    divisions = _divisions(request)
    names = {number: name for _mark, name, number in divisions}
    context = {
        "rows": [_row(held, names, request) for held in queries.held(request.hat)],
        "facts": [(name, _said(name), name) for name in actions.offered()],
        "divisions": [(mark, name) for mark, name, _number in divisions],
        "typed": {"url": "", "scope": divisions[0][0] if divisions else "", "fact": (), **(typed or {})},
        "errors": errors or {},
        "fresh": fresh,
        "flash_list": _flashes(request.GET.get("done", "")),
    }
    return frame.draw(request, "desk/webhooks.html", context, here="webhooks", status=422 if errors else 200)


def _row(held: queries.Held, names: dict[int, str], request: Request) -> dict[str, Any]:
    hook = held.hook
    failing = hook.failing_since
    return {
        "mark": tokens.mark("webhook", hook.id),
        "place": names.get(hook.scope_id, ""),
        "url": hook.url,
        "facts": [_said(name) for name in hook.facts],
        "key_id": hook.key_id,
        "waiting": held.waiting,
        "dead": held.dead,
        "since": words.moment(failing, request.now) if failing else "",
        "trouble": hook.trouble if failing else "",
        "given_up": [(one.name, one.trouble) for one in queries.given_up(hook.id, limit=3)] if held.dead else [],
    }


def _said(name: str) -> str:
    """A fact in words."""
    known = {
        "case.opened": _("a matter was opened"),
        "case.corrected": _("it is another matter than it was taken for"),
        "case.shared": _("another unit was asked to take part"),
        "case.moved": _("a step was done"),
        "case.clustered": _("it is handled together with another one"),
        "case.apart": _("it goes on by itself again"),
        "case.supervised": _("an order of supervision was given or has ended"),
        "case.answered": _("it was answered"),
        "case.reopened": _("it was opened again"),
        "case.closed": _("it was closed"),
        "case.late": _("its lamp has turned"),
    }
    return known.get(name, name)


def _flashes(done: str) -> list[dict[str, str]]:
    sentence = {
        "ended": _("Ended. Nothing more is sent there."),
        "replayed": _("What waited and what was given up is being sent again."),
    }.get(done)
    return [{"words": sentence}] if sentence else []
