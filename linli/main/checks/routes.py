"""No address without a guard: every view of both surfaces says which action it is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver

from linli.kit.routes import OPEN, Guard, guard_of
from linli.plumbing import policy

URLCONFS = ("linli.main.urls_public", "linli.main.urls_desk")


def unguarded() -> list[str]:
    """Routes without a guard, or with an action nobody declared."""
    found = []
    for urlconf in URLCONFS:
        for path, view in routes(import_module(urlconf).urlpatterns):
            guard = guard_of(view)
            if guard is None:
                found.append(f"{urlconf} /{path} has no guard: wrap the view in linli.kit.routes.page")
            elif guard.may != OPEN and not policy.roles_for(guard.may):
                found.append(f"{urlconf} /{path} asks for {guard.may}, which no policy declares")
            elif lacks_step_up(urlconf, guard):
                found.append(f"{urlconf} /{path} is {guard.may}, which needs a fresh factor: page(…, step_up=True)")
    return found


def lacks_step_up(urlconf: str, guard: Guard) -> bool:
    """Whether a form of the desk does what a factor is shown for, and its page does not ask for one beforehand.

    The action itself refuses then; but only a page that asks holds what was typed meanwhile.
    """
    takes_form = urlconf == URLCONFS[1] and "POST" in guard.methods
    return takes_form and guard.may in policy.fresh() and not guard.step_up


def routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route below these patterns: its path and its view."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback
