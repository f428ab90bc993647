"""A list of tasks in words: the rows of a page, where the page stands, what can be sifted by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.engines import worktime
from linli.kernel.cases import catalogue
from linli.kernel.cases.lists import MOST
from linli.kernel.cases.models import Task
from linli.kernel.places import queries as places
from linli.kit import once, words
from linli.kit.desk import asked as asking
from linli.kit.desk import many, paging, speaking
from linli.kit.desk.asked import Asked

NAMES_HOLD = 300  # seconds; grids are hardly ever redrawn
MOST_PLACES = 60  # of a list of communities and grids; a whole city sifts on the map


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, in words."""

    number: str
    lamp: str
    due: str
    title: str
    where: str
    unit: str
    step: str
    address: str
    peek: str
    chosen: bool
    fresh: bool
    taken: str = ""
    mentioned: bool = False
    tick: str = ""


def rows(
    tasks: Sequence[Task], asked: Asked, *, since: datetime, now: datetime, unread: Collection[int] = ()
) -> list[Row]:
    """The tasks in words. What is the same for many rows is asked once."""
    calendar = catalogue.calendar(at=now)
    page, peeks = reverse("matter", args=["-"])[:-1], asked.address(case="") + "&case="
    steps: dict[tuple[str, str], str] = {}
    made = []
    for task in tasks:
        if (task.item, task.step) not in steps:
            steps[task.item, task.step] = speaking.step_of(task.item, task.step, now=now)[0]
        made.append(
            Row(
                number=task.number,
                lamp="" if task.done else speaking.lamp_of(task.lamp),
                due=words.moment(task.done, now) if task.done else _due(task, calendar, now),
                title=task.title,
                where=task.where or _("place unknown"),
                unit=speaking.unit_of(task),
                step=steps[task.item, task.step],
                address=page + task.number,
                peek=peeks + task.number,
                chosen=task.number == asked.case,
                fresh=task.opened > since,
                taken=task.taken_name.partition(" ")[0],
                mentioned=task.case_id in unread,
                tick="" if task.done else many.tick_of(task),
            )
        )
    return made


def _due(task: Task, calendar: worktime.Calendar, now: datetime) -> str:
    return speaking.due_words(task.due, task.limit, calendar=calendar, now=now)


@once.of_catalogue
def steps(now: datetime) -> tuple[tuple[str, str], ...]:
    """The steps of all flows on offer, each name once, for the filter."""
    found: dict[str, str] = {}
    matters = (catalogue.matter(item.code, at=now) for item in catalogue.items(at=now, inside=True))
    for flow in {matter.flow_version: matter.flow for matter in matters}.values():
        found |= {step.name: speaking.label_of(step) for step in flow.steps}
    return tuple(found.items())


@once.of_catalogue
def item_names(now: datetime) -> tuple[tuple[str, str], ...]:
    """The matters of the catalogue, in its order."""
    return tuple((item.code, item.label.text(speaking.language())) for item in catalogue.items(at=now, inside=True))


@once.of_catalogue
def groups(now: datetime) -> tuple[tuple[str, str], ...]:
    """The headings of the catalogue, each once."""
    found = {item.group.zh: item.group.text(speaking.language()) for item in catalogue.items(at=now, inside=True)}
    return tuple(found.items())


@once.of_language
def channels() -> tuple[tuple[str, str], ...]:
    """The ways a report can come in."""
    return tuple((channel, speaking.channel_words(channel)) for channel in asking.CHANNELS)


def spots(scopes: tuple[int, ...], now: datetime) -> tuple[tuple[str, str], ...]:
    """The communities and grids a post works for, as choices; read again every few minutes."""
    return _spots(scopes, int(now.timestamp()) // NAMES_HOLD)


@lru_cache(maxsize=512)
def _spots(scopes: tuple[int, ...], round_: int) -> tuple[tuple[str, str], ...]:  # noqa: ARG001  what is remembered
    found = places.spots_of(scopes, most=MOST_PLACES)
    return tuple((f"{'c' if kind == 'community' else 'g'}{number}", name) for kind, number, name in found)


def pages(asked: Asked, count: int, more: bool, total: int | None) -> paging.Page | None:
    """The pages of the list; None when everything stands on one."""
    if asked.page == 1 and not more:
        return None
    first = asked.offset + 1
    last = asked.offset + count
    known = total if total is not None else (None if more else last)
    words_ = _("more") if known is None else (f"{MOST:,}+" if known >= MOST else f"{known:,}")
    most = -(-min(known, MOST) // asked.size) if known is not None else asked.page + int(more)
    return paging.Page(
        first=first,
        last=last,
        total=words_,
        numbers=paging.around(asked.page, max(most, asked.page)),
        current=asked.page,
        before=asked.address(page=asked.page - 1) if asked.page > 1 else "",
        after=asked.address(page=asked.page + 1) if more and asked.offset + asked.size < MOST else "",
    )
