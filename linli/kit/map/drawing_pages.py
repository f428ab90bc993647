"""Drawing compounds and grids: a list of them, a form with a map, what it would change, and only then saving it.

Whoever has no map ticks buildings in the list; a building belongs by the set, the outline follows or stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.cases import catalogue
from linli.kernel.people import queries as people
from linli.kernel.places import actions, geo
from linli.kernel.places import queries as places
from linli.kernel.places.actions import AreaRefused, Planned
from linli.kernel.places.models import Area, AreaKind, Level, Place
from linli.kernel.places.queries import drafts
from linli.kit import words
from linli.kit.desk import frame
from linli.kit.map import asked, draft, finding, giving_way
from linli.kit.map.draft import Draft
from linli.kit.map.faces import sort_words
from linli.kit.map.tiles import mark
from linli.kit.map.tiling import HIGHEST
from linli.kit.routes import Request, page
from linli.plumbing import scope

MOST_COMMUNITIES = 400
MOST_AREAS = 500


@page("area.draw")
def map_areas(request: Request) -> HttpResponse:
    """The compounds and grids of one community, with a way to draw another."""
    communities = _communities(request)
    chosen = asked.number(request.GET.get("place", ""))
    here = next((one for one in communities if one.id == chosen), communities[0] if communities else None)
    kind = _kind(request.GET.get("kind", ""))
    found = places.areas_in([here.id], kind=kind, at=request.now)[:MOST_AREAS] if here else []
    counts = places.count_buildings_of([one.id for one in found], at=request.now)
    ended = places.ended_areas([here.id], kind=kind, at=request.now)[:MOST_AREAS] if here else []
    context = {
        "here_place": here,
        "communities": [(str(one.id), one.name) for one in communities],
        "kind": kind,
        "kinds": [(one, sort_words(one)) for one in draft.KINDS],
        "areas": [(one, counts.get(one.id, 0), words.day(one.drawn, request.now)) for one in found],
        "ended": [(one, words.day(one.until, request.now)) for one in ended if one.until],
        "ends": {one.id: words.day(one.until, request.now) for one in found if one.until},
        "flash_list": [{"words": _("Saved. It ends on the day you chose.")}] if request.GET.get("did") else [],
    }
    return frame.draw(request, "map/areas.html", context, here="map")


@page("area.draw", methods=("GET", "POST"))
def map_area_new(request: Request) -> HttpResponse:
    """A new compound or grid of a community."""
    given = request.POST if request.method == "POST" else request.GET
    number = asked.number(given.get("place", ""))
    if number not in request.hat.scopes:
        raise Http404
    if request.method == "POST":
        return _sent(request, area=None, scope_id=number)
    wanted = asked.number(given.get("like", ""))
    like = places.area(wanted) if wanted else None
    if like is None or like.scope_id != number or like.until is None:
        return _form(request, Draft(_kind(given.get("kind", "")), "", number), at=request.now)
    drawn = next(iter(places.past_outlines(like.id)), None)
    return _form(request, draft.of_ended(like, drawn=drawn), at=request.now)


@page("area.draw", methods=("GET", "POST"))
def map_area(request: Request, number: int) -> HttpResponse:
    """One compound or grid: as it stands, as it stood on a day of the past, as somebody has just drawn it."""
    if request.method == "POST":
        with scope.reading(request.hat, now=request.now):
            area = own_area(request, number)
        return _sent(request, area=area, scope_id=area.scope_id)
    area = own_area(request, number, ended=True)
    if area.until is not None:
        return _ended(request, area)
    at = asked.moment(request.GET.get("as", ""), now=request.now)
    drawn = next((one for one in places.past_outlines(area.id) if one.stood(at)), None)
    return _form(request, draft.of_area(area, at=at, drawn=drawn), at=at)


def _sent(request: Request, *, area: Area | None, scope_id: int) -> HttpResponse:
    """Tick the buildings inside the line, look at what it would mean, or save it."""
    act = request.POST.get("act", "look")
    made = draft.of_form(request.POST, area=area, scope_id=scope_id, now=request.now)
    with scope.reading(request.hat, now=request.now):
        choices = _choices(made)
        if act == "tick" and made.shape is not None:
            made.buildings = {one.id for one in drafts.inside(made.shape)} & {one.id for one in choices}
        if act == "snap" and made.shape is not None:
            made.shape = drafts.snapped(made.shape, draft.neighbours(made, at=request.now))
            made.rings = drafts.rings_of(made.shape)
        rows = [*_planned(made, choices), *giving_way.rows(made, request.hat, at=request.now)]
        if act != "save" or made.errors:
            return _form(request, made, at=request.now, looked=act == "look" and not made.errors)
    try:
        numbers = actions.replan(rows=rows, since=draft.begins(made, now=request.now), by=request.hat, now=request.now)
    except AreaRefused as refused:
        made.errors["from_day"] = str(refused)
        with scope.reading(request.hat, now=request.now):
            return _form(request, made, at=request.now)
    return HttpResponseRedirect(f"{reverse('map_area', args=[numbers[0]])}?did=saved")


def _planned(made: Draft, choices: Sequence[Place]) -> list[Planned]:
    """The rows of the action: one area, or two where a line splits it."""
    held = tuple(sorted(made.buildings))
    if made.parts is None:
        return [Planned(made.name, held, made.redrawn, made.area_id, made.kind, made.code, made.scope_id)]
    second, gone = draft.second_part(made, choices)
    first = tuple(one for one in held if one not in gone)
    return [
        Planned(made.name, first, geo.wkb_of(made.parts[0]), made.area_id, made.kind, made.code, made.scope_id),
        Planned(made.name_2, gone, second, kind=made.kind, scope_id=made.scope_id),
    ]


def _form(request: Request, made: Draft, *, at: datetime, looked: bool = False) -> HttpResponse:
    choices = _choices(made)
    meaning = draft.meaning(made, choices, at=request.now) if looked else None
    place = places.place(made.scope_id)
    context = {
        "draft": made,
        "place": place,
        "sort": sort_words(made.kind),
        "choices": [(one.id, places.written(one.address, one.name), one.id in made.buildings) for one in choices],
        "meaning": meaning,
        "answering": _answering(made, request) if meaning and made.area else "",
        "today": words.local(request.now).date(),
        "as_day": None if at == request.now else words.day(at, request.now),
        "past": _past(made, request) if made.area else [],
        "map": _options(request, made, place),
        "flash_list": [{"words": _("Saved. It holds from the day you chose.")}] if request.GET.get("did") else [],
    }
    status = 422 if made.errors else 200
    return frame.draw(request, "map/area.html", context, here="map", status=status)


def _answering(made: Draft, request: Request) -> str:
    """Who answers for the area, as one list of words."""
    found = people.answering_for([made.area_id], at=request.now)
    return "、".join(dict.fromkeys(f"{one.title} {one.unit}".strip() for one in found))


def _past(made: Draft, request: Request) -> list[tuple[str, str, str]]:
    """The outlines there were: from, until, the day to look at each by."""
    found = places.past_outlines(made.area_id)
    return [
        (
            words.day(one.since, request.now),
            words.day(one.until, request.now) if one.until else "",
            words.local(one.since).date().isoformat(),
        )
        for one in found
    ]


def _options(request: Request, made: Draft, place: Place | None) -> dict[str, Any]:
    """What the script needs: where it begins, the corners, the neighbours to lay a border on."""
    city = catalogue.city(at=request.now)
    whole = (city.west, city.south, city.east, city.north)
    if made.shape is not None:
        box = made.shape.bounds
    else:
        spot = (place.lon, place.lat) if place else (None, None)
        box = finding.box_of_division(made.scope_id, spot, at=request.now) or whole
    beside = draft.neighbours(made, at=request.now)
    return {
        "bounds": box,
        "maxzoom": HIGHEST,
        "v": mark(places.version(at=request.now)),
        "rings": made.rings,
        "cut": made.cut,
        "wrong": made.wrong,
        "beside": [{"name": one.name, "rings": drafts.rings_of(one.shape)} for one in beside[:60]],
        "words": {
            "corner": _("Corner %(num)s. Arrow keys move it, Delete takes it away") % {"num": "{num}"},
            "between": _("Put a corner here"),
            "counted": _("%(num)s corners") % {"num": "{num}"},
            "piece": _("Piece %(num)s of %(count)s") % {"num": "{num}", "count": "{count}"},
            "cutting": _("Press two places or more: the line has to go right through."),
        },
    }


def _choices(made: Draft) -> list[Place]:
    """The buildings that may be ticked, the ticked ones first: of the division, and chosen from elsewhere."""
    found = places.buildings_in_scope(made.scope_id)
    more = places.buildings_by_id(made.buildings - {one.id for one in found})
    return sorted([*found, *more], key=lambda one: one.id not in made.buildings)


def own_area(request: Request, number: int, *, ended: bool = False) -> Area:
    """A compound or grid of the hat's divisions that goes on, or one that has ended where those are asked for."""
    area = places.area(number)
    if area is None or area.scope_id not in request.hat.scopes or area.kind not in draft.KINDS:
        raise Http404
    if area.until is not None and not ended:
        raise Http404
    return area


def _ended(request: Request, area: Area) -> HttpResponse:
    """An area that is no more, or will not be: what it was, what came after it, and the way to draw it again."""
    assert area.until is not None
    into = places.area(area.merged_into) if area.merged_into else None
    held = places.buildings_of([area.id], at=area.until - timedelta(microseconds=1))[area.id]
    context = {
        "area": area,
        "sort": sort_words(area.kind),
        "place": places.place(area.scope_id),
        "into": into,
        "is_over": area.until <= request.now,
        "since": words.day(area.since, request.now),
        "until": words.day(area.until, request.now),
        "buildings": [places.written(one.address, one.name) for one in held],
        "map_day": words.local(area.until - timedelta(days=1)).date().isoformat(),
    }
    return frame.draw(request, "map/ended.html", context, here="map")


def _communities(request: Request) -> list[Place]:
    rows = Place.objects.filter(id__in=request.hat.scopes, level=Level.COMMUNITY, until__isnull=True).defer("outline")
    return list(rows.order_by("parent_id", "id")[:MOST_COMMUNITIES])


def _kind(text: str) -> str:
    return text if text in draft.KINDS else AreaKind.GRID.value
