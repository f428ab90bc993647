"""公开数据: how offices do, for everybody. Published figures with their range and base, and how they are made.

Nothing here is about a person, and figures of fewer than thirty matters have no number.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.indicators import published, queries
from linli.kernel.indicators.models import PLACE, UNIT, PublicFigure
from linli.kernel.indicators.packs import SHARES
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.queries import NOTHING, Reading
from linli.kernel.indicators.versions import Ruling
from linli.kernel.places import queries as places
from linli.kernel.places.models import DIVISIONS, Level, Place
from linli.kit import words
from linli.kit.board import asked as asking
from linli.kit.board import drawing, telling
from linli.kit.counter import here
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page
from linli.kit.sheets import FORMULA_SIGNS

FIVE_MINUTES = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Line:
    """One place or unit by the chosen indicator: its reading, the range of its place among the others."""

    name: str
    address: str
    reading: Reading
    rank: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody looks at, and the address of what differs from it."""

    period: Period
    place: int
    indicator: str

    def address(self, route: str = "figures", **changes: Any) -> str:
        period = changes.pop("period", self.period)
        asked = {"span": period.span, "since": period.since.isoformat(), "place": self.place}
        return f"{reverse(route)}?{urlencode({**asked, 'indicator': self.indicator, **changes})}"


@page(OPEN)
def public_figures(request: Request) -> HttpResponse:
    """A place, the places inside it and its units, in one published period."""
    periods = published.periods()
    if not periods:
        return page_of(request, "figures.html", periods=[])
    path = _path(request)
    inside = [one for one in places.children(path[-1].id) if one.level in DIVISIONS]
    period = _period(request, periods)
    rows = published.of_place(path[-1].id, [one.id for one in inside], period)
    rulings = _in_force(rows)
    main = [one for one in rulings if one.entry.main]
    codes = [one.code for one in main]
    code = request.GET.get("indicator", "")
    chosen = Chosen(period, path[-1].id, code if code in codes else next(iter(codes), ""))
    own = {row.indicator: published.reading_of(row) for row in rows if row.kind == PLACE and row.about == chosen.place}
    named = next((_words(one) for one in main if one.code == chosen.indicator), ("", ""))
    lines, units = _lines(rows, inside, chosen), _units(rows, chosen)
    context: dict[str, Any] = {
        "periods": [(f"{one.span} {one.since}", telling.dates(one)) for one in periods],
        "chosen": chosen,
        "dates": telling.dates(period),
        "path": path,
        "main": [_tile(one, own.get(one.code, NOTHING)) for one in main],
        "more": [
            (*_words(one), _told(own[one.code], one), own[one.code])
            for one in rulings
            if not one.entry.main and one.code in own
        ],
        "named": named,
        "lines": lines,
        "units": units,
        "axis": drawing.Axis.around([one.reading for one in [*lines, *units]]),
        "method": [(*_words(one), one, _weights(one, rulings)) for one in rulings],
        "published": max((row.published for row in rows), default=None),
        "files": [("CSV", chosen.address("figures_csv")), ("JSON", chosen.address("figures_json"))],
    }
    return page_of(request, "figures.html", **context)


def _path(request: Request) -> list[Place]:
    """The division that is asked for; else the street of the community this browser chose, else the city."""
    wanted = asking.number(request.GET.get("place", ""))
    at = None if wanted else here.here_of(request)
    path = places.path(wanted or (at.id if at else 0))
    path = [one for one in path if one.level in DIVISIONS]
    if path and not wanted:
        path = [one for one in path if one.level != Level.COMMUNITY]
    return path or [Place.objects.defer("outline").get(level=Level.CITY, until__isnull=True)]


def _period(request: Request, periods: Sequence[Period]) -> Period:
    """The period of the address or of the list, if anything of it was published; else the newest."""
    span, _space, since = request.GET.get("period", "").partition(" ")
    given = (span or request.GET.get("span", ""), since or request.GET.get("since", ""))
    return next((one for one in periods if (one.span, one.since.isoformat()) == given), periods[0])


def _in_force(rows: Sequence[PublicFigure]) -> list[Ruling]:
    """The versions these figures were counted by, in the order of the packs."""
    known = published.rulings(zone=words.city_zone())
    found = {known[row.version_id].code: known[row.version_id] for row in rows if row.version_id in known}
    return sorted(found.values(), key=lambda one: (one.entry.order, one.code))


def _words(ruling: Ruling) -> tuple[str, str]:
    language = here.language()
    return ruling.entry.label.text(language), ruling.entry.says.text(language)


def _tile(ruling: Ruling, reading: Reading) -> tuple[str, str, str, Reading, drawing.Axis, Ruling]:
    """A main figure with its words and an axis of its own."""
    return ruling.code, *_words(ruling), reading, drawing.Axis.around([reading]), ruling


def _told(reading: Reading, ruling: Ruling) -> str:
    """A figure with its unit: 96.4%, 3.2天."""
    told = telling.shown(reading, ruling.entry.measure)
    if reading.value is None:
        return ""
    if ruling.entry.measure in SHARES:
        return f"{told}%"
    return f"{told} {_('days')}" if ruling.entry.measure == "answer_days" else told


def _lines(rows: Sequence[PublicFigure], inside: Sequence[Place], chosen: Chosen) -> list[Line]:
    """The places inside, by the chosen indicator, in the order of their names: overlapping ranges have no order."""
    known = {
        row.about: published.reading_of(row) for row in rows if row.kind == PLACE and row.indicator == chosen.indicator
    }
    there = [one for one in inside if one.id in known]
    ranks = queries.ranked([known[one.id] for one in there])
    return [
        Line(one.name, chosen.address(place=one.id), known[one.id], telling.rank(rank))
        for one, rank in zip(there, ranks, strict=True)
    ]  # fmt: skip


def _units(rows: Sequence[PublicFigure], chosen: Chosen) -> list[Line]:
    """The units of the place itself, likewise."""
    mine = [row for row in rows if row.kind == UNIT and row.indicator == chosen.indicator]
    readings = [published.reading_of(row) for row in mine]
    ranks = queries.ranked(readings)
    return [
        Line(row.name, "", reading, telling.rank(rank))
        for row, reading, rank in zip(mine, readings, ranks, strict=True)
    ]


def _weights(ruling: Ruling, rulings: Sequence[Ruling]) -> str:
    """响应率30、解决率35、满意率35: what a score weighs."""
    labels = {one.code: _words(one)[0] for one in rulings}
    return pgettext("list", ", ").join(
        f"{labels.get(code, code)} {weight:g}" for code, weight in ruling.entry.weights.items()
    )


# -- files


@page(OPEN)
def figures_csv(request: Request) -> HttpResponse:
    """Everything published of one period, as a table any program opens."""
    period, made = _asked(request), StringIO()
    table = csv.writer(made)
    for number, row in enumerate(_rows(period)):
        if not number:
            table.writerow(row)
        table.writerow(plain(value) for value in row.values())
    return file_of("\ufeff" + made.getvalue(), "text/csv; charset=utf-8", f"{_name(period)}.csv")


def plain(value: Any) -> Any:
    """A text that begins like a formula stays a text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value


@page(OPEN)
def figures_json(request: Request) -> HttpResponse:
    """The same for programs."""
    period, method = _asked(request), settings.PUBLIC_URL + reverse("figures") + "#method"
    made = {"method": method, "figures": list(_rows(period))}
    return file_of(json.dumps(made, ensure_ascii=False), "application/json", f"{_name(period)}.json")


def _rows(period: Period) -> Iterator[dict[str, Any]]:
    known = published.rulings(zone=words.city_zone())
    for row in published.every(period):
        yield told(row, known)


def _asked(request: Request) -> Period:
    periods = published.periods()
    if not periods:
        raise Http404
    return _period(request, periods)


def _name(period: Period) -> str:
    return f"figures-{period.span}-{period.since}"


def file_of(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = FIVE_MINUTES
    return response


def told(row: PublicFigure, known: Mapping[int, Ruling]) -> dict[str, Any]:
    """A figure as plain values, in the words of the version it was counted by."""
    ruling = known.get(row.version_id)
    label, says = _words(ruling) if ruling else ("", "")
    return {
        "kind": row.kind,
        "name": row.name,
        "place": row.place_id,
        "span": row.span,
        "since": row.since.isoformat(),
        "indicator": row.indicator,
        "label": label,
        "says": says,
        "matters": row.base,
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "version": ruling.number if ruling else None,
        "published": row.published.isoformat(),
    }
