"""Places as lines of the register name them, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.http import Http404
from django.urls import reverse

from linli.kernel.places import queries as places
from linli.kernel.places.models import Level, Place
from linli.plumbing.scope import Hat

# A line needs no more of a place and of what it lies in; making records of both took longer than asking for them.
_NAMED = ("id", "level", "name", "address", "scope_id", "parent__name", "parent__address")
_ROUTES = {"dwelling": "register_door", "building": "register_building", "community": "register_community"}


@dataclass(frozen=True, slots=True)
class Where:
    """A place as a line names it, and its page in the register."""

    id: int
    level: str
    label: str
    scope_id: int

    @property
    def href(self) -> str:
        """The page of the place: a door, a building, a community; one for the divisions above."""
        return f"{_pages(self.level)}{self.id}"


@cache
def _pages(level: str) -> str:
    """The address of the pages of a level, up to the number of the place: a list has a hundred of them."""
    return reverse(_ROUTES.get(level, "register_division"), args=[0]).removesuffix("0")


def wheres(ids: Iterable[int]) -> dict[int, Where]:
    """These places by id. One statement, none for no place."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = Place.objects.filter(id__among=wanted).values_list(*_NAMED)
    return {
        number: Where(number, level, places.label_from(level, name, address, above=above), scope_id)
        for number, level, name, address, scope_id, *above in found
    }


def where(place: Place) -> Where:
    """A place; a door with its building at hand."""
    above = [place.parent] if place.level == Level.DWELLING and place.parent is not None else []
    return Where(place.id, place.level, places.label_of([*above, place]), place.scope_id)


def own_place(hat: Hat, number: int, level: Level) -> Place:
    """The place of that level in the hat's divisions, with its parent; of others there is no page."""
    return own_path(hat, number, level)[-1]


def own_path(hat: Hat, number: int, *levels: Level) -> list[Place]:
    """The place of one of these levels with everything it lies in, each with its parent at hand. One statement."""
    path = places.path(number)
    if not path or path[-1].level not in levels or path[-1].until is not None or path[-1].scope_id not in hat.scopes:
        raise Http404
    for above, place in pairwise(path):
        place.parent = above
    return path
