"""Asking about cases that may be one event: who stands behind them, what is handled together, what looks alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from linli.engines.texts import likeness
from linli.kernel.cases import catalogue
from linli.kernel.cases.catalogue import UnknownItem
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.models_clusters import ClusterMember
from linli.kernel.people.models import Subject
from linli.kernel.places import geo

CANDIDATES, CELLS = 60, 8
SPAN = timedelta(days=30)  # reports of one event come within a month of each other
ENOUGH = 0.35


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be about the same event: how far away (None where nobody knows) and how alike, 0 to 1."""

    case: Case
    metres: float | None
    likeness: float


def people_behind(subjects: Iterable[Subject]) -> int:
    """How many different people these reporters are at most: by person, account and phone, not by report.

    Whoever left nothing of themselves cannot be told apart, so all of them together count as one: a hundred nameless
    reports weigh no more than one.
    """
    groups: list[set[tuple[str, object]]] = []
    nameless = 0
    for one in subjects:
        marks = _marks(one)
        if not marks:
            nameless = 1
            continue
        touching = [group for group in groups if group & marks]
        groups = [group for group in groups if not group & marks]
        groups.append(marks.union(*touching))
    return len(groups) + nameless


def _marks(subject: Subject) -> set[tuple[str, object]]:
    """What tells a reporter apart from others."""
    found = {
        "person": subject.person_id,
        "account": subject.account_id,
        "phone": bytes(subject.phone_blind) if subject.phone_blind is not None else None,
    }
    return {(name, value) for name, value in found.items() if value is not None}


def members_of(case: Case) -> list[Case]:
    """The cases handled together under this one now, as far as the hat sees them, the oldest first."""
    if not case.leads:
        return []
    live = ClusterMember.objects.filter(lead_id=case.id, until__isnull=True).values("case_id")
    return list(Case.objects.filter(id__in=live).order_by("id"))


def lead_of(case: Case) -> Case | None:
    """The case this one is handled together with; None also where the hat does not see it."""
    return Case.objects.filter(id=case.lead_id).first() if case.lead_id is not None else None


def suggested(case: Case, *, limit: int = 5) -> list[Alike]:
    """Open cases the hat sees that may be about the same event: near in place and time, of one kind, in like words."""
    if case.closed is not None or case.lead_id is not None:
        return []
    near = _near(case) if case.cell is not None else _of_community(case)
    found = [_alike(case, one) for one in near if one.id != case.id and one.lead_id is None]
    radius = _radius(case)
    fitting = [one for one in found if _fits(case, one, radius)]
    return sorted(fitting, key=lambda one: (-_score(case, one, radius), one.case.id))[:limit]


def _near(case: Case) -> list[Case]:
    assert case.lon is not None
    assert case.lat is not None
    cells = geo.cell_ranges(geo.box_around(case.lon, case.lat, _radius(case)), most=CELLS)
    found: list[Case] = []
    for ends in cells:
        rows = Case.objects.filter(cell__range=ends, closed__isnull=True, at__gte=case.at - SPAN)
        found += rows.order_by("-id")[:CANDIDATES]
    return found[:CANDIDATES]


def _of_community(case: Case) -> list[Case]:
    """Where nobody knows the spot: the open tasks of the same kind in the same division."""
    tasks = Task.objects.filter(scope_id=case.scope_id, item=case.item, done__isnull=True).order_by("-id")[:CANDIDATES]
    numbers: Sequence[int] = list(tasks.values_list("case_id", flat=True))
    return list(Case.objects.filter(id__in=numbers, at__gte=case.at - SPAN))


def _alike(case: Case, other: Case) -> Alike:
    metres = None
    if None not in (case.lon, case.lat, other.lon, other.lat):
        metres = geo.metres(case.lon or 0.0, case.lat or 0.0, other.lon or 0.0, other.lat or 0.0)
    return Alike(other, metres, likeness(case.text, other.text))


def _radius(case: Case) -> float:
    try:
        return catalogue.of_versions(case.item_version, case.flow_version).item.near
    except (KeyError, UnknownItem):
        return 150.0


def _fits(case: Case, one: Alike, radius: float) -> bool:
    """Near enough and of the same kind; of another kind, or nowhere, only in very much the same words."""
    if one.metres is not None and one.metres > radius:
        return False
    same = one.case.item == case.item
    return (same and one.metres is not None) or one.likeness >= ENOUGH


def _score(case: Case, one: Alike, radius: float) -> float:
    closeness = 1 - one.metres / radius if one.metres is not None else 0.0
    days = abs((one.case.at - case.at) / SPAN)
    return closeness + 2 * one.likeness + (one.case.item == case.item) + (1 - min(1.0, days))
