"""The one event pool of a street: every branch's open matters in one list, counted by branch and by grid.

A matter can be looked for by any name it goes by: the item's own, or the number a branch's catalogue writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import branches, catalogue, pool
from linli.kernel.cases.models import Task
from linli.kernel.cases.pool import Counted
from linli.kernel.places import queries as places
from linli.kit.desk import frame, speaking
from linli.kit.routes import Request, page

SIZE = 50
MOST_PAGES = 20
NO_GRID = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the pool was asked for, as it stands in the address."""

    branch: str = ""
    grid: str = ""
    q: str = ""
    page: int = 1

    def address(self, **changes: Any) -> str:
        """The address with some values changed; another filter begins at its first page."""
        said = {"branch": self.branch, "grid": self.grid, "q": self.q, "page": 1, **changes}
        query = {name: value for name, value in said.items() if value and not (name == "page" and value == 1)}
        return f"{reverse('pool')}?{urlencode(query)}" if query else reverse("pool")


@dataclass(frozen=True, slots=True)
class Line:
    """One grid of the table: its name, its filter, and open and late matters of every branch and in all."""

    name: str
    address: str
    chosen: bool
    figures: list[tuple[int, int]]


@page("case.oversee")
def pool_of_all(request: Request) -> HttpResponse:
    """All branches in one list, by any filter. Two statements, and one for the names of the grids."""
    asked, now = _asked(request.GET), request.now
    names = {one.code: one.label.text(speaking.language()) for one in branches.branches(at=now)}
    branch_of = {item.code: item.branch for item in catalogue.items(at=now)}
    counted = pool.counts(request.hat)
    grids = places.area_names({one.grid for one in counted if one.grid is not None})
    named = branches.named(asked.q, at=now)
    found = pool.listed(
        request.hat, items=_items(asked, named, now), grid=_number(asked.grid), limit=SIZE + 1,
        offset=(asked.page - 1) * SIZE,
    )  # fmt: skip
    order = [*names, *([""] if any(branch_of.get(one.item, "") not in names for one in counted) else [])]
    context = {
        "asked": asked,
        "branches": _by_branch(asked, counted, names, branch_of, order),
        "heads": [names.get(code) or _("no branch") for code in order],
        "lines": _by_grid(asked, counted, grids, branch_of, order, set(names)),
        "rows": _rows(found[:SIZE], names, branch_of, grids, now),
        "named": [(one.item.label.text(speaking.language()), _called(one, names)) for one in named],
        "grid_name": grids.get(_number(asked.grid) or 0, ""),
        "before": asked.address(page=asked.page - 1) if asked.page > 1 else "",
        "after": asked.address(page=asked.page + 1) if len(found) > SIZE and asked.page < MOST_PAGES else "",
        "first": (asked.page - 1) * SIZE + 1,
    }
    return frame.draw(request, "desk/pool.html", context, here="pool")


def _asked(given: QueryDict) -> Asked:
    number = given.get("page", "1")
    page_number = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1
    return Asked(
        branch=given.get("branch", "")[:80],
        grid=given.get("grid", "")[:12],
        q=given.get("q", "").strip()[:40],
        page=min(max(1, page_number), MOST_PAGES),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _items(asked: Asked, named: Sequence[branches.Named], now: datetime) -> list[str] | None:
    """The items the filters leave; None where nothing was asked for."""
    wanted = None
    if asked.branch:
        wanted = branches.items_of(asked.branch, at=now)
    if asked.q:
        called = [one.item.code for one in named]
        wanted = [code for code in called if wanted is None or code in wanted]
    return wanted


def _called(one: branches.Named, names: Mapping[str, str]) -> str:
    """How a branch writes it, where it was found by that: 城管 部件 0103 雨水井盖."""
    if one.code is None:
        return ""
    label = one.code.label.text(speaking.language())
    return f"{names.get(one.code.branch, one.code.branch)} {one.code.sign} {label}"


def _by_branch(
    asked: Asked, counted: Sequence[Counted], names: Mapping[str, str], branch_of: Mapping[str, str], order: list[str]
) -> list[tuple[str, str, bool, int, int]]:
    """All and each branch: words, address, whether chosen, open, late; within the chosen grid."""
    grid = _number(asked.grid)
    here = [one for one in counted if grid is None or one.grid == grid]
    said = [(_("All branches"), asked.address(branch=""), not asked.branch, *_sum(here))]
    for code in order:
        mine = [one for one in here if _branch(one, names, branch_of) == code]
        address = asked.address(branch=code) if code else asked.address(branch="")
        if code or mine:
            said.append((names.get(code) or _("no branch"), address, bool(code) and code == asked.branch, *_sum(mine)))
    return said


def _by_grid(
    asked: Asked,
    counted: Sequence[Counted],
    grids: Mapping[int, str],
    branch_of: Mapping[str, str],
    order: list[str],
    known: set[str],
) -> list[Line]:
    """A line for every grid that has open matters, and one for those whose grid nobody could tell."""
    names = dict.fromkeys(known, "")
    lines = []
    for grid in sorted({one.grid for one in counted}, key=lambda one: (one is None, grids.get(one or 0, ""))):
        mine = [one for one in counted if one.grid == grid]
        figures = [_sum([one for one in mine if _branch(one, names, branch_of) == code]) for code in order]
        chosen = asked.grid == str(grid)
        address = asked.address(grid="" if chosen else grid) if grid is not None else ""
        lines.append(Line(grids.get(grid or 0) or _("Grid unknown"), address, chosen, [*figures, _sum(mine)]))
    return lines


def _branch(one: Counted, names: Mapping[str, str], branch_of: Mapping[str, str]) -> str:
    branch = branch_of.get(one.item, "")
    return branch if branch in names else ""


def _sum(counted: Sequence[Counted]) -> tuple[int, int]:
    return sum(one.open for one in counted), sum(one.late for one in counted)


def _rows(
    found: Sequence[Task],
    names: Mapping[str, str],
    branch_of: Mapping[str, str],
    grids: Mapping[int, str],
    now: datetime,
) -> list[dict[str, Any]]:
    calendar = catalogue.calendar(at=now)
    return [
        {
            "number": task.number,
            "lamp": speaking.lamp_of(task.lamp),
            "due": speaking.due_words(task.due, task.limit, calendar=calendar, now=now),
            "branch": names.get(branch_of.get(task.item, ""), ""),
            "title": task.title,
            "where": task.where or _("place unknown"),
            "grid": grids.get(task.grid_id or 0, ""),
            "unit": speaking.unit_of(task),
            "step": speaking.step_of(task.item, task.step, now=now)[0],
        }
        for task in found
    ]
