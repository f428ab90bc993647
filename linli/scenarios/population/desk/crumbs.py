"""The way down from the city to where one is: every division above that the post works for, each with its page."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.places.models import Level, Place
from linli.kit.routes import Request
from linli.scenarios.population.desk.wheres import Where, where

Crumbs = list[tuple[str, str]]


def down_to(request: Request, path: Sequence[Place], last: str = "", *, between: Crumbs | None = None) -> Crumbs:
    """The register, then the line of places; the last of them is where one is unless something else is named.

    What lies above the post's own divisions is left out: nobody has a page of another's branch. ``between`` stands
    before the last place of the line, as the grid does before a building.
    """
    own = [_named(one) for one in path if one.scope_id in request.hat.scopes]
    line = [(one.label, one.href) for one in own]
    steps = [(_("Register"), reverse("register")), *line[:-1], *(between or []), *line[-1:]]
    return [*steps, (last, "")] if last else [*steps[:-1], (steps[-1][0], "")]


def _named(place: Place) -> Where:
    """A place as crumbs name it: a door by itself, for its building stands before it."""
    is_door = place.level == Level.DWELLING
    return Where(place.id, place.level, place.name, place.scope_id) if is_door else where(place)
