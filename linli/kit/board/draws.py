"""Drawing call-backs at the desk: who draws for which unit and period, the seed, the list, and how far calling is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases.reports import NotAReport
from linli.kernel.indicators import actions, decisions, queries
from linli.kernel.indicators.actions.drawing import MOST, SIZE
from linli.kernel.indicators.decisions import DrawnCase
from linli.kernel.indicators.models import Draw
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.places import queries as places
from linli.kit import sheets, words
from linli.kit.board import asked as asking
from linli.kit.board.asked import Asked
from linli.kit.board.telling import dates
from linli.kit.desk import frame, speaking
from linli.kit.routes import Request, page
from linli.kit.sheets import Column, Link
from linli.plumbing import policy, scope


@page("board.see")
def draws(request: Request) -> HttpResponse:
    """The draws of a period, and the form that makes one."""
    return _list(request, {})


def _list(request: Request, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    asked = asking.of_a_closed(request)
    inside = [one for one in places.scopes_under(asked.place) if one in request.hat.scopes]
    made = queries.draws(scope_ids=inside, period=asked.period)
    units = _units(request, asked, inside)
    names = {**dict(units), **_names([one.unit_id for one in made])}
    may = policy.may(request.hat, "board.draw")
    context = {
        "asked": asked,
        "dates": dates(asked.period),
        "spans": asking.spans(request, asked, "board_draws"),
        "is_over": asking.is_over(asked.period, request.now),
        "may_draw": may,
        "may_publish": policy.may(request.hat, "board.publish"),
        "units": [(number, name) for number, name in units if number not in {one.unit_id for one in made}],
        "draws": [(one, names.get(one.unit_id, ""), draw_address(one)) for one in made],
        "typed": {"unit": request.POST.get("unit", ""), "size": request.POST.get("size", str(SIZE))},
        "most": MOST,
        "errors": errors,
    }
    return frame.draw(request, "board/draws.html", context, here="board", status=status)


def _units(request: Request, asked: Asked, inside: list[int]) -> list[tuple[int, str]]:
    """Units of the place that have a figure in the period, but for the hat's own."""
    measured = {about for about, _code in queries.unit_readings(asked.period, scope_ids=inside)}
    return sorted(_names(measured - {request.hat.unit}).items(), key=lambda one: one[1])


def _names(units: Any) -> dict[int, str]:
    return dict(Organisation.objects.filter(id__in=list(units)).values_list("id", "name"))


def draw_address(draw: Draw, route: str = "board_draw") -> str:
    """A draw is found by its unit and period: there is one."""
    return f"{reverse(route)}?unit={draw.unit_id}&span={draw.span}&since={draw.since.isoformat()}"


@page("board.draw", methods=("POST",))
def draw(request: Request) -> HttpResponse:
    """Draw; the list that comes of it is shown at once."""
    asked, size = Asked.of(request, request.POST), asking.number(request.POST.get("size", ""))
    unit = asking.number(request.POST.get("unit", ""))
    try:
        if not unit:
            raise NotAReport("unit", _("Choose the unit whose matters are drawn."))
        actions.draw(unit_id=unit, period=asked.period, size=size, by=request.hat, now=request.now)
    except NotAReport as refused:
        with scope.reading(request.hat, now=request.now):
            field = "size" if refused.field == "size" else "unit"  # what is wrong with a period is so for this unit
            return _list(request, {field: str(refused)}, status=422)
    named = {"unit": unit, "span": asked.period.span, "since": asked.period.since}
    query = "&".join(f"{name}={value}" for name, value in named.items())
    return HttpResponseRedirect(f"{reverse('board_draw')}?{query}&did=drawn", status=303)


@page("board.see")
def one_draw(request: Request) -> HttpResponse:
    """One draw: its seed, how to repeat it, its cases in order and what their reporters said."""
    found, rows = _one(request)
    body = people.organisation(found.unit_id)
    context = {
        "draw": found,
        "unit": body.name if body else "",
        "dates": dates(Asked.of(request).period),
        "back": Asked.of(request).address("board_draws"),
        "sheet": draw_address(found, "board_draw_sheet"),
        "rows": [(row, *state(row)) for row in rows],
        "called": sum(row.done is not None for row in rows),
        "reached": sum(bool(row.reached) for row in rows),
        "solved": sum(bool(row.solved) for row in rows),
        "due": next((words.day(row.due, request.now) for row in rows if row.due and row.done is None), ""),
        "may_call": policy.may(request.hat, "follow_up.record") and request.hat.unit != found.unit_id,
        "moment": lambda at: words.moment(at, request.now),
        "day": lambda at: words.day(at, request.now),
        "flash_list": [{"words": _("Drawn. Every one of them is on the callers' list.")}]
        if request.GET.get("did") == "drawn"
        else [],
    }
    return frame.draw(request, "board/draw.html", context, here="board")


def _one(request: Request) -> tuple[Draw, list[DrawnCase]]:
    found = decisions.draw_of(asking.number(request.GET.get("unit", "")), Asked.of(request).period)
    if found is None:
        raise Http404
    return found, decisions.drawn(found)


def state(row: DrawnCase) -> tuple[str, str]:
    """How far a call is, in words, and the grade that was given."""
    grade = speaking.grade_words(row.grade) if row.grade else ""
    if row.done is None:
        return (_("tried %(times)s times") % {"times": row.tries} if row.tries else _("to be called")), ""
    if not row.reached:
        return _("could not be reached"), ""
    return (_("says it is solved") if row.solved else _("says it is not solved")), grade


@page("board.see", step_up=True)
def draw_sheet(request: Request) -> HttpResponse:
    """The draw as an Excel file, with the digest that put each number where it stands."""
    found, rows = _one(request)
    body = people.organisation(found.unit_id)
    name = f"{body.name if body else ''} {found.since}"
    about = [
        (_("Unit"), body.name if body else ""),
        (_("Period"), dates(Asked.of(request).period)),
        (_("Drawn by"), found.who),
        (_("Drawn at"), words.moment(found.at, request.now)),
        (_("Seed"), found.seed),
        (_("Could have been drawn"), str(found.frame)),
        (_("Digest of the numbers that could be drawn"), found.frame_digest),
    ]
    heads = [_("Number"), _("Matter"), _("Where"), _("Result of the call"), _("Grade"), _("SHA-256 of seed and number")]
    columns = [Column(_("Order"), "number"), *(Column(head) for head in heads), Column(_("Closed"), "moment")]
    made = [sheets.Sheet(_("Drawn to be called back"), columns, _cells(found, rows))]
    return sheets.download(made, name=name, about=about)


def _cells(found: Draw, rows: list[DrawnCase]) -> Iterator[list[Any]]:
    for row in rows:
        said, grade = state(row)
        address = f"{settings.DESK_URL}{reverse('matter', args=[row.number])}" if row.number else ""
        digest = hashlib.sha256(f"{found.seed}\n{row.number}".encode()).hexdigest() if row.number else ""
        yield [row.order, Link(row.number, address), row.title, row.where, said, grade, digest, row.closed]
