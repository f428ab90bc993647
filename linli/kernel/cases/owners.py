"""Where a matter is and whose it is: from a report to a spot, from a step's owner rule to a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases import catalogue
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.models import Case, Handover, Task
from linli.kernel.cases.reports import NotAReport, Report
from linli.kernel.people import queries as people
from linli.kernel.people.queries import Owner
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.models import AreaKind, Level

__all__ = ["Owner", "Spot", "desk_of", "held", "is_owners", "kept", "locate", "next_owners", "of_step"]

CLERK, COORDINATOR = "clerk", "coordinator"
NOBODY = -2  # no unit: where the city has no intake desk, only messages reach who asked for secrecy
OVERSEERS = (("street_lead", "street"), ("supervisor", "district"), ("supervisor", "city"), ("clerk", "city"))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a matter is. ``grid_id`` is None while nobody has said: it waits in the "grid unknown" queue."""

    scope_id: int
    grid_id: int | None = None
    building_id: int | None = None
    label: str = ""
    public_label: str = ""
    lon: float | None = None
    lat: float | None = None
    cell: int | None = None


def locate(report: Report, *, at: datetime) -> Spot:
    """The spot of a report: a building belongs by the set of its grid, a point by the outline, else unknown."""
    if report.place is not None:
        return at_place(report.place, extra=report.where, at=at)
    grid = None
    if report.lon is not None and report.lat is not None:
        grid = places.grid_of(lon=report.lon, lat=report.lat, at=at)
    return Spot(
        scope_id=grid.scope_id if grid else report.scope,
        grid_id=grid.id if grid else None,
        label=report.where[:200],
        public_label=grid.name if grid else "",
        lon=report.lon,
        lat=report.lat,
        cell=None if report.lon is None or report.lat is None else geo.cell(report.lon, report.lat),
    )


def at_place(place_id: int, *, extra: str = "", at: datetime) -> Spot:
    """The spot of a building, a dwelling or a whole division of the tree."""
    found = places.standing(place_id)
    grid = places.grid_of(building_id=found.building_id, at=at) if found.building_id else None
    return Spot(
        scope_id=found.scope_id,
        grid_id=grid.id if grid else None,
        building_id=found.building_id,
        label=f"{found.label}{extra}"[:200],
        public_label=found.public_label,
        lon=found.lon,
        lat=found.lat,
        cell=None if found.lon is None or found.lat is None else geo.cell(found.lon, found.lat),
    )


def in_grid(grid_id: int, *, at: datetime) -> Spot:
    """The spot of a grid somebody chose: no building, no point."""
    grid = places.area(grid_id)
    if grid is None or grid.kind != AreaKind.GRID or (grid.until is not None and grid.until <= at):
        raise NotAReport("place", _("This grid is no more. Choose another."))
    return Spot(scope_id=grid.scope_id, grid_id=grid.id, label=grid.name, public_label=grid.name)


def is_community(scope_id: int, *, place: int | None) -> bool:
    """Whether a place is a community, the largest that is small enough to send somebody to."""
    found = places.place(place or 0)
    return found is not None and found.id == scope_id and found.level == Level.COMMUNITY and found.until is None


def public_label(case: Case) -> str:
    """How everybody may read where a case is: the compound or division of its place, else its grid."""
    if case.place_id is not None:
        return places.standing(case.place_id).public_label
    grid = places.area(case.area_id) if case.area_id is not None else None
    return grid.name if grid else ""


def building_of(place_id: int | None) -> int | None:
    """The building of a place; None for a division or no place at all."""
    return None if place_id is None else places.standing(place_id).building_id


def of_step(
    matter: Matter, step: str, *, spot: Spot, at: datetime, about: int = 0, route: flow.Owner | None = None
) -> Owner:
    """The desk that owns a step at a spot. Where nobody is named: that of last resort, which may hand it on.

    A report about a unit (``about``) is for who oversees it, whatever the step says. ``route`` is what a rule of the
    city says instead of the catalogue.
    """
    rule = route or rule_of(matter, step)
    if matter.flow[step].is_wait:
        return Owner(role=rule.role, unit_id=None, unit_name="", scope_id=spot.scope_id, area_id=None)
    if about:
        return overseer(spot.scope_id, about=about, at=at)
    return held(rule, spot=spot, at=at)


def held(rule: flow.Owner, *, spot: Spot, at: datetime) -> Owner:
    """The desk that holds a rule's role around a spot, else that of last resort."""
    found = people.owner(
        rule.role, rule.level, scope_id=spot.scope_id, building_id=spot.building_id, grid_id=spot.grid_id, at=at
    )
    if found is None and rule.role == COORDINATOR:
        found = people.owner(COORDINATOR, "city", scope_id=spot.scope_id, at=at)
    return found or backstop(spot.scope_id, at=at)


def next_owners(scope_id: int, *, at: datetime) -> list[Owner]:
    """The desks a matter may be given to around a place. A coordinator decides between units and is none of them."""
    return [one for one in people.units_to_hand_over(scope_id, at=at) if one.role != COORDINATOR]


def backstop(scope_id: int, *, at: datetime) -> Owner:
    """The desk of last resort around a place (兜底): the first that is held of those the city names."""
    for text in catalogue.city(at=at).backstop:
        rule = flow.parse_owner(text)
        held = people.owner(rule.role, rule.level, scope_id=scope_id, at=at)
        if held is not None:
            return held
    return Owner(role=CLERK, unit_id=None, unit_name="", scope_id=scope_id, area_id=None)


def is_owners(matter: Matter, step: str) -> bool:
    """Whether a step belongs to whoever answers for the matter, not to a role the flow names."""
    return step in matter.flow and matter.flow[step].by == flow.Owner("owner")


def desk_of(task: Task) -> Owner:
    """The desk on which a task lies."""
    return Owner(task.role, task.unit_id, task.unit_name, task.scope_id, task.area_id)


def kept(case: Case, matter: Matter, step: str) -> Owner | None:
    """The desk a matter was given to, where the step belongs to whoever answers for it; else the duty table says.

    What it was given to somebody as, before it was found to be another matter, does not count.
    """
    if not case.handovers or not is_owners(matter, step):
        return None
    given = Handover.objects.filter(case_id=case.id, owns=True, at__gte=case.item_since or case.at)
    last = given.order_by("-id").first()
    if last is None or last.to_scope is None or (case.about_unit and last.to_unit == case.about_unit):
        return None
    area = places.area(last.to_area) if last.to_area is not None else None
    if area is None and _has_left(case, last):
        return None
    where = area.scope_id if area else last.to_scope
    return Owner(last.to_role, last.to_unit or None, last.to_name, where, last.to_area)


def _has_left(case: Case, given: Handover) -> bool:
    """Whether the place lay in the community it was given to then, and lies in another one since."""
    if given.to_scope == case.scope_id or case.place_id is None:
        return False
    stood = places.division_on(case.place_id, Level.COMMUNITY, on=given.at)
    return stood is not None and stood.id == given.to_scope


def overseer(scope_id: int, *, about: int, at: datetime) -> Owner:
    """Who looks into a report about a unit: the nearest desk above that belongs to another one."""
    for role, level in OVERSEERS:
        held = people.owner(role, level, scope_id=scope_id, at=at)
        if held is not None and held.unit_id != about:
            return held
    raise LookupError("no street lead, supervisor or city desk outside this unit stands in the duty table")


def intake_unit(scope_id: int, *, at: datetime) -> int:
    """The unit whose clerks may know who asked for secrecy: the city's intake desk, else the community's own."""
    held = (people.owner("clerk", level, scope_id=scope_id, at=at) for level in ("city", "community"))
    return next((one.unit_id for one in held if one is not None and one.unit_id), NOBODY)


def rule_of(matter: Matter, step: str) -> flow.Owner:
    """Who acts at a step: its own rule, or the owner of the item where the step says ``owner``."""
    found = matter.flow[step]
    rule = found.by or found.waits_for or flow.Owner("owner")
    return flow.parse_owner(matter.item.owner) if rule.role == "owner" else rule
