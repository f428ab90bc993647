"""What a grid worker's phone takes along: grids, plans, catalogue and open matters, as plain values.

Everything of it may be shown without a network later. It holds no name and no telephone of any reporter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.engines import flow
from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, pool, sectors
from linli.kernel.cases.models import Case, Clock, Task
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.models import Area, Place
from linli.kit import words
from linli.kit.desk import speaking, tokens
from linli.plumbing.scope import Hat
from linli.scenarios.hotline_grid.rounds import GridRound, PlanInGrid

MOST_MATTERS = 300
WITHOUT_NETWORK = frozenset({"text", "photo"})  # what an action may ask for and still be done offline


def grids(found: Sequence[Area]) -> list[dict[str, Any]]:
    """The grids as they are drawn: name and outline."""
    return [{"id": one.id, "name": one.name, "outline": _rings(one)} for one in found]


def _rings(area: Area) -> list[list[list[float]]]:
    """The outer rings of an area, longitude and latitude."""
    if area.outline is None:
        return []
    shape = geo.shape_of(bytes(area.outline))
    parts = getattr(shape, "geoms", [shape])
    return [[[round(lon, 6), round(lat, 6)] for lon, lat in part.exterior.coords] for part in parts]


def buildings(found: Mapping[int, Sequence[Place]]) -> list[dict[str, Any]]:
    """The buildings of each grid, to choose one where there is no position."""
    return [
        {"id": one.id, "grid": grid, "name": places.written(one.address, one.name), "lon": one.lon, "lat": one.lat}
        for grid, inside in found.items()
        for one in inside
    ]


def items(*, at: datetime) -> list[dict[str, Any]]:
    """The catalogue by sector, each item with every name a sector has for it."""
    names: dict[str, list[str]] = {}
    for code in sectors.codes(at=at):
        names.setdefault(code.item, []).append(f"{code.sign} {code.label.text(_language())}")
    return [
        {
            "code": one.code,
            "label": one.label.text(_language()),
            "sector": one.sector,
            "icon": one.icon,
            "names": names.get(one.code, []),
        }
        for one in catalogue.items(at=at)
    ]


def sector_names(*, at: datetime) -> list[dict[str, str]]:
    return [{"code": one.code, "label": one.label.text(_language())} for one in sectors.sectors(at=at)]


def plans(found: Sequence[GridRound], *, now: datetime) -> list[dict[str, Any]]:
    """The plans of every grid with their targets as they stand."""
    return [_plan(one, grid, now) for grid in found for one in grid.plans]


def _plan(one: PlanInGrid, grid: GridRound, now: datetime) -> dict[str, Any]:
    entry = one.plan.entry
    return {
        "code": entry.code,
        "grid": grid.grid.id,
        "label": entry.label.text(_language()),
        "look": entry.look_for.text(_language()) if entry.look_for else "",
        "often": often(one),
        "targets": [
            {
                "key": each.target.key,
                "name": each.target.name,
                "lon": each.target.lon,
                "lat": each.target.lat,
                "state": each.state,
                "last": words.moment(each.last, now) if each.last else "",
            }
            for each in one.targets
        ],
    }


def often(one: PlanInGrid) -> str:
    """每周3次，8:00–18:00."""
    entry = one.plan.entry
    said = {
        "day": _("%(times)s a day"),
        "week": _("%(times)s a week"),
        "month": _("%(times)s a month"),
    }[entry.per] % {"times": entry.times}
    return f"{said} {entry.window.replace('-', '–')}".strip()


def matters(hat: Hat, found: Sequence[Area], *, now: datetime) -> list[dict[str, Any]]:
    """The open matters of the grids, each with what may be done to it on the spot without a network."""
    listed = pool.in_grids(hat, grids=[one.id for one in found], limit=MOST_MATTERS)
    tasks = pool.open_tasks(listed)
    mine = {case: next((one for one in held if cases.holds(hat, one)), None) for case, held in tasks.items()}
    clocks = pool.pressing_clocks(listed)
    return [_matter(case, mine.get(case.id), clocks.get(case.id), now) for case in listed]


def _matter(case: Case, task: Task | None, clock: Clock | None, now: datetime) -> dict[str, Any]:
    running = catalogue.of_versions(case.item_version, case.flow_version)
    step = next((one for one in running.flow.steps if one.name == case.step), None)
    pressing = task or clock  # my own step, else what presses most
    due = pressing.due if pressing else None
    return {
        "number": case.number,
        "title": case.title,
        "item": case.item,
        "where": case.where,
        "lon": case.lon,
        "lat": case.lat,
        "lamp": speaking.lamp_of(pressing.lamp if pressing else case.lamp),
        "due": words.due(due, now) if due else "",
        "step": speaking.label_of(step) if step else "",
        "task": tokens.task_mark(task) if task else "",
        "actions": _actions(running.flow[task.step].actions) if task and task.step in running.flow else [],
    }


def _actions(found: Sequence[flow.Action]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "label": speaking.label_of(one),
            "text": next((ask.required for ask in one.asks if ask.field == "text"), None),
            "photo": next((ask.required for ask in one.asks if ask.field == "photo"), None),
        }
        for one in found
        if not one.returns and {ask.field for ask in one.asks} <= WITHOUT_NETWORK and not _speaks(one)
    ]


def _speaks(action: flow.Action) -> bool:
    """Whether the action says something to the resident: that is not sent hours later."""
    return catalogue.has_effect(action, "answers") or catalogue.has_effect(action, "contacts")


def _language() -> str:
    return get_language() or "zh-hans"
