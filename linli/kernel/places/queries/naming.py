"""What places are called besides: the names that run, and where a name leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, Q

from linli.kernel.places.models import DIVISIONS, AreaKind, PlaceAlias


def aliases(
    *, places: Collection[int] = (), areas: Collection[int] = (), roads: Collection[str] = ()
) -> list[PlaceAlias]:
    """Every other name of these places, areas and roads, those that run first. One statement."""
    whose = Q(place_id__in=list(places)) | Q(area_id__in=list(areas)) | Q(road__in=[one for one in roads if one])
    found = PlaceAlias.objects.filter(whose).select_related("place", "area").defer("place__outline", "area__outline")
    return list(found.order_by(F("until").desc(nulls_first=True), "id"))


def aliases_of_divisions() -> list[PlaceAlias]:
    """What divisions of the city are called besides. One statement."""
    return list(PlaceAlias.objects.filter(place__level__in=DIVISIONS, place__until__isnull=True, until__isnull=True))


def roads_called() -> dict[str, str]:
    """What roads of the city are called besides: that name, and the one of today. One statement."""
    running = PlaceAlias.objects.filter(until__isnull=True).exclude(road="").order_by("id")
    return dict(running.values_list("name", "road"))


def called(names: Collection[str]) -> dict[str, set[int]]:
    """The divisions and buildings that are called so besides, by name. One statement, none for no name."""
    return _found(names, Q(place__isnull=False, place__until__isnull=True), "place_id")


def compounds_called(names: Collection[str]) -> dict[str, set[int]]:
    """The compounds that are called so besides, by name. One statement, none for no name."""
    return _found(names, Q(area__kind=AreaKind.COMPOUND, area__until__isnull=True), "area_id")


def _found(names: Collection[str], whose: Q, column: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    if names:
        running = PlaceAlias.objects.filter(whose, name__in=set(names), until__isnull=True)
        for name, number in running.values_list("name", column):
            found[name].add(number)
    return found
