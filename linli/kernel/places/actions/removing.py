"""Taking away what an import brought and nothing else has come to hang on. Parts of a running action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from linli.kernel.journal import actions as journal
from linli.kernel.places import holding
from linli.kernel.places.actions.adding import SPANS, count_children, require_reach
from linli.kernel.places.actions.changing import refile
from linli.kernel.places.models import (
    DIVISIONS,
    Area,
    AreaBuilding,
    AreaOutline,
    BuildingFacts,
    Level,
    Place,
    PlaceAlias,
    PlacePast,
    PlaceToken,
)
from linli.plumbing import ids, policy, scope
from linli.plumbing.scope import Hat


def remove_rows(*, places: Sequence[int], by: Hat, now: datetime) -> set[int]:
    """Take places away, smaller ones before those they lie in; those that had to stay.

    One stays where anything lies in it or any record names it. The next place laid out gets the freed range.
    """
    policy.require(by, "place.remove")
    scope.require_action()
    found = {one.id: one for one in Place.objects.select_for_update().filter(id__in=places).defer("outline")}
    require_reach(by, (one.scope_id for one in found.values()))
    staying = _named(found, by)
    staying |= _holding(found, staying)
    gone = [one for one in found.values() if one.id not in staying]
    numbers = [one.id for one in gone]
    AreaBuilding.objects.filter(building_id__in=numbers).delete()
    PlaceToken.objects.filter(place_id__in=numbers).delete()
    PlaceAlias.objects.filter(place_id__in=numbers)._raw_delete("default")
    BuildingFacts.objects.filter(place_id__in=numbers)._raw_delete("default")
    PlacePast.objects.filter(place_id__in=numbers)._raw_delete("default")
    for level in reversed(Level):
        Place.objects.filter(id__in=[one.id for one in gone if one.level == level])._raw_delete("default")
    _wind_back(gone)
    if numbers:
        journal.append(
            verb="place.remove", kind="place", record=numbers[0], by=by, at=now, payload={"places": ids.spans(numbers)}
        )
    return staying


def remove_areas(*, areas: Sequence[int], by: Hat, now: datetime) -> set[int]:
    """Take areas away with their outlines and sets of buildings; those that had to stay, because records name them."""
    policy.require(by, "place.remove")
    scope.require_action()
    found = {one.id: one for one in Area.objects.select_for_update().filter(id__in=areas).defer("outline")}
    require_reach(by, (one.scope_id for one in found.values()))
    staying = holding.held(list(found), what="area", login=by.surface)
    staying |= {one.merged_into for one in Area.objects.filter(merged_into__in=list(found)) if one.merged_into}
    numbers = sorted(found.keys() - staying)
    inside = AreaBuilding.objects.filter(area_id__in=numbers)
    buildings = list(inside.values_list("building_id", flat=True))
    inside.delete()
    AreaOutline.objects.filter(area_id__in=numbers).delete()
    PlaceAlias.objects.filter(area_id__in=numbers)._raw_delete("default")
    Area.objects.filter(id__in=numbers)._raw_delete("default")
    refile(buildings)
    if numbers:
        journal.append(verb="area.remove", kind="area", record=numbers[0], by=by, at=now, payload={"areas": numbers})
    return staying


def _named(found: Mapping[int, Place], by: Hat) -> set[int]:
    """Places that records of other rooms name."""
    divisions = [one.id for one in found.values() if one.level in DIVISIONS]
    others = [one.id for one in found.values() if one.level not in DIVISIONS]
    named = holding.held(divisions, what="division", login=by.surface)
    named |= holding.held(others, what="place", login=by.surface)
    named |= set(Area.objects.filter(scope_id__in=divisions).values_list("scope_id", flat=True))
    past = PlacePast.objects.filter(parent_id__in=divisions).exclude(place_id__in=list(found))
    return named | {number for number in past.values_list("parent_id", flat=True) if number is not None}


def _holding(found: Mapping[int, Place], staying: set[int]) -> set[int]:
    """Places in which something lies that stays: children from elsewhere, and what they lie in upwards."""
    children = Place.objects.filter(parent_id__in=found.keys()).values_list("id", "parent_id")
    inside = dict(children.iterator()) if found else {}
    held = {parent for child, parent in inside.items() if child not in found or child in staying}
    while more := {inside[child] for child in held if child in inside} - held:
        held |= more
    return held


def _wind_back(gone: Iterable[Any]) -> None:
    """Parents lay out the next child behind the last one that is left."""
    numbers = {place.parent_id for place in gone if place.parent_id}
    last = dict(Place.objects.filter(parent_id__in=numbers).values_list("parent_id").annotate(Max("lo")).order_by())
    parents = Place.objects.select_for_update().filter(id__in=numbers).only("id", "lo", "level")
    spans = {place.parent_id: SPANS[Level(place.level)] for place in gone}
    count_children(
        (one.id, (last[one.id] - one.lo - 1) // spans[one.id] + 1 if one.id in last else 0) for one in parents
    )
