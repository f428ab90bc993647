"""The division that stands in for one nobody has named: what hangs there is work, not loss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.kernel.imports.kinds import Run
from linli.kernel.places import actions as places
from linli.kernel.places.actions import NewPlace
from linli.kernel.places.actions.adding import SPANS
from linli.kernel.places.models import Level, Place
from linli.plumbing.scope import Hat
from linli.scenarios.population.intake import former
from linli.scenarios.population.intake.divisions_known import LEVELS, Divisions

MOST = (SPANS[Level.COMMUNITY] - 1) // SPANS[Level.BUILDING]
_NAMES = {Level.DISTRICT: "未划定城区", Level.STREET: "未划定街道", Level.COMMUNITY: "未划定社区"}


def unassigned_in(division: Place, *, room: int, by: Hat, now: datetime) -> list[tuple[int, int]]:
    """Communities of a division in which buildings wait for theirs: (id, how many still fit), for ``room`` at least.

    A community is its own; below a larger division they are made when they are first wanted.
    """
    if division.level == Level.COMMUNITY:
        return [(division.id, room)]
    above = division
    for level in LEVELS[LEVELS.index(Level(division.level)) + 1 : -1]:
        above = next(iter(_waiting(above.id, level)), None) or _add(above, level, 0, by, now)
    places_left = [(one, MOST - one.children) for one in _waiting(above.id, Level.COMMUNITY)]
    while sum(left for _one, left in places_left) < room:
        places_left.append((_add(above, Level.COMMUNITY, len(places_left), by, now), MOST))
    return [(one.id, left) for one, left in places_left if left]


def give_up_empty(numbers: Sequence[int], run: Run) -> None:
    """Take away stand-ins in which nothing waits any more, with those above them."""
    left = set(numbers)
    while left:
        empty = Place.objects.filter(id__in=left, unassigned=True, children=0).values_list("id", "parent_id")
        above = dict(empty)
        staying = places.remove_rows(places=list(above), **former.of_run(run)) if above else set()
        left = {parent for number, parent in above.items() if number not in staying and parent is not None}


def is_stand_in(number: int, known: Divisions) -> bool:
    return number in known.by_id and known.by_id[number].unassigned


def _waiting(parent: int, level: Level) -> list[Place]:
    inside = Place.objects.filter(parent_id=parent, level=level, unassigned=True, until__isnull=True)
    return list(inside.defer("outline").order_by("id"))


def _add(above: Place, level: Level, number: int, by: Hat, now: datetime) -> Place:
    name = f"{above.name}{_NAMES[level]}" + (str(number + 1) if number else "")
    [made] = places.add_rows(rows=[NewPlace(level, name, above.id, unassigned=True)], by=by, now=now)
    return Place.objects.get(id=made)
