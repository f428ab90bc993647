"""Patrol plans: what the grid workers of a city look at, how often, between which hours. Data, like items."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.kernel.places import queries as places
from linli.kernel.places.models import Area, Place
from linli.plumbing import pack_catalogue, packs
from linli.plumbing.packs import Context, Entry, Problem, Words
from linli.plumbing.packs.shapes import Filled, Shape
from linli.scenarios.hotline_grid.covering import Frequency, minutes

MOST_TIMES = 20
_WINDOW = re.compile(r"(\d{1,2}):([0-5]\d)-(\d{1,2}):([0-5]\d)")


class PatrolPoint(Shape, frozen=True, kw_only=True):
    """One spot to look at: what it is called and where it is, degrees WGS 84. Its grid is told by the outline."""

    name: Filled
    lon: float
    lat: float


def check_plan(entry: PatrolPlan, context: Context) -> list[Problem]:
    """It has something to look at, a frequency somebody can keep, and hours that can be read."""
    found = []
    if not entry.buildings and not entry.points:
        found.append(context.problem(message=_("%(where)s has nothing to look at: name points, or buildings: true")))
    if not 1 <= entry.times <= MOST_TIMES:
        message = _("%(where)s should be from 1 to %(most)s")
        found.append(context.problem("times", message=message, most=MOST_TIMES))
    if entry.window and frequency_of(entry) is None:
        message = _('%(where)s: "%(window)s" are no hours. Write "8:00-18:00".')
        found.append(context.problem("window", message=message, window=entry.window))
    return found


@packs.kind("patrols", check=check_plan)
class PatrolPlan(Entry, frozen=True, kw_only=True):
    """What to look at on patrol: every building of the grids, or named points; ``times`` ``per`` day, week or month.

    ``grids`` are codes of grids; none named means every grid. Only visits within the ``window`` count.
    """

    label: Words
    look_for: Words | None = None
    grids: list[str] = msgspec.field(default_factory=list)
    buildings: bool = False
    points: list[PatrolPoint] = msgspec.field(default_factory=list)
    times: int = 1
    per: Literal["day", "week", "month"] = "week"
    window: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing a plan wants looked at in one grid."""

    plan: str
    key: str
    name: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it holds, with what it means in one grid."""

    entry: PatrolPlan
    frequency: Frequency
    targets: tuple[Target, ...]
    since: datetime | None


def frequency_of(entry: PatrolPlan) -> Frequency | None:
    """How often and when; None where the hours cannot be read."""
    if not entry.window:
        return Frequency(entry.times, entry.per)
    found = _WINDOW.fullmatch(entry.window.replace(" ", "").replace("–", "-"))
    if found is None:
        return None
    begin, end = minutes(found[1], found[2]), minutes(found[3], found[4])
    return Frequency(entry.times, entry.per, begin, end) if begin < end <= 24 * 60 else None


def of_grids(grids: Sequence[Area], buildings: Mapping[int, Sequence[Place]], *, at: datetime) -> dict[int, list[Plan]]:
    """The plans of each grid with their targets, by code: a statement for the plans, one for where the points lie."""
    held = [(one, frequency) for one in pack_catalogue.heads("patrols", at).values()
            if (frequency := frequency_of(one.value)) is not None]  # fmt: skip
    points = [(version.code, point) for version, _frequency in held for point in version.value.points]
    found = places.points_of(grids, [(point.lon, point.lat) for _code, point in points], at=at)
    made: dict[int, list[Plan]] = {}
    for grid in grids:
        spots = [points[number] for number in found[grid.id]]
        made[grid.id] = [
            Plan(version.value, frequency, targets, version.effective_from or version.published)
            for version, frequency in held
            if not version.value.grids or grid.code in version.value.grids
            if (targets := _targets(version.value, spots, buildings[grid.id]))
        ]
    return made


def of_grid(grid: Area, *, at: datetime) -> list[Plan]:
    """The plans of one grid."""
    return of_grids([grid], places.buildings_of([grid.id], at=at), at=at)[grid.id]


def _targets(
    entry: PatrolPlan, spots: Sequence[tuple[str, PatrolPoint]], buildings: Sequence[Place]
) -> tuple[Target, ...]:
    """What a plan wants looked at in a grid: its own points there, known by their names, then the buildings."""
    own = [Target(entry.code, f"p{one.name}"[:80], one.name, one.lon, one.lat)
           for code, one in spots if code == entry.code]  # fmt: skip
    if entry.buildings:
        own += [Target(entry.code, f"b{one.id}", places.written(one.address, one.name), one.lon, one.lat)
                for one in buildings]  # fmt: skip
    return tuple(own)
