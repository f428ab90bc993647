"""Places as lines of the register name them, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from linli.kernel.places import queries as places
from linli.kernel.places.models import Level, Place
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Where:
    """A place as a line names it, and its page in the register."""

    id: int
    level: str
    label: str
    scope_id: int

    @property
    def href(self) -> str:
        """The page of the door, the building or the community; none above it."""
        routes = {"dwelling": "register_door", "building": "register_building", "community": "register_community"}
        return reverse(routes[self.level], args=[self.id]) if self.level in routes else ""


def wheres(ids: Iterable[int]) -> dict[int, Where]:
    """These places by id. One statement, none for no place."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = Place.objects.filter(id__in=wanted).select_related("parent").defer("outline", "parent__outline")
    return {one.id: where(one) for one in found}


def where(place: Place) -> Where:
    """A place; a door with its building at hand."""
    above = [place.parent] if place.level == Level.DWELLING and place.parent is not None else []
    return Where(place.id, place.level, places.label_of([*above, place]), place.scope_id)


def own_place(hat: Hat, number: int, level: Level) -> Place:
    """The place of that level in the hat's divisions, with its parent; of others there is no page."""
    found = Place.objects.filter(id=number, level=level, until__isnull=True).select_related("parent")
    place = found.defer("outline", "parent__outline").first()
    if place is None or place.scope_id not in hat.scopes:
        raise Http404
    return place
