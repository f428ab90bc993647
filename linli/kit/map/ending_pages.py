"""Ending a compound or grid, or merging it into another: what happens is told first, then it holds from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import pool
from linli.kernel.people import queries as people
from linli.kernel.places import actions, geo
from linli.kernel.places import queries as places
from linli.kernel.places.actions import AreaRefused
from linli.kernel.places.models import Area, AreaKind
from linli.kernel.places.queries import drafts
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.map import asked
from linli.kit.map.draft import day_begins
from linli.kit.map.drawing_pages import own_area
from linli.kit.map.faces import sort_words
from linli.kit.routes import Request, page
from linli.plumbing import scope

NONE = "none"
MOST_HEIRS = 200
NEAR = 300.0  # metres: a compound of another community this near may take one over


@dataclass(frozen=True, slots=True)
class Follows:
    """What would happen, told before it is saved."""

    buildings: list[str]
    goes_on: list[str]
    stops: list[str]
    matters: int
    apart: bool


@page("area.draw", methods=("GET", "POST"))
def map_area_end(request: Request, number: int) -> HttpResponse:
    """End one compound or grid, or merge it into another."""
    if request.method != "POST":
        return _form(request, own_area(request, number), QueryDict(), {})
    given = request.POST
    with scope.reading(request.hat, now=request.now):
        area = own_area(request, number)
        errors = _wrong(request, area, given)
        if errors or given.get("act") != "save":
            return _form(request, area, given, errors)
    since = day_begins(_day(given, request.now), now=request.now)
    try:
        actions.end_area(area_id=area.id, into_id=_into(given), since=since, by=request.hat, now=request.now)
    except AreaRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _form(request, area, given, {"from_day": str(refused)})
    return HttpResponseRedirect(f"{reverse('map_areas')}?place={area.scope_id}&kind={area.kind}&did=ended")


def _form(request: Request, area: Area, given: QueryDict, errors: dict[str, str]) -> HttpResponse:
    heirs = _heirs(request, area)
    into = next((one for one in heirs if one.id == _into(given)), None)
    looked = bool(given) and not errors
    context = {
        "area": area,
        "sort": sort_words(area.kind),
        "place": places.place(area.scope_id),
        "heirs": [(str(one.id), _("Merge it into “%(name)s”") % {"name": one.name}) for one in heirs],
        "chosen": given.get("into", ""),
        "into": into,
        "from_day": (_day(given, request.now) or words.local(request.now).date()).isoformat(),
        "day_words": words.day(day_begins(_day(given, request.now), now=request.now), request.now),
        "errors": errors,
        "follows": _follows(request, area, into) if looked else None,
    }
    return frame.draw(request, "map/end.html", context, here="map", status=422 if errors else 200)


def _wrong(request: Request, area: Area, given: QueryDict) -> dict[str, str]:
    errors = {}
    if _into(given) is None and given.get("into") != NONE:
        errors["into"] = _("Choose what becomes of it.")
    elif _into(given) is not None and _into(given) not in {one.id for one in _heirs(request, area)}:
        errors["into"] = _("That one goes on no longer. Choose another.")
    if given.get("from_day") and _day(given, request.now) is None:
        errors["from_day"] = _("That is no day. Write it like 2026-03-02.")
    return errors


def _follows(request: Request, area: Area, into: Area | None) -> Follows:
    held = places.buildings_of([area.id], at=request.now)[area.id]
    after = people.answering_after(area.id, into.id if into else None, at=request.now)
    return Follows(
        buildings=[places.written(one.address, one.name) for one in held],
        goes_on=list(dict.fromkeys(one.label for one in after if one.goes_on)),
        stops=list(dict.fromkeys(one.label for one in after if not one.goes_on)),
        matters=pool.count_of_area(area.id),
        apart=into is not None and _lies_apart(area, into),
    )


def _lies_apart(area: Area, into: Area) -> bool:
    """Whether the two do not touch, so that the one that goes on would be in pieces."""
    if area.outline is None or into.outline is None:
        return False
    one, other = geo.shape_of(into.outline), geo.shape_of(area.outline)
    return len(drafts.rings_of(drafts.joined(one, other))) > max(map(len, map(drafts.rings_of, (one, other))))


def _heirs(request: Request, area: Area) -> list[Area]:
    """What it may be merged into: the areas of its kind in its division, for a compound also those close by."""
    found = {one.id: one for one in places.areas_in([area.scope_id], kind=area.kind, at=request.now)}
    if area.kind == AreaKind.COMPOUND and area.outline is not None:
        lon, lat = geo.centre_of(area.outline)
        near = places.outlines(geo.box_around(lon, lat, NEAR), layers={area.kind}, at=request.now)
        more = {one.id for one in near if one.scope_id in request.hat.scopes} - found.keys()
        found |= {one.id: one for one in map(places.area, more) if one is not None}
    return [one for one in found.values() if one.id != area.id and one.until is None][:MOST_HEIRS]


def _into(given: QueryDict) -> int | None:
    return asked.number(given.get("into", "")) or None


def _day(given: QueryDict, now: datetime) -> date | None:
    """The day that was written; None for today and for what is no day."""
    text = given.get("from_day", "")
    return words.local(now).date() if text == words.local(now).date().isoformat() else asked.day_of(text, now=now)
