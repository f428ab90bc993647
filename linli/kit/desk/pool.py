"""The one event pool of a street: every sector's open matters in one list, counted by sector and by grid.

A matter can be looked for by any name it goes by: the item's own, or the number a sector's catalogue writes.
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
from django.utils.translation import pgettext

from linli.engines import worktime
from linli.kernel.cases import catalogue, pool, sectors
from linli.kernel.cases.models import Case, Clock, Task
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

    sector: str = ""
    grid: str = ""
    q: str = ""
    page: int = 1

    def address(self, **changes: Any) -> str:
        """The address with some values changed; another filter begins at its first page."""
        said = {"sector": self.sector, "grid": self.grid, "q": self.q, "page": 1, **changes}
        query = {name: value for name, value in said.items() if value and not (name == "page" and value == 1)}
        return f"{reverse('pool')}?{urlencode(query)}" if query else reverse("pool")


@dataclass(frozen=True, slots=True)
class Line:
    """One grid of the table: its name, its filter, and open and late matters of every sector and in all."""

    name: str
    address: str
    chosen: bool
    figures: list[tuple[int, int]]


@page("case.oversee")
def pool_of_all(request: Request) -> HttpResponse:
    """All sectors in one list, by any filter. Four statements, and one for the names of the grids."""
    asked, now = _asked(request.GET), request.now
    names = {one.code: one.label.text(speaking.language()) for one in sectors.sectors(at=now)}
    sector_of = {item.code: item.sector for item in catalogue.items(at=now, inside=True)}
    counted = pool.counts(request.hat)
    grids = places.area_names({one.grid for one in counted if one.grid is not None})
    named = sectors.named(asked.q, at=now)
    found = pool.listed(
        request.hat, items=_items(asked, named, now), grid=_number(asked.grid), limit=SIZE + 1,
        offset=(asked.page - 1) * SIZE,
    )  # fmt: skip
    order = [*names, *([""] if any(sector_of.get(one.item, "") not in names for one in counted) else [])]
    context = {
        "asked": asked,
        "sectors": _by_sector(asked, counted, names, sector_of, order),
        "heads": [names.get(code) or _("no sector") for code in order],
        "lines": _by_grid(asked, counted, grids, sector_of, order, set(names)),
        "rows": _rows(found[:SIZE], names, sector_of, grids, now),
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
        sector=given.get("sector", "")[:80],
        grid=given.get("grid", "")[:12],
        q=given.get("q", "").strip()[:40],
        page=min(max(1, page_number), MOST_PAGES),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _items(asked: Asked, named: Sequence[sectors.Named], now: datetime) -> list[str] | None:
    """The items the filters leave; None where nothing was asked for."""
    wanted = None
    if asked.sector:
        wanted = sectors.items_of(asked.sector, at=now)
    if asked.q:
        called = [one.item.code for one in named]
        wanted = [code for code in called if wanted is None or code in wanted]
    return wanted


def _called(one: sectors.Named, names: Mapping[str, str]) -> str:
    """How a sector writes it, where it was found by that: 城管 部件 0103 雨水井盖."""
    if one.code is None:
        return ""
    label = one.code.label.text(speaking.language())
    return f"{names.get(one.code.sector, one.code.sector)} {one.code.sign} {label}"


def _by_sector(
    asked: Asked, counted: Sequence[Counted], names: Mapping[str, str], sector_of: Mapping[str, str], order: list[str]
) -> list[tuple[str, str, bool, int, int]]:
    """All and each sector: words, address, whether chosen, open, late; within the chosen grid."""
    grid = _number(asked.grid)
    here = [one for one in counted if grid is None or one.grid == grid]
    said = [(_("All sectors"), asked.address(sector=""), not asked.sector, *_sum(here))]
    for code in order:
        mine = [one for one in here if _sector(one, names, sector_of) == code]
        address = asked.address(sector=code) if code else asked.address(sector="")
        if code or mine:
            said.append((names.get(code) or _("no sector"), address, bool(code) and code == asked.sector, *_sum(mine)))
    return said


def _by_grid(
    asked: Asked,
    counted: Sequence[Counted],
    grids: Mapping[int, str],
    sector_of: Mapping[str, str],
    order: list[str],
    known: set[str],
) -> list[Line]:
    """A line for every grid that has open matters, and one for those whose grid nobody could tell."""
    names = dict.fromkeys(known, "")
    by_grid: dict[int | None, list[Counted]] = {}
    for one in counted:
        by_grid.setdefault(one.grid, []).append(one)
    lines = []
    for grid, mine in sorted(by_grid.items(), key=lambda one: (one[0] is None, grids.get(one[0] or 0, ""))):
        figures = [_sum([one for one in mine if _sector(one, names, sector_of) == code]) for code in order]
        chosen = asked.grid == str(grid)
        address = asked.address(grid="" if chosen else grid) if grid is not None else ""
        lines.append(Line(grids.get(grid or 0) or _("Grid unknown"), address, chosen, [*figures, _sum(mine)]))
    return lines


def _sector(one: Counted, names: Mapping[str, str], sector_of: Mapping[str, str]) -> str:
    sector = sector_of.get(one.item, "")
    return sector if sector in names else ""


def _sum(counted: Sequence[Counted]) -> tuple[int, int]:
    return sum(one.open for one in counted), sum(one.late for one in counted)


def _rows(
    found: Sequence[Case],
    names: Mapping[str, str],
    sector_of: Mapping[str, str],
    grids: Mapping[int, str],
    now: datetime,
) -> list[dict[str, Any]]:
    tasks, clocks = pool.open_tasks(found), pool.pressing_clocks(found)
    calendar = catalogue.calendar(at=now)
    return [
        {
            "number": case.number,
            "lamp": speaking.lamp_of(case.lamp),
            "due": _due(clocks.get(case.id), calendar, now),
            "sector": names.get(sector_of.get(case.item, ""), ""),
            "title": case.title,
            "where": case.where or _("place unknown"),
            "grid": grids.get(case.area_id or 0, ""),
            "unit": _units(tasks.get(case.id, [])),
            "step": speaking.step_of(case.item, case.step, now=now)[0],
        }
        for case in found
    ]


def _due(clock: Clock | None, calendar: worktime.Calendar, now: datetime) -> str:
    """What is left of the clock whose lamp the row shows."""
    return speaking.due_words(clock.due, clock.limit, calendar=calendar, now=now) if clock else _("no limit")


def _units(tasks: Sequence[Task]) -> str:
    """Who has it now; a task nobody here may see lies with a unit above."""
    return pgettext("list", ", ").join(dict.fromkeys(speaking.unit_of(one) for one in tasks)) or _("a unit above")
