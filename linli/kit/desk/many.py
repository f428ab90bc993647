"""Several rows at once: one action that all of them offer, each row an action of its own, one report at the end.

What is to be done is written down first; then the rows are done twenty at a time, so that a page that is left, or a
machine that stops, never leaves anybody in doubt: the report says of each row whether it is done, refused or waiting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.cases.models import Task
from linli.kernel.desks import actions as desks
from linli.kernel.desks import queries as desk_queries
from linli.kernel.desks.models import Batch, BatchRow
from linli.kernel.people import queries as people
from linli.kit import kept
from linli.kit.desk import batching, doing, frame, speaking, tokens
from linli.kit.desk.batching import Offer
from linli.kit.routes import Request, page
from linli.plumbing import scope

MOST = 100
AT_ONCE = 20


def tick_of(task: Task) -> str:
    """What the box of a row carries: the number of the case and the mark of its task."""
    return f"{task.number}.{tokens.task_mark(task)}"


@page("case.act", methods=("POST",))
def many(request: Request) -> HttpResponse:
    """Choose what to do with the ticked rows, or do it."""
    ticked = dict(one.partition(".")[::2] for one in request.POST.getlist("tick")[:MOST])
    back = kept.local_path(request.POST.get("next", "")) or reverse("inbox")
    if not ticked:
        return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}none=1", status=303)
    with scope.reading(request.hat, now=request.now):
        rows = batching.ticked(ticked)
        offers = batching.offered(rows, hat=request.hat)
        wanted = request.POST.get("act", "")
        if wanted == "first":
            wanted = next((one.name for one in offers if one.is_bare and one.of_flow), "")
        offer = next((one for one in offers if one.name == wanted), None)
        owners = batching.owners(rows, now=request.now)
        given, errors = batching.read(request.POST, offer, owners) if offer else ({}, {})
        if offer is None or errors:
            return _choose(request, ticked, rows, offers, owners, back, errors)
    named = {task.number: task.title for task in rows}
    code = desks.begin_batch(
        action=offer.name,
        given={**given, "label": offer.label, "back": back},
        rows=[(number, named.get(number, number), mark) for number, mark in ticked.items()],
        by=request.hat,
        now=request.now,
    )
    _go_on(request, code)
    return _after(request, code, back)


def _choose(
    request: Request,
    ticked: Mapping[str, str],
    rows: Sequence[Task],
    offers: Sequence[Offer],
    owners: Sequence[Any],
    back: str,
    errors: Mapping[str, str],
) -> HttpResponse:
    """The page that asks what to do with the ticked rows."""
    context = {
        "ticks": [f"{number}.{mark}" for number, mark in ticked.items()],
        "rows": [(task.number, task.title, task.where, speaking.step_of(task.item, task.step, now=request.now)[0])
                 for task in rows],
        "gone": len(ticked) - len({task.number for task in rows}),
        "offers": offers,
        "wanted": request.POST.get("act", "") or (offers[0].name if offers else ""),
        "owners": doing.owner_options(owners),
        "outcomes": speaking.outcomes(),
        "colleagues": batching.colleagues(rows, hat=request.hat, now=request.now),
        "typed": request.POST,
        "errors": errors,
        "next": back,
        "most_text": doing.MOST_TEXT,
    }  # fmt: skip
    return frame.draw(request, "desk/many.html", context, here="inbox", status=422 if errors else 200)


def _after(request: Request, code: str, back: str) -> HttpResponse:
    """Back to the list when every row is done; else to the report."""
    with scope.reading(request.hat, now=request.now):
        _batch, rows = desk_queries.batch(code)
    if all(row.state == "done" for row in rows):
        said = urlencode({"done": len(rows)})
        return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}{said}", status=303)
    return HttpResponseRedirect(reverse("batch", args=[code]), status=303)


@page("case.act", methods=("GET", "POST"))
def batch(request: Request, code: str) -> HttpResponse:
    """What became of each row; go on with those that wait, or try the refused ones again."""
    if request.method == "POST":
        with scope.reading(request.hat, now=request.now):
            _found, rows = desk_queries.batch(code)
            refused = [row for row in rows if row.state == "refused" and request.POST.get("again")]
            marks = {row.id: batching.mark_again(row, by=request.hat) for row in refused}
        for row, mark in marks.items():
            desks.try_row_again(row=row, mark=mark, by=request.hat, now=request.now)
        _go_on(request, code)
        return HttpResponseRedirect(reverse("batch", args=[code]), status=303)
    found, rows = desk_queries.batch(code)
    return frame.draw(request, "desk/batch.html", _report(found, rows), here="inbox")


def _report(found: Batch, rows: Sequence[BatchRow]) -> dict[str, Any]:
    by_state = {state: [row for row in rows if row.state == state] for state in ("refused", "waiting", "done")}
    return {
        "code": found.code,
        "action": found.given["label"],
        "refused": by_state["refused"],
        "waiting": by_state["waiting"],
        "finished": by_state["done"],
        "total": len(rows),
        "back": found.given.get("back") or reverse("inbox"),
    }


def _go_on(request: Request, code: str) -> None:
    """The next rows that wait, one by one, each in a transaction of its own."""
    with scope.reading(request.hat, now=request.now):
        found, rows = desk_queries.batch(code)
        owner = people.owner_of_duty(found.given["duty"], at=request.now) if found.given.get("duty") else None
    for row in [row for row in rows if row.state == "waiting"][:AT_ONCE]:
        why = batching.do(row, found, owner=owner, by=request.hat, now=request.now)
        desks.set_row(row=row.id, state="refused" if why else "done", why=why, by=request.hat, now=request.now)


def said(request: Request) -> list[Mapping[str, str]]:
    """What the last round did, once."""
    done = _count(request, "done")
    if request.GET.get("none"):
        return [{"words": _("No row is ticked. X ticks the row you stand on."), "kind": "note"}]
    return [{"words": ngettext("%(count)s done", "%(count)s done", done) % {"count": done}, "kind": ""}] if done else []


def _count(request: Request, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
