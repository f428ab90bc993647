"""The pages of the board: the sheet, the rows behind a figure, the same sheet as an Excel file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue
from linli.kernel.indicators import queries
from linli.kernel.indicators.models import PLACE
from linli.kernel.indicators.packs import SHARES
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.versions import Ruling
from linli.kernel.people.models import Organisation
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.kit import figures, sheets, words
from linli.kit.board import added, drawing
from linli.kit.board.asked import Asked, AskedRows
from linli.kit.board.sheet import Sheet, ranking, sentence, shading, sheet, tiles, topic_lines
from linli.kit.board.telling import dates, rank, shown
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.kit.sheets import Column, Link
from linli.plumbing import policy

PAGE = 50


@page("board.see")
def board(request: Request) -> HttpResponse:
    """The sheet of one place and period."""
    asked = Asked.of(request)
    found = sheet(request, asked)
    zone = words.city_zone()
    shades, per_dwelling = shading(found)
    unranked = ranking(found, units=True)
    context = {
        "asked": asked,
        "found": found,
        "title": title(found),
        "dates": dates(asked.period),
        "spans": [(asked.address(period=Period.of(s, _day_of(asked.period, request))), n, s) for s, n in _spans()],
        "above": [one for one in found.path[:-1] if one.id in request.hat.scopes],
        "tiles": tiles(found),
        "more": [one for one in found.rulings if not one.entry.main and one.entry.measure != "cases"],
        "sentence": sentence(found),
        "topics": topic_lines(found, request),
        "may_publish": policy.may(request.hat, "board.publish"),
        "shades": shades,
        "per_dwelling": per_dwelling,
        "places": ranking(found),
        "units": unranked,
        "lines": [(found.label(code), drawing.line(run), run) for code, run in found.trends.items()],
        "exclusions": queries.exclusions(about=found.place.id, period=asked.period, zone=zone),
        "draws": [
            (draw, found.units.get(draw.unit_id, ""))
            for draw in queries.draws(
                scope_ids=[found.place.id, *(one.id for one in found.inside)], period=asked.period
            )
        ],
        "versions": "、".join(f"{_label(one.entry.label)} {one.number}" for one in found.rulings if one.entry.main),
        "added": added.parts(found.place, request),
        "shown": shown,
        "text": _label,
        "kind_words": {"unreasonable": _("unreasonable"), "duplicate": _("reported twice")},
        "now_words": words.moment(request.now, now=request.now),
    }
    return frame.draw(request, "board/board.html", context, here="board")


def title(found: Sheet) -> str:
    """中山街道治理周报."""
    called = {
        "week": _("%(place)s: weekly board"),
        "month": _("%(place)s: monthly board"),
        "year": _("%(place)s: yearly board"),
        "all": _("%(place)s: board of all time"),
    }
    return called[found.asked.period.span] % {"place": found.place.name}


def _spans() -> list[tuple[str, str]]:
    return [("week", _("Week")), ("month", _("Month")), ("year", _("Year")), ("all", _("All time"))]


def _day_of(period: Period, request: Request) -> date:
    """The day a change of span keeps: the last of the period, but not after today."""
    today, after = words.local(request.now).date(), period.after
    return today if after is None else min(today, date.fromordinal(after.since.toordinal() - 1))


def _label(words_: Any) -> str:
    return str(words_.text(get_language() or "zh-hans"))


@page("board.see")
def board_rows(request: Request) -> HttpResponse:
    """The matters behind one figure, as far as the post may see them."""
    asked, wanted = Asked.of(request), AskedRows.of(request)
    rulings = queries.indicators(zone=words.city_zone(), now=request.now, period=asked.period)
    ruling = next((one for one in rulings if one.code == wanted.indicator), None)
    about = _about(request, wanted)
    if ruling is None or ruling.entry.measure == "score" or about is None:
        raise Http404
    rows = queries.rows(
        ruling.entry,
        about=about,
        period=asked.period,
        zone=words.city_zone(),
        now=request.now,
        misses=wanted.misses,
        limit=PAGE + 1,
        offset=PAGE * (wanted.page - 1),
    )
    found = queries.readings(wanted.kind, [about.id], asked.period)
    context = {
        "asked": asked,
        "wanted": wanted,
        "name": about.name,
        "dates": dates(asked.period),
        "rows": rows[:PAGE],
        "more": len(rows) > PAGE,
        **_figure(ruling, wanted, found.get((about.id, ruling.code), queries.NOTHING)),
        "items": {one.code: _label(one.label) for one in catalogue.items(at=request.now, inside=True)},
        "days": _waited,
        "moment": lambda at: words.moment(at, now=request.now),
    }
    return frame.draw(request, "board/rows.html", context, here="board")


def _about(request: Request, wanted: AskedRows) -> Place | Organisation | None:
    """The place, which must be one of the post's own, or the unit."""
    if wanted.kind == PLACE:
        return places.place(wanted.about) if wanted.about in request.hat.scopes else None
    return Organisation.objects.filter(id=wanted.about).first()


def _figure(ruling: Ruling, wanted: AskedRows, reading: queries.Reading) -> dict[str, Any]:
    """The figure the matters stand behind, in words."""
    return {
        "named": {"indicator": ruling.code, "kind": wanted.kind, "about": wanted.about},
        "label": _label(ruling.entry.label),
        "says": _label(ruling.entry.says),
        "reading": reading,
        "words": shown(reading, ruling.entry.measure),
        "is_share": ruling.entry.measure in SHARES,
    }


def _waited(row: queries.Row) -> str:
    return "" if row.answered is None else f"{(row.answered - row.at).total_seconds() / 86_400:.1f}"


@page("board.see")
def board_table(request: Request) -> HttpResponse:
    """The sheet as an Excel file: places, units, and the periods before, with bases and intervals."""
    asked = Asked.of(request)
    found = sheet(request, asked)
    about = [
        (_("Board"), title(found)),
        (_("Period"), dates(asked.period)),
        (_("Versions"), "; ".join(f"{one.code} {one.number}" for one in found.rulings)),
        (_("Made"), words.moment(request.now, now=request.now)),
    ]
    own = {found.place.id: found.place.name, **{one.id: one.name for one in found.inside}}
    heads = [_("Indicator"), _("Base"), _("Value"), _("From"), _("To"), _("Rank")]
    kinds = ["text", "number", "text", "share", "share", "text"]
    columns = [Column(_("Who")), *(Column(head, kind) for head, kind in zip(heads, kinds, strict=True))]
    made = [
        sheets.Sheet(_("Places"), columns, _figures(found, own, found.readings, request)),
        sheets.Sheet(_("Units"), columns, _figures(found, found.units, found.unit_readings, request)),
        sheets.Sheet(_("Periods"), [Column(_("Period"), "day"), *columns[1:-1]], _runs(found)),
    ]
    return sheets.download(made, name=title(found), about=about)


def _figures(found: Sheet, names: dict[int, str], readings: queries.Readings, request: Request) -> Iterator[list[Any]]:
    for ruling in found.rulings:
        own = [readings.get((about, ruling.code), queries.NOTHING) for about in names]
        for (about, name), reading, place in zip(names.items(), own, _ranks(found, names, own), strict=True):
            if not reading.base:
                continue
            link = request.build_absolute_uri(
                found.asked.address(
                    "board_rows", indicator=ruling.code, kind=PLACE if names is not found.units else "unit", about=about
                )
            )
            yield [
                Link(name, link),
                _label(ruling.entry.label),
                reading.base,
                shown(reading, ruling.entry.measure) + ("%" if ruling.entry.measure in SHARES else ""),
                reading.low,
                reading.high,
                place,
            ]


def _ranks(found: Sheet, names: dict[int, str], readings: list[queries.Reading]) -> list[str]:
    """The places inside are ranked among themselves; the whole is not."""
    inside = [about != found.place.id or names is found.units for about in names]
    ranks = iter(queries.ranked([one for one, ranked in zip(readings, inside, strict=True) if ranked]))
    return [rank(next(ranks)) if ranked else "" for ranked in inside]


def _runs(found: Sheet) -> Iterator[list[Any]]:
    for code, run in found.trends.items():
        for period, reading in zip(found.asked.period.last(len(run)), run, strict=True):
            if reading.base:
                value = figures.percent(reading.value or 0.0)
                yield [period.since, found.label(code), reading.base, value, reading.low, reading.high]
