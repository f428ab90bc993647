"""Moving a part of the tree under another parent: its ranges, its smallest division, areas, and what follows it.

Parts of a running action whose hat sees both divisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from linli.kernel.places import moves, queries
from linli.kernel.places.actions.adding import SPANS, PlaceFull, count_children
from linli.kernel.places.models import Area, AreaBuilding, AreaKind, Level, Place
from linli.kernel.places.moves import Move
from linli.plumbing import scope
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Change:
    """A change of divisions while it is made: from which day it holds, who makes it, its line in the journal."""

    day: datetime
    by: Hat
    now: datetime
    line: int


def transplant(children: Sequence[Place], old: Place, new: Place, change: Change, *, slots: Sequence[int] = ()) -> None:
    """Give children of ``old`` the next free parts of the range of ``new``, or the free ones that are named, and bring
    over what hangs on them.
    """
    scope.require_action()
    used = Place.objects.values_list("children", flat=True).get(id=new.id)
    given = slots or range(used, used + len(children))
    shift(children, new, given)
    count_children([(new.id, max(used, *given) + 1 if slots else used + len(children))])
    if old.level == Level.COMMUNITY:
        buildings = [child.id for child in children]
        inside = Place.objects.filter(parent_id__in=buildings).values_list("id", flat=True)
        places = (*buildings, *inside)
        Place.objects.filter(id__in=places).update(scope_id=new.id)
        _carry_areas(buildings, old.id, new.id, change.day)
        moves.follow(Move(places, old.id, new.id, change.by, change.now, change.line))


def hand_over(gone: Place, into: Place, change: Change) -> None:
    """What hangs on an ended division itself, without a building, goes to its successor."""
    running = Q(until__isnull=True) | Q(until__gt=change.day)
    Area.objects.filter(running, scope_id=gone.id).update(scope_id=into.id)
    moves.follow(Move((gone.id,), gone.id, into.id, change.by, change.now, change.line))


def shift(children: Sequence[Place], parent: Place, slots: Sequence[int]) -> None:
    """Give children, and all inside each, the parts of a parent's range that begin at these slots. Two statements."""
    moved: list[tuple[int, int, int]] = []  # a child's range, and by how much it moves
    for child, slot in zip(children, slots, strict=True):
        level = Level(child.level)
        most = (SPANS[Level(parent.level)] - 1) // SPANS[level]
        if slot >= most:
            raise PlaceFull(row=0, name=child.name, parent=parent.name, most=most)
        moved.append((child.lo, child.hi, parent.lo + 1 + slot * SPANS[level] - child.lo))
    with connection.cursor() as cursor:
        cursor.execute(
            "update places_place p set lo = p.lo + n.by, hi = p.hi + n.by"
            " from unnest(%s::bigint[], %s::bigint[], %s::bigint[]) as n(lo, hi, by) where p.lo between n.lo and n.hi",
            [list(column) for column in zip(*moved, strict=True)],
        )
    Place.objects.filter(id__in=[child.id for child in children]).update(parent_id=parent.id)


def _carry_areas(buildings: Sequence[int], old: int, new: int, day: datetime) -> None:
    """A grid or compound that moved as a whole is looked after by the new division.

    A grid lies inside one community, so buildings that left it are in none until somebody draws one; a compound may
    lie in two, and is then looked after by the division that holds both.
    """
    touched = AreaBuilding.objects.filter(building_id__in=buildings, until__isnull=True, area__until__isnull=True)
    for area in Area.objects.filter(id__in=touched.values("area_id")).order_by("id"):
        held = AreaBuilding.objects.filter(area_id=area.id, until__isnull=True)
        scopes = set(held.values_list("building__scope_id", flat=True))
        if scopes == {new}:
            area.scope_id = new
        elif area.kind == AreaKind.GRID:
            held.filter(building_id__in=buildings).update(until=day)
        elif area.scope_id == old or len(scopes) > 1:
            lines = [queries.ancestors_of_scope(one) for one in sorted(scopes)]
            area.scope_id = next(one for one in lines[0] if all(one in line for line in lines))
        area.save(update_fields=["scope_id"])
