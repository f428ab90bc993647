"""Publishing the figures of a period: first what everybody will read, then one press after which nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from linli.kernel.cases.reports import NotAReport
from linli.kernel.indicators import actions, decisions, queries
from linli.kernel.indicators.actions.publishing import names_of
from linli.kernel.indicators.models import PLACE, UNIT, Figure
from linli.kit import words
from linli.kit.board import asked as asking
from linli.kit.board.asked import Asked
from linli.kit.board.sheet import text
from linli.kit.board.telling import dates, shown
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import scope


@page("board.publish")
def publication(request: Request) -> HttpResponse:
    """What publishing a period would show to everybody, and what is not finished yet."""
    return _preview(request, {})


def _preview(request: Request, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    asked = asking.of_a_closed(request)
    fresh = decisions.unpublished(asked.period)
    published = decisions.published_at(asked.period)
    rulings = queries.indicators(zone=words.city_zone(), now=request.now, period=asked.period)
    shares = [one for one in rulings if one.entry.main]
    context = {
        "asked": asked,
        "dates": dates(asked.period),
        "spans": asking.spans(request, asked, "board_publication"),
        "is_over": asking.is_over(asked.period, request.now),
        "fresh": len(fresh),
        "few": sum(queries.reading_of(one).is_few for one in fresh),
        "heads": [text(one.entry.label) for one in shares],
        "places": _lines(fresh, PLACE, shares),
        "units": _lines(fresh, UNIT, shares),
        "published": words.moment(published, request.now) if published else "",
        "computed": words.moment(max(one.computed for one in fresh), request.now) if fresh else "",
        "to_call": decisions.still_to_call(asked.period),
        "to_decide": decisions.waiting_exclusions(),
        "may_publish": True,
        "errors": errors,
        "flash_list": [{"words": _("Published. From now on everybody reads it, and nothing of it changes.")}]
        if request.GET.get("did") == "published"
        else [],
    }
    return frame.draw(request, "board/publication.html", context, here="board", status=status)


def _lines(fresh: Sequence[Figure], kind: str, rulings: Sequence[Any]) -> list[tuple[str, list[str]]]:
    """A row for each place or unit as everybody will read it; fewer than thirty show no number."""
    mine = [one for one in fresh if one.kind == kind]
    found = {(one.about, one.indicator): queries.reading_of(one) for one in mine}
    names = names_of(mine)
    lines = []
    for about in dict.fromkeys(one.about for one in mine):
        cells = []
        for ruling in rulings:
            reading = found.get((about, ruling.code), queries.NOTHING)
            few = _("fewer than 30") if reading.base else "—"
            cells.append(few if reading.is_few else f"{shown(reading, ruling.entry.measure)}%")
        lines.append((names[kind, about], cells))
    return lines


@page("board.publish", methods=("POST",))
def publish(request: Request) -> HttpResponse:
    """Publish the period that was previewed."""
    asked = Asked.of(request, request.POST)
    try:
        actions.publish(period=asked.period, by=request.hat, now=request.now)
    except NotAReport as refused:
        with scope.reading(request.hat, now=request.now):
            return _preview(request, {refused.field: str(refused)}, status=422)
    return HttpResponseRedirect(asked.address("board_publication", did="published"), status=303)
