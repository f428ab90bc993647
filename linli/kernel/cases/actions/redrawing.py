"""What becomes of matters when buildings come to another division: open ones follow their place, closed ones stay.

An open task on a desk of the former division goes to the desk that answers for it now, by the duty table; where
that is the same desk (a grid that moved as a whole), it only changes the division. Clocks go on. Whoever handled the
matter before keeps the task they had, and so the sight of it.
"""

from __future__ import annotations

from django.db.models import Q

from linli.kernel.cases import catalogue, owners
from linli.kernel.cases.actions import showing, succeeding
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.owners import Owner, Spot
from linli.kernel.places import queries as places
from linli.kernel.places.models import Area
from linli.kernel.places.moves import Move
from linli.plumbing import scope

REDRAWN = "redrawn"
WAITING = "reporter"  # whose task it is while the city waits for the resident


def on_moved(move: Move) -> None:
    """The open matters of these places, in the transaction that changes the division."""
    cases = _followers(move)
    if not cases:
        return
    by_id = {case.id: case for case in cases}
    spots = {case.id: _spot(case, move) for case in cases}
    held = list(Task.objects.select_for_update().filter(case_id__in=spots, done__isnull=True, scope_id=move.old))
    desks = [(task, _desk(by_id[task.case_id], task, spots[task.case_id], move)) for task in held]
    scope.widen(move.by, {move.old, move.new, *(desk.scope_id for _task, desk in desks)})
    for case in cases:
        spot = spots[case.id]
        case.scope_id, case.area_id = spot.scope_id, spot.grid_id
        case.save(update_fields=["scope_id", "area_id"])
        open_ones = Task.objects.filter(case_id=case.id, done__isnull=True)
        open_ones.update(community_id=spot.scope_id, grid_id=spot.grid_id)
        for task, desk in desks:
            if task.case_id == case.id:
                task.community_id, task.grid_id = spot.scope_id, spot.grid_id
                succeeding.bring(case, task, desk, verb=REDRAWN, by=move.by, now=move.now)
        showing.renew(case, catalogue.of_versions(case.item_version, case.flow_version), at=move.now)


def _followers(move: Move) -> list[Case]:
    """Open matters of these places; of a pin those whose grid is looked after by the new division by now.

    Where the division itself has ended, whatever else lay in it.
    """
    grids = Area.objects.filter(scope_id=move.new, until__isnull=True).values("id")
    here = Q(place_id__in=move.places) | Q(place_id__isnull=True, area_id__in=grids)
    wanted = Q() if move.old in move.places else here
    running = Case.objects.select_for_update().filter(wanted, scope_id=move.old, closed__isnull=True)
    return list(running.order_by("id"))


def _spot(case: Case, move: Move) -> Spot:
    """Where the case is now: its building's grid, else the grid it had, if that came along."""
    if case.place_id is not None and case.place_id != move.old:
        return owners.at_place(case.place_id, at=move.now)
    grid = places.area(case.area_id) if case.area_id is not None else None
    came = grid is not None and grid.until is None and grid.scope_id == move.new
    grid_id = case.area_id if came else None
    return Spot(move.new, grid_id, label=case.where, lon=case.lon, lat=case.lat, cell=case.cell)


def _desk(case: Case, task: Task, spot: Spot, move: Move) -> Owner:
    """The desk that answers for a task now; while the resident is waited for, nobody's."""
    if task.role == WAITING:
        return Owner(task.role, task.unit_id, task.unit_name, spot.scope_id, None)
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    if task.step not in matter.flow:
        return owners.backstop(spot.scope_id, at=move.now)
    return owners.of_step(matter, task.step, spot=spot, at=move.now, about=case.about_unit)
