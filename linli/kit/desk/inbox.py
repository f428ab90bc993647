"""The inbox: three panes for a desk, big rows for a phone. What is most urgent stands on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.engines import worktime
from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.models import Lamp, Task
from linli.kernel.cases.queries import MOST
from linli.kit import refusals, words
from linli.kit.desk import asked as asking
from linli.kit.desk import frame, many, peek, speaking
from linli.kit.desk.asked import Asked
from linli.kit.routes import OPEN, Request, page
from linli.plumbing import numbers, policy

TICKS_IN = "mine"
BY_URGENCY = (Lamp.BLACK, Lamp.RED, Lamp.AMBER, Lamp.GREEN, Lamp.PAUSED)


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
    tick: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Where the list stands: first–last of a total in words, and the addresses of the pages around."""

    first: int
    last: int
    total: str
    numbers: list[int | None]
    current: int
    before: str
    after: str


@page(OPEN)
def inbox(request: Request) -> HttpResponse:
    """The desk's first page. Everybody comes in here; each post finds its own work."""
    hat = request.hat
    if not hat.account:
        return _gone() if request.headers.get("HX-Request") else refusals.not_allowed(request)
    if not policy.may(hat, "case.act"):
        return _elsewhere(request)
    if request.GET.get("q"):
        return _find(request, request.GET["q"])
    asked = asking.read(request.GET, hat)
    part = request.GET.get("part")
    if part == "pane":
        return render(request, "desk/pane.html", {**peek.seen(request, asked), "asked": asked})
    context = _listed(request, asked)
    if part == "list":
        return render(request, "desk/rows.html", context)
    context["flash_list"] = many.said(request)
    shown = peek.seen(request, asked) if asked.case else {"case_shown": None}
    return frame.draw(request, "desk/inbox.html", {**context, **shown}, here="inbox")


def _gone() -> HttpResponse:
    """The session is over while a page refreshes itself: the browser goes to the login, once."""
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("login")
    return response


def _elsewhere(request: Request) -> HttpResponse:
    """A post without an inbox goes to its own screen, or is told what it has."""
    if policy.may(request.hat, "pack.see"):
        return redirect("catalogue")
    return frame.draw(request, "desk/nothing.html", {})


def _find(request: Request, typed: str) -> HttpResponse:
    """A number typed into the search opens its case; anything else is told how a number looks."""
    number = numbers.tidy(typed[:40], prefix=catalogue.city(at=request.now).prefix)
    if numbers.is_valid(number):
        return HttpResponseRedirect(reverse("matter", args=[number]))
    context = _listed(request, asking.read(request.GET, request.hat))
    sentence = _("No number looks like “%(typed)s”. A number is written NN-7K3M9-QXT4C-8; hyphens may be left out.")
    context["flash_list"] = [{"words": sentence % {"typed": typed[:40]}, "kind": "note"}]
    return frame.draw(
        request, "desk/inbox.html", {**context, "case_shown": None, "search_value": typed[:40]}, here="inbox"
    )


def _listed(request: Request, asked: Asked) -> dict[str, Any]:
    """Queues with counts, lamps with counts, and one page of rows: three statements."""
    hat, now = request.hat, request.now
    counts = queries.view_counts(hat)
    lamps = queries.lamp_counts(hat, asked.view) if asked.view != "done" else {}
    found = queries.inbox(hat, asked.wanted, limit=asked.size + 1, offset=asked.offset)
    tasks, more = found[: asked.size], len(found) > asked.size
    since = _since(request)
    shown = rows(tasks, asked, since=since, now=now)
    return {
        "asked": asked,
        "rows": shown,
        "queues": [
            (view, asked.address(view=view, lamp="", item="", step=""), counts.get(view)) for view in _queues(request)
        ],
        "lamps": [(speaking.lamp_of(lamp), lamps[lamp]) for lamp in BY_URGENCY if lamps.get(lamp)],
        "pages": _pages(asked, len(tasks), more, _total(asked, counts, lamps)),
        "items": [(item.code, item.label.text(speaking.language())) for item in catalogue.items(at=now)],
        "steps": _steps(now),
        "head": _head(asked, counts, lamps),
        "page_address": lambda number: asked.address(page=number),
        "sizes": asking.SIZES,
        "most": MOST,
        "since": since.timestamp(),
        "updated": words.clock(now),
        "fresh": sum(row.fresh for row in shown),
    }


def _head(asked: Asked, counts: dict[str, int], lamps: dict[int, int]) -> str:
    """23件，超期2件，临期5件: how the view stands, as far as somebody has to hurry."""
    if asked.view == "done":
        return ""
    late, soon = lamps.get(Lamp.BLACK, 0) + lamps.get(Lamp.RED, 0), lamps.get(Lamp.AMBER, 0)
    said = [speaking.pieces(counts[asked.view])]
    if late:
        said.append(_("%(count)s late") % {"count": late})
    if soon:
        said.append(_("%(count)s due soon") % {"count": soon})
    return pgettext("clauses", ", ").join(said)


def _queues(request: Request) -> list[str]:
    order = ("mine", "taken", "supervised", "first", "unplaced", "waiting", "late", "area", "done")
    return [view for view in order if view in asking.views(request.hat)]


def _since(request: Request) -> datetime:
    """When this page was opened: what came later is new. A refresh says it in its address."""
    try:
        return datetime.fromtimestamp(float(request.GET["since"]), tz=request.now.tzinfo)
    except (KeyError, ValueError, OverflowError, OSError):
        return request.now


def rows(tasks: Sequence[Task], asked: Asked, *, since: datetime, now: datetime) -> list[Row]:
    """The tasks in words. What is the same for many rows is asked once."""
    calendar = catalogue.calendar(at=now)
    ticks = asked.view == TICKS_IN
    page, peeks = reverse("matter", args=["-"])[:-1], asked.address(case="") + "&case="
    steps: dict[tuple[str, str], tuple[str, str]] = {}
    made = []
    for task in tasks:
        if (task.item, task.step) not in steps:
            steps[task.item, task.step] = speaking.step_of(task.item, task.step, now=now)
        step, bare = steps[task.item, task.step]
        made.append(
            Row(
                number=task.number,
                lamp="" if task.done else speaking.lamp_of(task.lamp),
                due=words.moment(task.done, now) if task.done else _due(task, calendar, now),
                title=task.title,
                where=task.where or _("place unknown"),
                unit=speaking.unit_of(task),
                step=step,
                address=page + task.number,
                peek=peeks + task.number,
                chosen=task.number == asked.case,
                fresh=task.opened > since,
                tick=many.tick_of(task) if bare and ticks else "",
            )
        )
    return made


def _due(task: Task, calendar: worktime.Calendar, now: datetime) -> str:
    return speaking.due_words(task.due, task.limit, calendar=calendar, now=now)


def _steps(now: datetime) -> list[tuple[str, str]]:
    """The steps of all flows on offer, each name once, for the filter."""
    found: dict[str, str] = {}
    matters = (catalogue.matter(item.code, at=now) for item in catalogue.items(at=now))
    for flow in {matter.flow_version: matter.flow for matter in matters}.values():
        found |= {step.name: speaking.label_of(step) for step in flow.steps}
    return list(found.items())


def _total(asked: Asked, counts: dict[str, int], lamps: dict[int, int]) -> int | None:
    """How many rows there are in all, where the counts already tell."""
    if asked.item or asked.step or asked.view == "done":
        return None
    if asked.lamp:
        return lamps[asked.wanted.lamp] if asked.wanted.lamp is not None else None
    return counts[asked.view]


def _pages(asked: Asked, count: int, more: bool, total: int | None) -> Page | None:
    """The pages of the list; None when everything stands on one."""
    if asked.page == 1 and not more:
        return None
    first = asked.offset + 1
    last = asked.offset + count
    known = total if total is not None else (None if more else last)
    words_ = _("more") if known is None else (f"{MOST:,}+" if known >= MOST else f"{known:,}")
    most = -(-min(known, MOST) // asked.size) if known is not None else asked.page + int(more)
    return Page(
        first=first,
        last=last,
        total=words_,
        numbers=_around(asked.page, max(most, asked.page)),
        current=asked.page,
        before=asked.address(page=asked.page - 1) if asked.page > 1 else "",
        after=asked.address(page=asked.page + 1) if more and asked.offset + asked.size < MOST else "",
    )


def _around(current: int, last: int) -> list[int | None]:
    """1 … 4 5 6 … 12: the first, the neighbours, the last; None is a gap."""
    wanted = sorted({1, current - 1, current, current + 1, last} & set(range(1, last + 1)))
    shown: list[int | None] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before > 1:
            shown.append(None)
        shown.append(number)
    return shown
