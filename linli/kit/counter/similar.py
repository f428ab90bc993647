"""是不是这一件: open matters of the same kind nearby, from their public faces, offered once before sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from linli.engines import worktime
from linli.kernel.cases import catalogue
from linli.kernel.cases.packs_limits import Limited
from linli.kernel.cases.reports import Report
from linli.kernel.places import queries as places
from linli.kernel.publications import queries as publications
from linli.kit.around import showing
from linli.kit.around.showing import Shown
from linli.kit.counter import forms
from linli.kit.counter.here import language, page_of
from linli.kit.routes import Request, page

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter as its public face shows it, and about how far away it is."""

    one: Shown
    away: str


def near(at: Point | None, *, item: str, now: datetime) -> list[Alike]:
    """Open matters of that item around a point, as near as the catalogue says; none where nobody knows where it is."""
    entry = next((one for one in catalogue.items(at=now) if one.code == item), None)
    if at is None or entry is None:
        return []
    found = publications.near(at, items=[item], radius=entry.near)
    matters = showing.shown_many([one.face for one in found], now=now)
    return [Alike(matter, showing.about_metres(one.metres)) for one, matter in zip(found, matters, strict=True)]


def point_of(report: Report) -> Point | None:
    """Where a report is: the chosen place's own position, else the pin."""
    if report.place is not None:
        found = places.standing(report.place)
        return None if found.lon is None or found.lat is None else (found.lon, found.lat)
    return None if report.lon is None or report.lat is None else (report.lon, report.lat)


def limit_words(limited: Limited | None) -> str:
    """3个工作日, 24小时; empty where there is no such limit."""
    if limited is None:
        return ""
    return worktime.parse_limit(limited.limit).words("en" if language().startswith("en") else "zh")


@page("case.report")
def similar(request: Request) -> HttpResponse:
    """The offer for a form being filled in: asked again whenever item or place change."""
    typed = forms.read(request.GET, hat=request.hat)
    chosen = forms.chosen_place(typed) if typed.place else None
    at = forms.pin(typed)
    if chosen is not None and chosen.lon is not None and chosen.lat is not None:
        at = (chosen.lon, chosen.lat)
    return page_of(request, "similar.html", alike=near(at, item=typed.item, now=request.now), asked=True)
