"""The quality of the register at the desk: a place with those inside it, the stalest first, and the way down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.engines import shares
from linli.engines.keeping import Kept
from linli.kernel.indicators.queries import Reading
from linli.kernel.places.models import Place
from linli.kit import sheets, words
from linli.kit.board import drawing
from linli.kit.board.asked import number
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.kit.sheets import Column, Link
from linli.scenarios.population.quality import findings, queries, saying, standings
from linli.scenarios.population.quality.queries import Sheet
from linli.scenarios.population.quality.standings import Standing

MOST_GAPS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One place inside, as the table shows it."""

    name: str
    href: str
    due_href: str
    due: int
    dated: int
    fresh: Reading
    complete: Reading
    oldest: str
    is_few: bool


def asked_place(request: Request) -> int:
    """The division a page is about: one of the post's own, else the post's place."""
    place = number(request.GET.get("place", ""))
    return place if place in request.hat.scopes else request.hat.place


def own_sheet(request: Request, *, deep: bool = True) -> Sheet:
    """The place that is asked for, as it stands."""
    found = queries.sheet(asked_place(request), at=request.now, deep=deep)
    if found is None:
        raise Http404
    return found


@page("quality.see")
def quality(request: Request) -> HttpResponse:
    """How well a place is kept, in two shares and what is behind them."""
    found = own_sheet(request)
    lines = table(found, request.now)
    order = standings.stalest_first(found.inside)
    first = found.inside[order[0]] if order else None
    counts = findings.counts(places_of(found, request), at=request.now)
    context = {
        "found": found,
        "ways": ways(found),
        "above": above(found, request),
        "fresh": reading(found.whole.fresh),
        "complete": reading(found.whole.complete),
        "axis": drawing.Axis.around([reading(found.whole.fresh), reading(found.whole.complete)]),
        "score": found.whole.score(found.weigh),
        "sentence": saying.sentence(found.names.get(order[0], ""), first) if first and first.all_due else "",
        "go": line_href(found, order[0]) if order else "",
        "lines": lines,
        "line_axis": drawing.Axis.around([one.fresh for one in lines]),
        "grids": grid_lines(found, request.now),
        "gaps": gaps(found.whole),
        "open": sum(one.open for one in counts),
        "worst": worst(counts),
        "versions": versions(found),
        "counted": words.moment(found.counted, request.now) if found.counted else "",
    }
    return frame.draw(request, "population/quality/quality.html", context, here="quality")


def above(found: Sheet, request: Request) -> list[Place]:
    """The divisions above a place, as far as the post may see them."""
    return [one for one in found.path[:-1] if one.id in request.hat.scopes]


def worst(counts: list[findings.Count]) -> str:
    """The contradictions there are most of, in words."""
    most = sorted((one for one in counts if one.open), key=lambda one: -one.open)[:3]
    return _(", ").join(f"{saying.text(one.entry.label)} {one.open:,}" for one in most)


def places_of(found: Sheet, request: Request) -> list[int]:
    """The divisions a sheet covers, as far as the post may see them."""
    if found.is_community:
        return [found.place.id]
    return [one for one in queries.communities_of(found.place) if one in request.hat.scopes]


def ways(found: Sheet) -> list[tuple[str, str, str]]:
    """The pages around the place of a sheet."""
    return ways_of(found.place.id)


def ways_of(place_id: int) -> list[tuple[str, str, str]]:
    """The pages around a place: (route, words, address)."""
    named = [
        ("quality", _("How well it is kept")),
        ("quality_due", _("To be confirmed again")),
        ("quality_findings", _("Contradictions")),
        ("quality_unplaced", _("Not placed yet")),
        ("register_waiting", _("Without a community")),
    ]
    return [(route, said, f"{reverse(route)}?place={place_id}") for route, said in named]


def reading(kept: Kept) -> Reading:
    """A share as boards draw it: with its interval and how many things were asked."""
    if kept.share is None:
        return Reading(0, None)
    low, high = shares.wilson(kept.hits, kept.base)
    return Reading(kept.base, kept.share, min(low, kept.share), max(high, kept.share))


def table(found: Sheet, now: datetime) -> list[Line]:
    """The places inside, the stalest first."""
    return [line(found, about, found.inside[about], now) for about in standings.stalest_first(found.inside)]


def line(found: Sheet, about: int, standing: Standing, now: datetime) -> Line:
    due = f"{reverse('quality_due')}?place={found.place.id if found.is_community else about}"
    return Line(
        found.names.get(about, ""),
        line_href(found, about),
        f"{due}&building={about}" if found.is_community else due,
        standing.all_due,
        standing.all_dated,
        reading(standing.fresh),
        reading(standing.complete),
        _oldest(standing, now),
        standing.is_few,
    )


def _oldest(standing: Standing, now: datetime) -> str:
    """How many records nobody has ever confirmed; where there are none, when the oldest was."""
    if standing.never:
        return ngettext("%(num)s never confirmed", "%(num)s never confirmed", standing.never) % {
            "num": f"{standing.never:,}"
        }
    return words.day(standing.oldest, now) if standing.oldest else ""


def line_href(found: Sheet, about: int) -> str:
    """Where a line leads: down to the next division, in a community to the building."""
    if found.is_community:
        return reverse("quality_building", args=[about])
    return f"{reverse('quality')}?place={about}"


def grid_lines(found: Sheet, now: datetime) -> list[Line]:
    """The grids of a community, the stalest first; nobody has a page of a grid, so they lead nowhere."""
    made = []
    for about in standings.stalest_first(found.grids):
        one = found.grids[about]
        oldest = words.day(one.oldest, now) if one.oldest else ""
        made.append(
            Line(found.grid_names[about], "", "", one.all_due, one.all_dated, reading(one.fresh),
                 reading(one.complete), oldest, one.is_few)
        )  # fmt: skip
    return made


def gaps(standing: Standing) -> list[dict[str, Any]]:
    """The fields that are missing most often, with what they were asked of."""
    found = [(needed - filled, needed, record, name) for (record, name), (needed, filled) in standing.cells.items()]
    found = sorted((one for one in found if one[0]), reverse=True)[:MOST_GAPS]
    most = max((missing for missing, *_rest in found), default=1)
    return [
        {
            "label": saying.field(record, name),
            "record": saying.record(record),
            "missing": missing,
            "needed": needed,
            "wide": round(100 * missing / most, 1),
        }
        for missing, needed, record, name in found
    ]


def versions(found: Sheet) -> str:
    """Which sets of rules the numbers stand on, with their versions and days."""
    known = {one.id: one for ruled in found.ruled for one in ruled.sets}
    return _(", ").join(
        _("%(name)s, version %(number)s of %(day)s")
        % {
            "name": saying.text(one.value.label),
            "number": one.number,
            "day": words.day(one.effective_from or one.published or one.drafted),
        }
        for one in known.values()
    )


@page("quality.see")
def quality_table(request: Request) -> HttpResponse:
    """The same as an Excel file."""
    found = own_sheet(request)
    about = [
        (_("Place"), found.place.name),
        (_("Counted"), words.moment(found.counted, request.now) if found.counted else ""),
        (_("Rules"), versions(found)),
    ]
    heads = [
        Column(_("Place")), Column(_("To be confirmed again"), "number"), Column(_("Records"), "number"),
        *(Column(head, "share") for head in (_("Fresh"), _("From"), _("To"), _("Complete"))),
    ]  # fmt: skip
    made = [sheets.Sheet(_("Places"), heads, _rows(found, request))]
    return sheets.download(
        made, name=_("Register of %(place)s, how well it is kept") % {"place": found.place.name}, about=about
    )


def _rows(found: Sheet, request: Request) -> Iterator[list[Any]]:
    for one in table(found, request.now):
        fresh = one.fresh
        link = Link(one.name, request.build_absolute_uri(one.href))
        yield [link, one.due, one.dated, fresh.value, fresh.low, fresh.high, one.complete.value]
