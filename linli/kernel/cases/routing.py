"""Where a matter is routed: the first rule of the city's packs that fits, else the catalogue's own owner; and why.

A rule is looked at whenever a task is made for whoever answers for the matter, so a place that is set later routes
anew. Which one decided stays on the task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from linli.engines import flow
from linli.kernel.cases import catalogue, owners
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.owners import Owner, Spot
from linli.kernel.cases.packs_routes import Route, span_of
from linli.kernel.places import queries as places
from linli.plumbing import policy
from linli.plumbing.scope import Hat

MOST_TRIED = 500


def rules(*, at: datetime) -> list[Route]:
    """Every rule as it holds at a moment, in the order in which they are asked."""
    found: list[Route] = catalogue.held("routes", at=at)
    return sorted(found, key=lambda one: (one.order, one.code))


def route_of(case: Case, matter: Matter, step: str, *, at: datetime) -> Route | None:
    """The rule that decides whose a step of a matter is; None where the catalogue's own owner does."""
    if not owners.is_owners(matter, step):
        return None
    return first_fit(rules(at=at), case, matter, zone=ZoneInfo(catalogue.city(at=at).zone))


def first_fit(asked: Iterable[Route], case: Case, matter: Matter, *, zone: ZoneInfo) -> Route | None:
    """The first of these rules that fits a case."""
    local = case.at.astimezone(zone).time()
    codes = _Codes(case.scope_id)
    return next((one for one in asked if fits(one, case, matter, local=local, codes=codes)), None)


def fits(route: Route, case: Case, matter: Matter, *, local: time, codes: Callable[[], frozenset[str]]) -> bool:
    """Whether every condition of a rule holds. ``codes`` of the divisions are asked for only where one names places."""
    when = route.when
    return (
        (not when.items or case.item in when.items)
        and (not when.sectors or matter.item.sector in when.sectors)
        and (not when.channels or case.channel in when.channels)
        and (not when.hours or is_within(when.hours, local))
        and (not when.words or any(word in case.text for word in when.words))
        and (not when.places or bool(codes() & frozenset(when.places)))
    )


def is_within(hours: str, local: time) -> bool:
    """Whether a time of day lies in a span, its beginning included and its end not; over midnight too."""
    span = span_of(hours)
    if span is None:
        return False
    begin, end = span
    return begin <= local < end if begin < end else local >= begin or local < end


@dataclass(slots=True)
class _Codes:
    """The codes of the divisions a matter lies in, asked for once."""

    scope_id: int
    found: frozenset[str] | None = None

    def __call__(self) -> frozenset[str]:
        if self.found is None:
            self.found = frozenset(place.code for place in places.path(self.scope_id) if place.code)
        return self.found


@dataclass(frozen=True, slots=True)
class Tried:
    """What other rules would have done to a past matter: the desk it went to, and the one it would go to."""

    task: Task
    before: str
    after: str
    route: Route | None


@dataclass(slots=True)
class Trial:
    """A dry run: how many matters were tried, which would go elsewhere, and how often each rule decided."""

    total: int = 0
    moved: list[Tried] = field(default_factory=list)
    decided: dict[str, int] = field(default_factory=dict)


def try_rules(asked: Sequence[Route], hat: Hat, *, now: datetime, limit: int = MOST_TRIED) -> Trial:
    """Ask other rules about the latest matters of a hat's area, as if each came in now. Nothing is changed.

    Both desks are worked out anew, under the rules that hold and under those asked about, so that only the rules
    differ and not what the duty table said then.
    """
    zone = ZoneInfo(catalogue.city(at=now).zone)
    holding = rules(at=now)
    asked = sorted(asked, key=lambda one: (one.order, one.code))
    firsts = policy.visible(Task.objects.filter(first=True), hat).order_by("-id")[:limit]
    cases = {case.id: case for case in Case.objects.filter(id__in=[task.case_id for task in firsts])}
    trial, desks = Trial(), _Desks(now)
    for task in firsts:
        case = cases.get(task.case_id)
        if case is None:
            continue
        matter = catalogue.of_versions(case.item_version, case.flow_version)
        old, new = (first_fit(some, case, matter, zone=zone) for some in (holding, asked))
        before, after = (desks.of(case, matter, one) for one in (old, new))
        trial.total += 1
        trial.decided[new.code if new else ""] = trial.decided.get(new.code if new else "", 0) + 1
        if before != after:
            trial.moved.append(Tried(task, before.label, after.label, new))
    return trial


class _Desks:
    """Whose a matter is under a rule, remembered, because hundreds of matters lie in few places."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.known: dict[tuple[flow.Owner, int, int | None, int | None], Owner] = {}

    def of(self, case: Case, matter: Matter, route: Route | None) -> Owner:
        rule = route.rule if route else flow.parse_owner(matter.item.owner)
        building = owners.building_of(case.place_id) if rule.level == "compound" else None
        key = (rule, case.scope_id, case.area_id, building)
        if key not in self.known:
            spot = Spot(scope_id=case.scope_id, grid_id=case.area_id, building_id=building)
            self.known[key] = owners.held(rule, spot=spot, at=self.now)
        return self.known[key]
