"""An area that has ended loses nothing: its open matters go to the area that took it over.

Without one, each goes where it lies now: to the grid or compound of its building, else of its point, else to the desk
of last resort. The clocks go on as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from linli.kernel.cases import owners
from linli.kernel.cases.actions.succeeding import bring
from linli.kernel.cases.models import Case, Task
from linli.kernel.journal import actions as journal
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kernel.places.models import AreaKind
from linli.kernel.places.moves import Ended
from linli.plumbing.scope import Hat


def on_area_ended(ended: Ended, by: Hat, now: datetime) -> None:
    """Every open matter that names the ended area, or lies on a desk of it, one after the other."""
    tasks = Task.objects.filter(Q(area_id=ended.area) | Q(grid_id=ended.area), done__isnull=True)
    found = set(tasks.values_list("case_id", flat=True))
    found |= set(Case.objects.filter(area_id=ended.area, closed__isnull=True).values_list("id", flat=True))
    for case in Case.objects.select_for_update().filter(id__in=found).order_by("id"):
        _go_on(case, list(tasks.filter(case_id=case.id).order_by("id")), ended, by=by, now=now)


def _go_on(case: Case, tasks: Sequence[Task], ended: Ended, *, by: Hat, now: datetime) -> None:
    to = ended.into or _here(case, ended.kind, now)
    if ended.kind == AreaKind.GRID:
        Case.objects.filter(id=case.id, area_id=ended.area).update(area_id=to)
        Task.objects.filter(id__in=[task.id for task in tasks], grid_id=ended.area).update(grid_id=to)
        case.refresh_from_db(fields=["area_id"])
    for task in tasks:
        if task.area_id == ended.area:
            task.refresh_from_db(fields=["grid_id"])
            _next_desk(case, task, to, by=by, now=now)
    payload = {"from": ended.area, "to": to}
    journal.append(verb="case.regrid", kind="case", record=case.id, by=by, at=now, payload=payload)


def _next_desk(case: Case, task: Task, to: int | None, *, by: Hat, now: datetime) -> None:
    """The desk of the same role in the next area; where the same unit holds it, the task stays on its desk."""
    desk = people.owner_in_area(task.role, to, at=now) if to else None
    bring(case, task, desk or owners.backstop(case.scope_id, at=now), by=by, now=now)


def _here(case: Case, kind: str, now: datetime) -> int | None:
    """The area of the kind the matter lies in now."""
    building = owners.building_of(case.place_id)
    if kind == AreaKind.COMPOUND:
        area = places.compound_of(building, at=now) if building else None
    else:
        area = places.grid_of(building_id=building, lon=case.lon, lat=case.lat, at=now)
    return area.id if area else None
