"""Buildings leave a community that stands in for theirs: what was waiting is put where it belongs, and can come back.

Parts of a running action whose hat sees both divisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places.actions.adding import SPANS, count_children, require_reach
from linli.kernel.places.actions.dividing import DivisionRefused
from linli.kernel.places.actions.transplanting import Change, transplant
from linli.kernel.places.models import Area, AreaBuilding, AreaKind, Level, Place, PlacePast
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a building stood before it was assigned: its community and range there, the row of its history (0: none),
    the grids it left (rows of sets), and which division looked after each area it is in (area, division).
    """

    parent: int
    lo: int
    to: int
    past: int
    grids: tuple[int, ...]
    areas: tuple[tuple[int, int], ...]


def assign_rows(*, rows: Mapping[int, int], source: str, by: Hat, now: datetime) -> dict[int, Stood]:
    """Put buildings (id → community) out of the stand-ins they wait in; how each stood before. What it was stays known.

    Raises ``DivisionRefused`` for a building that waits nowhere.
    """
    policy.require(by, "building.assign")
    scope.require_action()
    found = Place.objects.select_for_update(of=("self",)).filter(id__in=rows, level=Level.BUILDING, until__isnull=True)
    buildings = {one.id: one for one in found.select_related("parent").order_by("id").defer("outline")}
    if buildings.keys() != rows.keys():
        raise DivisionRefused(_("One of these buildings is not there any more. Look it up again."))
    for one in buildings.values():
        if one.parent is None or not one.parent.unassigned:
            raise DivisionRefused(_("“%(name)s” waits for no community. Somebody has put it where it belongs."),
                                  name=one.name)  # fmt: skip
    communities = _communities({*rows.values(), *(one.parent_id or 0 for one in buildings.values())}, by)
    past = _keep_past(list(buildings.values()), source, now)
    going = sorted(one.id for one in buildings.values() if one.parent_id != rows[one.id])
    payload = {"buildings": going, "to": sorted(set(rows.values())), "source": source}
    line = journal.append(verb="building.assign", kind="place", record=min(rows), by=by, at=now, payload=payload)
    stood: dict[int, Stood] = {}
    for old, new in sorted({(one.parent_id or 0, rows[one.id]) for one in buildings.values()}):
        moving = [one for one in buildings.values() if (one.parent_id, rows[one.id]) == (old, new)]
        if old != new:
            stood |= _move(moving, communities[old], communities[new], past, Change(now, by, now, line))
    _wind_back({one.parent for one in stood.values()})
    return stood


def assign_back(*, stood: Mapping[int, Stood], by: Hat, now: datetime) -> set[int]:
    """Make buildings wait again as they did before they were assigned; those that stay, having been moved since."""
    policy.require(by, "building.assign")
    scope.require_action()
    found = Place.objects.select_for_update().filter(id__in=stood, until__isnull=True).order_by("id").defer("outline")
    going = [one for one in found if one.parent_id == stood[one.id].to]
    communities = _communities({number for one in going for number in (stood[one.id].parent, stood[one.id].to)}, by)
    if not going:
        return set(stood)
    payload = {"buildings": [one.id for one in going]}
    line = journal.append(verb="building.wait", kind="place", record=going[0].id, by=by, at=now, payload=payload)
    PlacePast.objects.filter(id__in=[stood[one.id].past for one in going]).delete()
    for to, parent in sorted({(stood[one.id].to, stood[one.id].parent) for one in going}):
        moving = [one for one in going if (stood[one.id].to, stood[one.id].parent) == (to, parent)]
        slots = _former_slots([stood[one.id].lo for one in moving], communities[parent])
        transplant(moving, communities[to], communities[parent], Change(now, by, now, line), slots=slots)
    AreaBuilding.objects.filter(id__in=[row for one in going for row in stood[one.id].grids]).update(until=None)
    latest = sorted(going, key=lambda one: stood[one.id].past, reverse=True)
    for area, scope_id in {area: was for one in latest for area, was in stood[one.id].areas}.items():
        Area.objects.filter(id=area).update(scope_id=scope_id)
    _wind_back(communities.keys())
    return stood.keys() - {one.id for one in going}


def _communities(numbers: Iterable[int], by: Hat) -> dict[int, Place]:
    """Running communities, locked in one order."""
    wanted = set(numbers)
    places = Place.objects.select_for_update().filter(id__in=wanted, level=Level.COMMUNITY, until__isnull=True)
    found = {one.id: one for one in places.order_by("id").defer("outline")}
    if found.keys() != wanted:
        raise DivisionRefused(_("A building lies in a community. Choose one that is still there."))
    require_reach(by, found)
    return found


def _keep_past(buildings: Sequence[Place], source: str, now: datetime) -> dict[int, int]:
    """How they stood until now, by building; of one that came this very moment there is nothing to keep."""
    numbers = [one.id for one in buildings]
    last = dict(PlacePast.objects.filter(place_id__in=numbers).values_list("place_id").annotate(last=Max("until")))
    kept = PlacePast.objects.bulk_create(
        PlacePast(place_id=one.id, parent_id=one.parent_id, since=since, until=now, reason="move", source=source[:120],
                  code=one.code, name=one.name, address=one.address)
        for one in buildings
        if (since := last.get(one.id, one.since)) < now
    )  # fmt: skip
    return {one.place_id: one.id for one in kept}


def _move(
    buildings: Sequence[Place], old: Place, new: Place, past: Mapping[int, int], change: Change
) -> dict[int, Stood]:
    numbers = [one.id for one in buildings]
    held = AreaBuilding.objects.filter(building_id__in=numbers, until__isnull=True)
    inside = dict(held.values_list("area_id", "area__scope_id"))
    grids: dict[int, list[int]] = defaultdict(list)
    for row, building in held.filter(area__kind=AreaKind.GRID).values_list("id", "building_id"):
        grids[building].append(row)
    transplant(buildings, old, new, change)
    left = set(AreaBuilding.objects.filter(id__in=[row for rows in grids.values() for row in rows], until=change.day)
               .values_list("id", flat=True))  # fmt: skip
    areas = tuple(sorted(inside.items()))
    return {
        one.id: Stood(
            old.id, one.lo, new.id, past.get(one.id, 0), tuple(row for row in grids[one.id] if row in left), areas
        )
        for one in buildings
    }


def _former_slots(wanted: Sequence[int], parent: Place) -> list[int]:
    """The very parts of the range they had, by where these began; for one somebody else has got since, a new one."""
    span = SPANS[Level.BUILDING]
    taken = set(Place.objects.filter(parent_id=parent.id).values_list("lo", flat=True))
    fresh = (max([*taken, *wanted, parent.lo]) - parent.lo - 1) // span + 1
    return [fresh + at if lo in taken else (lo - parent.lo - 1) // span for at, lo in enumerate(wanted)]


def _wind_back(communities: Iterable[int]) -> None:
    """The next building of each gets the place behind the last one that is left."""
    numbers = set(communities)
    last = dict(Place.objects.filter(parent_id__in=numbers).values_list("parent_id").annotate(Max("lo")).order_by())
    parents = Place.objects.filter(id__in=numbers).only("id", "lo")
    count_children(
        (one.id, (last[one.id] - one.lo - 1) // SPANS[Level.BUILDING] + 1 if one.id in last else 0) for one in parents
    )
