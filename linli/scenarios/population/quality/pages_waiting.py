"""Buildings that wait for their community: by where they came from, and put where they belong, one or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.places import queries as places
from linli.kernel.places.models import Level, Place
from linli.kit.board.asked import number
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.scenarios.population.intake import placing
from linli.scenarios.population.intake.placing import Group, PlacingRefused
from linli.scenarios.population.intake.surroundings import AROUND, COMPOUND, OUTLINE, Told
from linli.scenarios.population.quality import pages

SHOWN = 200  # buildings of a group on one page


@page("quality.see")
def waiting(request: Request) -> HttpResponse:
    """The stand-ins of a place with how much waits in each; of one, what waits in it."""
    return _page(request, pages.asked_place(request))


def _page(request: Request, place_id: int, *, typed: Mapping[str, Any] | None = None, wrong: str = "") -> HttpResponse:
    place = Place.objects.filter(id=place_id, until__isnull=True).defer("outline").first()
    if place is None:
        raise Http404
    path = places.path(place.id)
    inside = set(places.scopes_under(place.id)) & set(request.hat.scopes)
    context: dict[str, Any] = {
        "place": place,
        "ways": pages.ways_of(place.id),
        "above": [one for one in path[:-1] if one.id in request.hat.scopes],
        "flash_list": _did(request),
        "errors": {"to": wrong} if wrong else {},
        "typed": {"to": 0, "new": "", **(typed or {})},
        "may": policy.may(request.hat, "building.assign"),
        "lines": [_line(one, count) for one, count in placing.stand_ins(inside)],
        "is_stand_in": place.unassigned and place.level == Level.COMMUNITY,
    }
    if context["is_stand_in"]:
        context |= _listed(request, place, typed or {})
    status = 422 if wrong else 200
    return frame.draw(request, "population/quality/waiting.html", context, here="quality", status=status)


def _line(stand_in: Place, count: int) -> dict[str, Any]:
    return {"name": stand_in.name, "href": f"{reverse('register_waiting')}?place={stand_in.id}", "count": count}


def _listed(request: Request, place: Place, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The groups of a stand-in, or the buildings of one of them; and where they may go."""
    found = placing.groups(place)
    asked = request.GET.get("group", "") or request.POST.get("group_shown", "")
    one = next((group for group in found if group.code == asked), None)
    offered = [
        (street.name, [(street.id, _("%(street)s, community not known") % {"street": street.name}),
                       *((community.id, community.name) for community in communities)])
        for street, communities in placing.targets(place, request.hat.scopes)
    ]  # fmt: skip
    ticked = set(typed.get("groups", ()))
    return {
        "groups": [_group(group, place, ticked) for group in found],
        "group": _group(one, place, ticked) if one else None,
        "buildings": [_building(building) for building in one.buildings[:SHOWN]] if one else [],
        "more": max(0, len(one.buildings) - SHOWN) if one else 0,
        "ticked": set(typed.get("buildings", ())),
        "total": sum(len(group.buildings) for group in found),
        "offered": offered,
    }


def _group(group: Group, place: Place, ticked: set[str]) -> dict[str, Any]:
    told = group.told
    return {
        "code": group.code,
        "name": group.compound or _("In no compound"),
        "count": len(group.buildings),
        "why": _why(told) if told else "",
        "told": (f"{group.code}:{told.division.id}", told.division.name) if told else None,
        "named": [f"{name} {count:,}" for name, count in group.named.most_common(3)],
        "href": f"{reverse('register_waiting')}?place={place.id}&group={group.code}",
        "ticked": group.code in ticked,
    }


def _why(told: Told) -> str:
    """By what it is told where they belong."""
    words = {"name": told.division.name, "count": f"{told.count:,}"}
    return {
        OUTLINE: _("Lies inside the border of %(name)s") % words,
        COMPOUND: _("%(count)s findings of a check-up in this compound name %(name)s") % words,
        AROUND: _("The nearest findings of a check-up lie in %(name)s") % words,
    }[told.how]


def _building(building: Place) -> dict[str, Any]:
    return {
        "id": building.id,
        "name": places.written(building.address, building.name),
        "href": reverse("register_building", args=[building.id]),
    }


def _did(request: Request) -> list[dict[str, str]]:
    count, to = number(request.GET.get("done", "")), number(request.GET.get("to", ""))
    into = Place.objects.filter(id=to).values_list("name", flat=True).first() if count else None
    if not count or not into:
        return []
    told = ngettext("%(num)s building is in %(to)s now", "%(num)s buildings are in %(to)s now", count)
    return [{"words": told % {"num": f"{count:,}", "to": into}}]


@page("building.assign", methods=("POST",))
def assign(request: Request) -> HttpResponse:
    """Put what is ticked into a community; with one tap a whole group where its surroundings say it belongs."""
    place_id = number(request.POST.get("place", ""))
    typed: dict[str, Any] = {
        "groups": request.POST.getlist("group"),
        "buildings": [number(one) for one in request.POST.getlist("building")],
        "to": number(request.POST.get("to", "")),
        "new": request.POST.get("new", "").strip(),
    }
    with scope.reading(request.hat, now=request.now):
        stand_in = Place.objects.filter(id=place_id, unassigned=True, level=Level.COMMUNITY, until__isnull=True).first()
        if stand_in is None or stand_in.id not in request.hat.scopes:
            raise Http404
        told, _colon, to = request.POST.get("told", "").partition(":")
        if told:
            typed |= {"groups": [told], "buildings": [], "to": number(to), "new": ""}
        chosen = _chosen(placing.groups(stand_in), typed)
    try:
        into = placing.place_waiting(
            buildings=chosen, to_id=typed["to"], new=typed["new"], source=request.hat.label, by=request.hat,
            now=request.now,
        )  # fmt: skip
    except PlacingRefused as refused:
        with scope.reading(request.hat, now=request.now):
            return _page(request, place_id, typed=typed, wrong=str(refused))
    address = f"{reverse('register_waiting')}?place={stand_in.id}&done={len(chosen)}&to={into.id}"
    return HttpResponseRedirect(address, status=303)


def _chosen(groups: Sequence[Group], typed: Mapping[str, Any]) -> list[int]:
    """The buildings that are ticked by themselves or with their group, as far as they still wait here."""
    codes, numbers = set(typed["groups"]), set(typed["buildings"])
    return [one.id for group in groups for one in group.buildings if group.code in codes or one.id in numbers]
