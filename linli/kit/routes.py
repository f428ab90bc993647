"""Pages and their guard: a view says which action it is, or it has no route.

``page`` wraps a view: it finds the hat, asks the policy, and for reading opens the one read-only transaction
in which the page is made. A view that writes calls one action, which opens its own. A test walks every
route of both surfaces and fails for one without this mark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from linli.kit import refusals, sessions
from linli.kit.pacing import Pace
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock

OPEN = "open"  # the action of pages anybody may see: home, login, tiles, static help

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request as pages get it: with the hat it wears, the moment it came, and its browser."""

    hat: Hat
    now: datetime
    browser: str
    owed: list[Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Guard:
    """What a route declares: the action, the methods, and whether it needs somebody logged in."""

    may: str
    methods: tuple[str, ...]
    step_up: bool = False
    pace: Pace | None = None
    level: int = 0
    aside: bool = False


def page(
    may: str,
    *,
    methods: tuple[str, ...] = ("GET",),
    aside: bool = False,
    step_up: bool = False,
    pace: Pace | None = None,
    level: int = 0,
    writes: bool = False,
) -> Callable[[View], View]:
    """Guard a view with an action of the policy, or ``OPEN``.

    ``aside``: the page's script sends it while somebody does something else; it must not take the place of their form.
    ``step_up``: whoever has shown no factor for a quarter of an hour is asked for one first, and goes on where they
    were: what unmasks a person, leaves the house, gives rights or is a vote or money. A page that takes a form shows
    the form without asking. ``pace``: how often one account may.
    ``level``: how well a resident has to be known (:class:`linli.plumbing.scope.Hat`); a refusal says how to get there.
    ``writes``: opening it changes something, because another site sends the browser back here by a link; it is made
    in no transaction and opens its own.
    """

    guard = Guard(may, methods, step_up, pace, level, aside)

    def guarded(view: View) -> View:
        @wraps(view)
        def wrapper(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            request.now, request.owed = clock(), []
            request.hat = sessions.hat_of(request)
            refused = _refused(request, guard, kwargs)
            if refused is not None:
                return refused
            if request.method in ("GET", "HEAD") and not writes:
                with scope.reading(request.hat, now=request.now):
                    response = view(request, *args, **kwargs)
            else:
                response = view(request, *args, **kwargs)
            write_what_is_owed(request)
            return response

        wrapper.guard = guard  # type: ignore[attr-defined]
        return wrapper

    return guarded


def _refused(request: Request, guard: Guard, named: Mapping[str, object]) -> HttpResponse | None:
    """The answer to whoever may not, or not yet: asked in the order in which somebody could put it right."""
    hat = request.hat
    if guard.may != OPEN and not policy.may(hat, guard.may):
        return refusals.not_allowed(request, aside=guard.aside)
    if hat.level < guard.level and hat.surface == "public":
        return refusals.too_little_known(request, guard.level)
    if "POST" in guard.methods and request.method != "POST":
        return None  # the form itself is shown
    if guard.step_up and not sessions.is_fresh(request):
        return refusals.prove_first(request)
    if guard.pace and guard.pace.is_over(request, named):
        return refusals.too_often(request)
    return None


def owe(request: Request, write: Callable[..., object], **what: Any) -> None:
    """Have ``write`` called when the page is made and before it is handed over: no line in the journal, no page.

    For looks at a named person, for what leaves the screen; each writes in a short transaction of its own.
    """
    request.owed.append(partial(write, **what, by=request.hat, now=request.now))


def write_what_is_owed(request: Request) -> None:
    """Write everything down the making of the page has come to owe."""
    for write in request.owed:
        write()


def guard_of(view: Any) -> Guard | None:
    """The guard of a routed view; None means it must not be routed."""
    while view is not None:
        found = getattr(view, "guard", None)
        if isinstance(found, Guard):
            return found
        view = getattr(view, "__wrapped__", None)
    return None
