"""Publishing the figures of a period: first what everybody will read, then one press after which nothing changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.cases.reports import NotAReport
from linli.kernel.indicators import actions, decisions, published, published_cubes, queries
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

_DID = {
    "published": gettext_lazy("Published. From now on everybody reads it, and nothing of it changes."),
    "again": gettext_lazy("They are being counted. A further version appears where something that may be told is new."),
}


@page("board.publish")
def publication(request: Request) -> HttpResponse:
    """What publishing a period would show to everybody, and what is not finished yet."""
    return _preview(request, {})


def _preview(request: Request, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    asked = asking.of_a_closed(request)
    fresh = decisions.unpublished(asked.period)
    held = actions.held_back(fresh)
    done = decisions.published_at(asked.period)
    rulings = queries.indicators(zone=words.city_zone(), now=request.now, period=asked.period)
    shares = [one for one in rulings if one.entry.main]
    context = {
        "asked": asked,
        "dates": dates(asked.period),
        "spans": asking.spans(request, asked, "board_publication"),
        "is_over": asking.is_over(asked.period, request.now),
        "fresh": len(fresh),
        "few": sum(one.id in held or queries.reading_of(one).is_few for one in fresh),
        "heads": [text(one.entry.label) for one in shares],
        "places": _lines(fresh, PLACE, shares, held),
        "units": _lines(fresh, UNIT, shares, held),
        "published": words.moment(done, request.now) if done else "",
        "tables": settings.PUBLIC_URL + "/figures/tables" if done and published_cubes.listed() else "",
        "computed": words.moment(max(one.computed for one in fresh), request.now) if fresh else "",
        "to_call": decisions.still_to_call(asked.period),
        "to_decide": decisions.waiting_exclusions(),
        "may_publish": True,
        "errors": errors,
        "flash_list": [{"words": _DID[did]} for did in request.GET.getlist("did") if did in _DID],
    }
    return frame.draw(request, "board/publication.html", context, here="board", status=status)


def _lines(
    fresh: Sequence[Figure], kind: str, rulings: Sequence[Any], held: Collection[int]
) -> list[tuple[str, list[str]]]:
    """A row for each place or unit as everybody will read it; what is held back shows no number."""
    mine = [one for one in fresh if one.kind == kind]
    found = {(one.about, one.indicator): one for one in mine}
    names = names_of(mine)
    lines = []
    for about in dict.fromkeys(one.about for one in mine):
        cells = [_cell(found.get((about, ruling.code)), ruling, held) for ruling in rulings]
        lines.append((names[kind, about], cells))
    return lines


def _cell(figure: Figure | None, ruling: Any, held: Collection[int]) -> str:
    reading = queries.reading_of(figure) if figure else queries.NOTHING
    if not figure or not reading.base:
        return "—"
    told = actions.published_of(figure, is_held=figure.id in held)
    if told.base is None:
        return _("fewer than 30") if reading.is_few else _("held back")
    return f"{shown(published.reading_of(told), ruling.entry.measure)}%"


@page("board.publish", methods=("POST",), step_up=True)
def publish(request: Request) -> HttpResponse:
    """Publish the period that was previewed."""
    asked = Asked.of(request, request.POST)
    try:
        actions.publish(period=asked.period, by=request.hat, now=request.now)
    except NotAReport as refused:
        with scope.reading(request.hat, now=request.now):
            return _preview(request, {refused.field: str(refused)}, status=422)
    return HttpResponseRedirect(asked.address("board_publication", did="published"), status=303)


@page("board.publish", methods=("POST",), step_up=True)
def count_again(request: Request) -> HttpResponse:
    """Have the tables of a published period counted anew."""
    asked = Asked.of(request, request.POST)
    try:
        actions.count_again(period=asked.period, by=request.hat, now=request.now)
    except NotAReport as refused:
        with scope.reading(request.hat, now=request.now):
            return _preview(request, {refused.field: str(refused)}, status=422)
    return HttpResponseRedirect(asked.address("board_publication", did="again"), status=303)
