"""Asking for patrols: my grids, what a plan wants looked at there, and how far it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linli.kernel.cases import catalogue
from linli.kernel.places import queries as places
from linli.kernel.places.models import Area, Place
from linli.plumbing import policy
from linli.plumbing.scope import Hat
from linli.scenarios.hotline_grid import covering, plans
from linli.scenarios.hotline_grid.covering import Covered
from linli.scenarios.hotline_grid.models import PatrolEntry
from linli.scenarios.hotline_grid.plans import Plan, Target

VISIT, START, END = "visit", "start", "end"
LONGEST_ROUND = timedelta(hours=16)
LOOK_BACK = timedelta(days=70)  # this month and the one before it
Visits = Mapping[tuple[int | None, str, str], Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A target of a plan, how it stands and when it was last looked at."""

    target: Target
    state: str
    last: datetime | None


@dataclass(slots=True)
class PlanInGrid:
    """A plan in one grid: its targets as they stand, and how far it was kept in the week."""

    plan: Plan
    targets: list[Standing]
    covered: Covered

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.targets)


@dataclass(slots=True)
class GridRound:
    """A grid with its buildings and its plans."""

    grid: Area
    buildings: Sequence[Place] = ()
    plans: list[PlanInGrid] = field(default_factory=list)

    @property
    def covered(self) -> Covered:
        return sum((one.covered for one in self.plans), Covered())

    def count(self, state: str) -> int:
        return sum(one.count(state) for one in self.plans)


def grids_of(hat: Hat, *, at: datetime) -> list[Area]:
    """The grids a hat walks; of those who see to more than grids, every grid of their divisions."""
    found = places.grids_in(hat.scopes, at=at)
    return [one for one in found if one.id in hat.areas] if hat.role == "grid_worker" and hat.areas else found


def rounds(grids: Iterable[Area], *, week: date, now: datetime) -> list[GridRound]:
    """Every plan of these grids as it stands now, and how far it was kept in a week.

    Four statements, however many grids, buildings and spots there are.
    """
    zone = ZoneInfo(catalogue.city(at=now).zone)
    listed = list(grids)
    seen = _visits([one.id for one in listed], since=_from(week, now, zone), zone=zone)
    inside = places.buildings_of([one.id for one in listed], at=now)
    held = plans.of_grids(listed, inside, at=now)
    local = now.astimezone(zone)
    return [
        GridRound(one, inside[one.id], [_plan(plan, one.id, seen, week, local) for plan in held[one.id]])
        for one in listed
    ]


def _from(week: date, now: datetime, zone: ZoneInfo) -> datetime:
    """Early enough for the week that was asked for and for telling what is overdue today."""
    monday = datetime.combine(covering.period("month", week)[0], datetime.min.time(), zone)
    return min(now - LOOK_BACK, monday - timedelta(days=7))


def _visits(grids: Sequence[int], *, since: datetime, zone: ZoneInfo) -> Visits:
    rows = PatrolEntry.objects.filter(grid_id__in=grids, kind=VISIT, at__gte=since).order_by("at")
    found: dict[tuple[int | None, str, str], list[datetime]] = defaultdict(list)
    for grid, plan, target, at in rows.values_list("grid_id", "plan", "target", "at"):
        found[grid, plan, target].append(at.astimezone(zone))
    return found


def _plan(plan: Plan, grid: int, seen: Visits, week: date, local: datetime) -> PlanInGrid:
    """A plan in one grid, counted in the city's own time, in which ``local`` comes."""
    since = plan.since.astimezone(local.tzinfo).date() if plan.since else None
    visits = {one.key: seen.get((grid, plan.entry.code, one.key), ()) for one in plan.targets}
    targets = [
        Standing(one, covering.standing(plan.frequency, visits[one.key], local, since), _last(visits[one.key]))
        for one in plan.targets
    ]
    covered = covering.coverage(plan.frequency, visits, [one.key for one in plan.targets], week, local.date())
    return PlanInGrid(plan, targets, covered)


def _last(visits: Sequence[datetime]) -> datetime | None:
    return visits[-1] if visits else None


def running_round(hat: Hat, *, now: datetime) -> PatrolEntry | None:
    """The patrol this account has begun and not ended. One that was never ended is over after sixteen hours."""
    if not policy.may(hat, "patrol.walk"):
        return None
    own = PatrolEntry.objects.filter(account_id=hat.account, kind__in=(START, END), at__gte=now - LONGEST_ROUND)
    latest = own.order_by("-at", "-id").first()
    return latest if latest is not None and latest.kind == START else None
