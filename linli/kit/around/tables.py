"""公开统计表: fixed tables of counts for everybody. Nobody is told from them: small cells are held back, all rounded.

There is nothing to ask of a table but its period, its version and which of its places stands at the head.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse

from linli.kernel.indicators import published_cubes as cubes
from linli.kernel.indicators.published_cubes import Line, Published
from linli.kit.around import data_catalogue
from linli.kit.around.public_figures import FIVE_MINUTES, file_of, plain
from linli.kit.board import asked as asking
from linli.kit.board import telling
from linli.kit.counter import here
from linli.kit.counter.here import page_of
from linli.kit.routes import OPEN, Request, page


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of the place at the head: its words, its count (None: held back), how long its bar is, of 100."""

    words: str
    count: int | None
    long: float


@page(OPEN)
def tables(request: Request) -> HttpResponse:
    """Which tables there are, with the period each was published of last."""
    shown = [(_words(one)[0], _words(one)[1], _address(one), telling.dates(one.period)) for one in cubes.listed()]
    return page_of(request, "tables.html", tables=shown)


@page(OPEN)
def table(request: Request, code: str) -> HttpResponse:
    """One table: a place with a bar for each column, and the places inside it."""
    found = _asked(request, code)
    lines = list(cubes.lines(found.row))
    head = _head(request, lines)
    by_place = {one.place: one for one in lines}
    columns = [_column(one) for one in found.row.body["columns"]]
    every = cubes.versions(code)
    context: dict[str, Any] = {
        "label": _words(found)[0],
        "says": _words(found)[1],
        "found": found,
        "dates": telling.dates(found.period),
        "periods": [(one.row.since.isoformat(), telling.dates(one.period)) for one in _newest(every)],
        "versions": [(one, _address(one)) for one in every if one.row.since == found.row.since],
        "path": _path(head, by_place, found),
        "head": head,
        "counted": list(_bars(columns, head)),
        "columns": columns,
        "inside": [(one, "" if one.is_rest else _address(found, place=one.place)) for one in _inside(head, lines)],
        "least": cubes.LEAST,
        "step": cubes.STEP,
        "files": [("CSV", _address(found, "table_csv")), ("JSON", _address(found, "table_json"))],
    }
    return page_of(request, "table.html", **context)


def _asked(request: Request, code: str) -> Published:
    """The version the address names: by period, by number; else the newest."""
    since, number = request.GET.get("since", ""), asking.number(request.GET.get("version", ""))
    try:
        first = date.fromisoformat(since) if since else None
    except ValueError:
        first = None
    found = cubes.version(code, first, number or None) if (number or 0) < 2**15 else None
    if found is None:
        raise Http404
    return found


def _newest(versions: list[Published]) -> Iterator[Published]:
    """The last version of each period."""
    known: set[date] = set()
    for one in versions:
        if one.row.since not in known:
            known.add(one.row.since)
            yield one


def _head(request: Request, lines: list[Line]) -> Line:
    """The place that is asked for; else the one at the top."""
    wanted = asking.number(request.GET.get("place", ""))
    return next((one for one in lines if one.place == wanted), lines[0])


def _inside(head: Line, lines: list[Line]) -> list[Line]:
    """The places inside, in the order of the tree, what belongs to none of them last."""
    return sorted((one for one in lines if one.above == head.place), key=lambda one: one.is_rest)


def _path(head: Line, known: dict[int, Line], found: Published) -> list[tuple[str, str]]:
    """The names above the place, the city first, each with its address."""
    line: list[tuple[str, str]] = []
    above = head.above
    while above is not None:
        line.insert(0, (known[above].name, _address(found, place=above)))
        above = known[above].above
    return line


def _bars(columns: list[str], head: Line) -> Iterator[Bar]:
    most = max((count for count in head.counts[:-1] if count is not None), default=0)
    for words, count in zip(columns, head.counts, strict=False):
        yield Bar(words, count, round(100 * (count or 0) / most, 1) if most else 0.0)


def _address(found: Published, route: str = "table", **changes: Any) -> str:
    asked = {"since": found.row.since.isoformat(), "version": found.row.number, **changes}
    return f"{reverse(route, args=[found.row.cube])}?{urlencode(asked)}"


def _words(found: Published) -> tuple[str, str]:
    language = here.language()
    return found.cube.label.text(language), found.cube.says.text(language)


def _column(column: dict[str, str]) -> str:
    return column["en"] if here.language().startswith("en") else column["zh"]


# -- files


@page(OPEN)
def table_csv(request: Request, code: str) -> HttpResponse:
    """A version as a table any program opens: a line for each place and column; an empty count is held back."""
    found, made = _asked(request, code), StringIO()
    written = csv.writer(made)
    written.writerow(["place", "name", "level", "above", "rest", "column", "zh", "en", "count"])
    columns = [*found.row.body["columns"], {"code": "", "zh": "合计", "en": "Total"}]
    for line in cubes.lines(found.row):
        for column, count in zip(columns, line.counts, strict=True):
            told = [abs(line.place), line.name, line.level, line.above, int(line.is_rest)]
            written.writerow(plain(one) for one in [*told, column["code"], column["zh"], column["en"], count])
    return file_of("\ufeff" + made.getvalue(), "text/csv; charset=utf-8", f"{_name(found)}.csv")


@page(OPEN)
def table_json(request: Request, code: str) -> HttpResponse:
    """The same for programs, with what it is; ``digest`` is the SHA-256 of the sorted-key JSON of ``table``."""
    found = _asked(request, code)
    told = {**_dataset(found), "least": cubes.LEAST, "rounded_to": cubes.STEP}
    told |= {"table": found.row.body, "digest": found.row.digest}
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{_name(found)}.json"'
    answer["Cache-Control"] = FIVE_MINUTES
    return answer


def _name(found: Published) -> str:
    return f"{found.row.cube}-{found.row.since}-v{found.row.number}"


@data_catalogue.offer
def datasets(city: str) -> Iterator[dict[str, Any]]:
    """Every table, as the catalogue for programs tells of it. The city answers for them."""
    for one in cubes.listed():
        yield {**_dataset(one), "dct:publisher": data_catalogue.agent(city)}


def _dataset(found: Published) -> dict[str, Any]:
    """What a version is, in the words of DCAT."""
    after, page_of_it = found.period.after, settings.PUBLIC_URL + _address(found)
    began = {"@type": "dct:PeriodOfTime", "dcat:startDate": data_catalogue.day(found.row.since)}
    ended = {"dcat:endDate": data_catalogue.day(after.since - timedelta(days=1))} if after else {}
    return {
        "@id": page_of_it,
        "@type": "dcat:Dataset",
        "dct:identifier": found.row.cube,
        "dct:title": data_catalogue.texts(found.cube.label.zh, found.cube.label.en),
        "dct:description": data_catalogue.texts(found.cube.says.zh, found.cube.says.en),
        "dct:temporal": began | ended,
        "dct:issued": data_catalogue.moment(found.row.published),
        "dct:modified": data_catalogue.moment(found.row.published),
        "dct:accessRights": {"@id": f"{data_catalogue.RIGHTS}PUBLIC"},
        "dcat:version": str(found.row.number),
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": page_of_it},
                "dcat:downloadURL": {"@id": settings.PUBLIC_URL + _address(found, route)},
                "dcat:mediaType": {"@id": data_catalogue.MEDIA + kind},
            }
            for route, kind in (("table_csv", "text/csv"), ("table_json", "application/json"))
        ],
    }
