"""Layers of the map as packs say them: what is drawn, how it looks, from which zoom, for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.kit.map import sources
from linli.kit.map.sources import Source
from linli.plumbing import pack_catalogue, packs
from linli.plumbing.packs import Context, Entry, Problem, Words
from linli.plumbing.packs.errors import nearest
from linli.plumbing.scope import Hat

LIMITS = 4  # between five classes
Zoom = Annotated[int, msgspec.Meta(ge=9, le=18)]
Look = Literal["line", "fill", "shade", "dot", "pin"]
Tone = Literal["jade", "rust", "blue", "ochre", "plum", "grey", "ink"]


def check_layer(entry: MapLayer, context: Context) -> list[Problem]:
    """The source exists, takes the word it is narrowed by, and tells nobody more than it may; a shade has limits."""
    found, source = [], sources.source(entry.draws)
    if source is None:
        message = _("%(where)s: nothing on the map is called “%(name)s”")
        near = nearest(entry.draws, sources.names())
        found.append(context.problem("draws", message=message, name=entry.draws, near=near))
    elif source.of and entry.of not in source.of:
        message = _("%(where)s: write one of %(known)s")
        found.append(context.problem("of", message=message, known=", ".join(sorted(source.of))))
    if source is not None and entry.public and not source.public:
        message = _("%(where)s: “%(name)s” is for staff alone and cannot be a public layer")
        found.append(context.problem("public", message=message, name=entry.draws))
    if (entry.look == "shade") != (len(entry.limits) == LIMITS) or list(entry.limits) != sorted(set(entry.limits)):
        message = _("%(where)s: a shaded layer needs four limits that grow, and no other layer has any")
        found.append(context.problem("limits", message=message))
    return found


@packs.kind("map_layers", check=check_layer)
class MapLayer(Entry, frozen=True, kw_only=True):
    """One layer. ``draws`` names the source, ``of`` narrows it; a layer that is not ``public`` is for staff.

    ``roles`` narrows it further to some posts. ``limits`` are the upper ends of the first four classes of a shade.
    """

    label: Words
    hint: Words | None = None
    draws: str
    of: str = ""
    look: Look
    tone: Tone = "jade"
    limits: list[float] = msgspec.field(default_factory=list)
    least_zoom: Zoom = 9
    public: bool = False
    roles: list[str] = msgspec.field(default_factory=list)
    begins_on: bool = False
    order: int = 100

    def shade_of(self, value: float) -> int:
        """The class of a value, from 0."""
        return sum(value > limit for limit in self.limits)


def layers(hat: Hat, *, at: datetime) -> list[tuple[MapLayer, Source]]:
    """The layers this hat may choose from, in their order. One statement."""
    held = [version.value for version in pack_catalogue.heads("map_layers", at).values()]
    found = [(layer, sources.source(layer.draws)) for layer in sorted(held, key=lambda one: (one.order, one.code))]
    return [(layer, source) for layer, source in found if source is not None and _open_to(layer, source, hat)]


def layer(code: str, hat: Hat, *, at: datetime) -> tuple[MapLayer, Source] | None:
    """One layer, if this hat may have it."""
    return next(((one, source) for one, source in layers(hat, at=at) if one.code == code), None)


def _open_to(layer: MapLayer, source: Source, hat: Hat) -> bool:
    """A public layer is for everybody, staff included; any other for the staff its source and its roles allow."""
    if hat.surface != "desk":
        return layer.public and source.open_to(hat)
    return source.open_to(hat) and (not layer.roles or hat.role in layer.roles)
