"""What is due at the desk: a building door by door, lists of what is to be confirmed again, confirming many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.people.queries import PersonFace, faces_of
from linli.kernel.places import queries as places
from linli.kernel.places.models import AreaKind, Level, Place
from linli.kit import sheets, words
from linli.kit.board import drawing
from linli.kit.board.asked import number
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.kit.sheets import Column
from linli.plumbing import policy
from linli.scenarios.population.desk.wheres import own_place, where
from linli.scenarios.population.quality import dues, occupying, pages, queries, records, saying
from linli.scenarios.population.quality.confirming import confirm_many
from linli.scenarios.population.quality.dues import Due

MOST_OF_A_BUILDING = 500
ROUND = timedelta(days=14)
MOST_IN_A_SHEET = 50_000


@page("quality.see")
def building(request: Request, number: int) -> HttpResponse:
    """A building: how it stands, and its doors, those with most due first."""
    place = own_place(request.hat, number, Level.BUILDING)
    found = queries.building(number, at=request.now)
    if found is None:
        raise Http404
    standing, ruled = found
    doors = occupying.doors(number, at=request.now)
    due = dues.due(place.scope_id, ruled, at=request.now, building_id=number, limit=MOST_OF_A_BUILDING)
    of_door = Counter(one.place_id for one in due)
    context = {
        "label": where(place).label,
        "community": where(place.parent) if place.parent else None,
        "quality": f"{reverse('quality')}?place={place.scope_id}",
        "list": f"{reverse('quality_due')}?place={place.scope_id}&building={number}",
        "doors_href": reverse("register_building", args=[number]),
        "fresh": pages.reading(standing.fresh),
        "complete": pages.reading(standing.complete),
        "axis": drawing.Axis.around([pages.reading(standing.fresh), pages.reading(standing.complete)]),
        "gaps": pages.gaps(standing),
        "due": len(due),
        "doors": [_door(one, of_door[one.id], request.now) for one in sorted(doors, key=lambda d: -of_door[d.id])],
        "uses": [(saying.use(use), count) for use, count in Counter(one.use for one in doors).most_common()],
        **_round(request, place),
    }
    return frame.draw(request, "population/quality/building.html", context, here="quality")


def _round(request: Request, place: Place) -> dict[str, Any]:
    """What a round to the grid of a building is proposed as; without a grid it goes to the whole community."""
    grids = places.areas_of(place.id, AreaKind.GRID, at=request.now)
    label = where(place).label
    return {
        "may_round": policy.may(request.hat, "round.set"),
        "round_where": f"g{grids[0].id}" if grids else f"c{place.scope_id}",
        "round_name": grids[0].name if grids else place.parent.name if place.parent else "",
        "purpose": _("Confirm what is due, beginning with %(place)s") % {"place": label},
        "until": (words.local(request.now).date() + ROUND).isoformat(),
    }


def _door(one: occupying.Door, due: int, now: datetime) -> dict[str, Any]:
    return {
        "name": one.name,
        "href": reverse("register_door", args=[one.id]),
        "use": saying.use(one.use),
        "ground": saying.ground(one.ground, one.source, one.since, now),
        "people": one.people,
        "due": due,
    }


@page("quality.see")
def due(request: Request) -> HttpResponse:
    """What is to be confirmed again in a community or a building; above it, which communities have how much."""
    found = pages.own_sheet(request)
    context: dict[str, Any] = {
        "found": found,
        "ways": pages.ways(found),
        "above": pages.above(found, request),
        "flash_list": _did(request),
        "building_label": "",
    }
    if found.is_community:
        context |= _listed(request, found)
    else:
        context["lines"] = [one for one in pages.table(found, request.now) if one.due]
    return frame.draw(request, "population/quality/due.html", context, here="quality")


def _listed(request: Request, found: queries.Sheet) -> dict[str, Any]:
    """One page of the list, with everybody's name masked."""
    building_id, only, at_page = _wanted(request, found)
    rows = dues.due(
        found.place.id, found.ruled[0], at=request.now, building_id=building_id, only=only,
        offset=dues.PAGE * (at_page - 1),
    )  # fmt: skip
    shown = rows[: dues.PAGE]
    return {
        "rows": _told(shown, request.now),
        "more": len(rows) > dues.PAGE,
        "page": at_page,
        "building": building_id,
        "building_label": queries.building_names([building_id])[building_id] if building_id else "",
        "record": only[0] if len(only) == 1 else "",
        "kinds": [(code, saying.record(code), found.whole.due.get(code, 0)) for code in dues.LISTED],
        "total": sum(found.whole.due.get(code, 0) for code in only),
        "may_confirm": policy.may(request.hat, "quality.confirm"),
        "here_address": request.get_full_path(),
    }


def _wanted(request: Request, found: queries.Sheet) -> tuple[int | None, Sequence[str], int]:
    """The building that is asked for, if it is one of the community, the kinds of record, and the page."""
    asked = number(request.GET.get("building", ""))
    building_id = asked if asked in found.inside else None
    record = request.GET.get("record", "")
    only = (record,) if record in dues.LISTED else dues.LISTED
    return building_id, only, max(1, min(number(request.GET.get("page", "")) or 1, 2000))


def _told(rows: Sequence[Due], now: datetime) -> list[dict[str, Any]]:
    """The rows as they are read: where, what, who (masked), since when. Two statements."""
    faces = faces_of([one.person_id for one in rows if one.person_id])
    labels = queries.building_names({one.building_id for one in rows if one.building_id})
    return [_line(one, faces, labels, now) for one in rows]


def _line(one: Due, faces: Mapping[int, PersonFace], labels: Mapping[int, str], now: datetime) -> dict[str, Any]:
    face = faces.get(one.person_id or 0)
    is_door = one.building_id is not None and one.place_id != one.building_id
    route = "register_door" if is_door else "register_building" if one.building_id else "register_community"
    return {
        "key": f"{one.record}-{one.id}",
        "where": labels.get(one.building_id or 0, "") + (one.door if is_door or not one.building_id else ""),
        "href": reverse(route, args=[one.place_id]),
        "what": saying.what(one.record, one.kind),
        "who": face.name if face else "",
        "confirmed": words.day(one.confirmed, now) if one.confirmed else _("never confirmed"),
        "since": saying.due_since(one.since, now),
    }


@page("quality.confirm", methods=("POST",))
def confirm(request: Request) -> HttpResponse:
    """Say of many records that they are still true, all with one tap."""
    chosen: dict[str, list[int]] = {record: [] for record in dues.LISTED}
    ticked = request.POST.getlist("shown" if request.POST.get("all") else "record")
    for key in ticked[:MOST_OF_A_BUILDING]:
        record, _dash, number_ = key.partition("-")
        if record in chosen and number(number_):
            chosen[record].append(number(number_))
    done = confirm_many(
        residences=chosen[records.LINK], dwellings=chosen[records.DWELLING], vehicles=chosen[records.VEHICLE],
        by=request.hat, now=request.now,
    )  # fmt: skip
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith(reverse("quality")):
        back = reverse("quality_due")
    return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}done={done}", status=303)


def _did(request: Request) -> list[dict[str, str]]:
    asked = request.GET.get("done", "")
    if not asked:
        return []
    if not number(asked):
        return [{"words": _("Nothing was chosen. Tick the records that are still true."), "kind": "note"}]
    count = number(asked)
    told = ngettext("%(num)s record is confirmed as of now", "%(num)s records are confirmed as of now", count)
    return [{"words": told % {"num": count}}]


@page("quality.see", step_up=True)
def due_table(request: Request) -> HttpResponse:
    """The whole list of a community or a building as an Excel file, names masked."""
    found = pages.own_sheet(request, deep=False)
    if not found.is_community:
        raise Http404
    building_id, only, _page = _wanted(request, found)
    rows = dues.due(
        found.place.id, found.ruled[0], at=request.now, building_id=building_id, only=only, limit=MOST_IN_A_SHEET
    )
    columns = [Column(head) for head in (_("Where"), _("What"), _("Who"), _("Last confirmed"), _("Due"))]
    about = [
        (_("Place"), queries.building_names([building_id])[building_id] if building_id else found.place.name),
        (_("Rules"), pages.versions(found)),
        (_("Made"), words.moment(request.now, request.now)),
    ]
    made = [sheets.Sheet(_("To be confirmed again"), columns, _cells(rows, request.now))]
    name = _("%(place)s: to be confirmed again") % {"place": found.place.name}
    return sheets.download(made, name=name, about=about)


def _cells(rows: Sequence[Due], now: datetime) -> Iterator[list[str]]:
    for begin in range(0, len(rows), 1000):
        for one in _told(rows[begin : begin + 1000], now):
            yield [one["where"], one["what"], one["who"], one["confirmed"], one["since"]]


@page("quality.see")
def unplaced(request: Request) -> HttpResponse:
    """Buildings in no compound, in no grid, without a position, or on a community that stands in for another."""
    found = pages.own_sheet(request)
    context: dict[str, Any] = {
        "found": found,
        "ways": pages.ways(found),
        "above": pages.above(found, request),
        "counts": [(saying.field(records.BUILDING, name), *missing(found.whole, name)) for name in LACKS],
        "lines": [] if found.is_community else _lacking(found),
        "rows": _strays(found.place) if found.is_community else [],
        "is_stand_in": getattr(found.place, "unassigned", False),
    }
    return frame.draw(request, "population/quality/unplaced.html", context, here="quality")


LACKS = ("compound", "grid", "position", "dwellings")


def missing(standing: Any, name: str) -> tuple[int, int]:
    """How many buildings lack something, and how many there are."""
    needed, filled = standing.cells.get((records.BUILDING, name), (0, 0))
    return needed - filled, needed


def _lacking(found: queries.Sheet) -> list[dict[str, Any]]:
    """The places inside that have such buildings, those with most first."""
    made = [
        {
            "name": found.names[about],
            "href": f"{reverse('quality_unplaced')}?place={about}",
            "counts": [missing(one, name)[0] for name in LACKS],
        }
        for about, one in found.inside.items()
    ]
    return sorted((one for one in made if any(one["counts"])), key=lambda one: [-count for count in one["counts"]])


def _strays(place: Place) -> list[dict[str, Any]]:
    """The buildings of one community that lack something, with what each lacks."""
    return [
        {
            "name": places.written(one.address, one.name),
            "href": reverse("register_building", args=[one.id]),
            "lacks": [saying.field(records.BUILDING, name) for name in one.lacks],
        }
        for one in queries.strays(place.id)
    ]
