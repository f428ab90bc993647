"""The one event pool: every open matter of an area, whatever branch's it is and whoever brought it.

A matter stands in it once, however many tasks of it are open. Counts and rows start from the tasks, because they
are what a hat may see; the grid is the matter's own, not that of the desk that has it now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from linli.kernel.cases.models import Case, Lamp, Task
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
    if not hat.scopes:
        return []
    late = Count("case_id", distinct=True, filter=Q(lamp__gte=Lamp.RED))
    rows = _open(hat).order_by().values_list("item", "grid_id")
    return [Counted(*row) for row in rows.annotate(open=Count("case_id", distinct=True), late=late)]


def listed(hat: Hat, *, items: Sequence[str] | None, grid: int | None, limit: int, offset: int = 0) -> list[Task]:
    """The most urgent open task of each matter, the most urgent first. One statement."""
    if not hat.scopes:
        return []
    first = _open(hat).order_by("case_id", "-lamp", "due", "id").distinct("case_id").values("id")
    rows = Task.objects.filter(id__in=first)
    if items is not None:
        rows = rows.filter(item__in=list(items))
    if grid is not None:
        rows = rows.filter(grid_id=grid)
    return list(rows.order_by("-lamp", "due", "id")[offset : offset + limit])


def cases(hat: Hat, *, grids: Sequence[int], limit: int) -> list[Case]:
    """The open matters of some grids, as their map shows them: the most urgent first. One statement."""
    open_ones = _open(hat).filter(grid_id__in=list(grids)).order_by().values("case_id")
    return list(Case.objects.filter(id__in=open_ones).order_by("-lamp", "due", "id")[:limit])


def _open(hat: Hat) -> QuerySet[Task]:
    return policy.visible(Task.objects.filter(done__isnull=True), hat)
