"""Where a map layer takes its things from. A higher room or a scenario adds a source; packs make layers of it.

A source answers one question: what lies in this box, for whoever wears this hat. The tile draws the answer and the
list beside the map reads it out, so both always tell the same. What a hat may not see is not in the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.module_loading import import_string
from shapely.geometry.base import BaseGeometry

from linli.kernel.places.geo import Bounds
from linli.kernel.places.queries.outlines import Version
from linli.plumbing import manifests, policy
from linli.plumbing.scope import Hat

OPEN = "open"
MOST = 1_500  # things in one tile or list; what is more is told by count, not left out in silence


@dataclass(frozen=True, slots=True)
class Asked:
    """What a layer is asked: who asks, the box and how near it is looked at, the day, what of the source is wanted."""

    hat: Hat
    now: datetime
    day: datetime
    box: Bounds
    zoom: int
    of: str = ""
    version: Version | None = None
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing on the map. ``value`` is what it is shaded by; None with ``few`` where it is too small to tell.

    ``said`` is the value in words, ``face`` the kind and number its face is opened by, ``href`` a page of its own.
    """

    key: str
    name: str
    shape: BaseGeometry
    where: str = ""
    said: str = ""
    value: float | None = None
    few: bool = False
    lamp: str = ""
    href: str = ""
    face: str = ""


Find = Callable[[Asked], Iterable[Thing]]
Search = Callable[[Hat, str, datetime], Iterable[Thing]]


@dataclass(frozen=True, slots=True)
class Source:
    """A source of layers: what finds its things, the action a hat needs, whether everybody may have it.

    ``of`` are the words a layer may narrow it by; empty where any word will do, as for kinds of facilities.
    ``dated`` sources answer for another day than today. ``listed`` is what the list reads out where that is more
    than the tile draws, ``search`` finds things by their name; both see what ``find`` sees.
    """

    name: str
    find: Find
    may: str = OPEN
    public: bool = False
    dated: bool = False
    of: frozenset[str] = field(default_factory=frozenset)
    listed: Find | None = None
    search: Search | None = None

    def open_to(self, hat: Hat) -> bool:
        """Whether this hat may ask at all; the rows it then sees are decided by their own walls."""
        if hat.surface != "desk" and not self.public:
            return False
        return self.may == OPEN or policy.may(hat, self.may)


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; a name can be taken once."""
    if _sources.setdefault(source.name, source) is not source:
        raise ValueError(f"two map sources are called {source.name}")


def source(name: str) -> Source | None:
    _gather()
    return _sources.get(name)


def names() -> list[str]:
    _gather()
    return sorted(_sources)


def finders(hat: Hat) -> list[Search]:
    """The searches of the sources this hat may ask."""
    _gather()
    return [one.search for one in _sources.values() if one.search and one.open_to(hat)]


@cache
def _gather() -> None:
    """The kit's own sources, then those of the scenarios' manifests (hook ``map_sources``: a list of sources)."""
    from linli.kit.map import things

    for one in (*things.SOURCES, *_hooked()):
        register(one)


def _hooked() -> Iterable[Source]:
    for name in manifests.hooks("map_sources"):
        offered: Any = import_string(name)
        yield from offered() if callable(offered) else offered
