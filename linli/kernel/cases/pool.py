"""The one event pool: every open matter of an area, whatever sector's it is, whoever brought it, whichever unit has it.

It is read from rows of its own and not from the tasks, because a matter on the desk of a unit above is one of the area
all the same. What is counted never touches a case; of what is listed, the cases are read by key, behind their own wall.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from linli.kernel.cases.models import Case, Clock, Lamp, PoolEntry, Task
from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.plumbing import policy
from linli.plumbing.scope import Hat


@dataclass(frozen=True, slots=True)
class Counted:
    """How many matters of one item are open in one grid, and how many of them are late."""

    item: str
    grid: int | None
    open: int
    late: int


def counts(hat: Hat) -> list[Counted]:
    """Open matters by item and grid. One statement; none is left out of the sum."""
    late = Count("case_id", filter=Q(lamp__gte=Lamp.RED))
    rows = _entries(hat).values_list("item", "area_id").annotate(open=Count("case_id"), late=late)
    return [Counted(*row) for row in rows]


def by_lamp(hat: Hat, scopes: Collection[int]) -> dict[int, int]:
    """How many matters of these divisions of the hat are open, by how they stand. One statement."""
    rows = _entries(hat)
    if not set(scopes) >= set(hat.scopes):  # the whole list is the wall's and is not said twice
        rows = rows.filter(scope_id__in=set(scopes))
    return dict(rows.values_list("lamp").annotate(Count("case_id")).order_by())


def listed(hat: Hat, *, items: Sequence[str] | None, grid: int | None, limit: int, offset: int = 0) -> list[Case]:
    """The open matters, the most urgent first. One statement."""
    rows = _entries(hat)
    if items is not None:
        rows = rows.filter(item__in=list(items))
    if grid is not None:
        rows = rows.filter(area_id=grid)
    return _cases(rows, limit, offset)


def in_grids(hat: Hat, *, grids: Sequence[int], limit: int) -> list[Case]:
    """The open matters of some grids, as their map shows them: the most urgent first. One statement."""
    return _cases(_entries(hat).filter(area_id__in=list(grids)), limit)


def in_box(hat: Hat, *, bounds: Bounds, late: bool, limit: int) -> list[Case]:
    """The open matters that lie in a box of the map, the most urgent first. One statement."""
    west, south, east, north = bounds
    squares = [Q(cell__range=ends) for ends in geo.cell_ranges(bounds)]
    rows = _entries(hat).filter(reduce(or_, squares), lon__range=(west, east), lat__range=(south, north))
    return _cases(rows.filter(lamp__gte=Lamp.RED) if late else rows, limit)


def count_of_area(area_id: int) -> int:
    """How many open matters name an area, or lie on a desk of it, as far as the hat sees. One statement."""
    rows = Task.objects.filter(Q(area_id=area_id) | Q(grid_id=area_id), done__isnull=True)
    return rows.values("case_id").distinct().count()


def open_tasks(cases: Sequence[Case]) -> dict[int, list[Task]]:
    """The open tasks of these matters that the hat may see, the main line first. One statement."""
    found: dict[int, list[Task]] = {}
    rows = Task.objects.filter(case_id__in=[case.id for case in cases], done__isnull=True)
    for task in rows.order_by("branch", "id"):
        found.setdefault(task.case_id, []).append(task)
    return found


def pressing_clocks(cases: Sequence[Case]) -> dict[int, Clock]:
    """The running clock of each matter that presses most: the one whose lamp the matter shows. One statement."""
    rows = Clock.objects.filter(case_id__in=[case.id for case in cases], stopped__isnull=True)
    return {clock.case_id: clock for clock in rows.order_by("lamp", "-due", "-id")}


def _entries(hat: Hat) -> QuerySet[PoolEntry]:
    return policy.visible(PoolEntry.objects.all(), hat)


def _cases(entries: QuerySet[PoolEntry], limit: int, offset: int = 0) -> list[Case]:
    """The cases of the most urgent entries, in that order."""
    wanted = entries.order_by("-lamp", "due", "case_id").values("case_id")[offset : offset + limit]
    return list(Case.objects.filter(id__in=wanted).order_by("-lamp", "due", "id"))
