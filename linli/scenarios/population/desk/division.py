"""The tree of the city as pages: a division of any level with what lies inside it, and a grid with its buildings.

One page serves city, district and street; communities, buildings and doors have theirs. Each names the way up, as far
as the post works there, and the way down. The figures are those the worker has counted, a row a community.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.kernel.places.models import AreaKind, Level, Place
from linli.kit import words
from linli.kit.desk import frame, speaking
from linli.kit.map import faces
from linli.kit.routes import Request, page
from linli.scenarios.population.desk import community as communities
from linli.scenarios.population.desk import crumbs, tree
from linli.scenarios.population.desk.wheres import own_path, where
from linli.scenarios.population.quality import queries as quality
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality.standings import Standing
from linli.scenarios.population.registers import asked

COUNTED = (records.BUILDING, records.DWELLING, records.PERSON, records.ORGANISATION, records.VEHICLE)


@page("register.see")
def division(request: Request, number: int) -> HttpResponse:
    """A city, a district or a street: what it comes to, what lies inside, its registers."""
    path = own_path(request.hat, number, Level.CITY, Level.DISTRICT, Level.STREET, Level.COMMUNITY)
    place = path[-1]
    if place.level == Level.COMMUNITY:
        return HttpResponseRedirect(reverse("register_community", args=[number]))
    found = quality.sheet_of_division(path, at=request.now)
    inside = [one for one in places.children(number) if one.id in request.hat.scopes]
    context = {
        "label": place.name,
        "sort": faces.sort_words(place.level),
        "code": place.code if place.code.isdigit() else "",
        "crumbs": crumbs.down_to(request, path),
        "ways": tree.ways(number),
        "figures": _figures(found.whole, len(found.ruled)),
        "inside_words": ngettext("%(num)s place", "%(num)s places", len(inside)) % {"num": f"{len(inside):,}"},
        "rows": [_row(one, found.inside.get(one.id, Standing()), found.holds.get(one.id, 0)) for one in inside],
        "registers": tree.registers(number, asked.within(request, number)),
        "counted": words.moment(found.counted, request.now) if found.counted else "",
        "uncounted": found.uncounted,
    }
    return frame.draw(request, "population/division.html", context, here="register")


def _figures(whole: Standing, inside: int) -> list[tuple[str, int]]:
    held = [whole.records.get(record, 0) for record in COUNTED]
    named = (_("buildings"), _("doors"), _("persons"), _("bodies"), _("vehicles"))
    return [(_("communities"), inside), *zip(named, held, strict=True), (_("to be confirmed again"), whole.all_due)]


def _row(place: Place, standing: Standing, inside: int) -> dict[str, Any]:
    held = [f"{standing.records.get(record, 0):,}" for record in COUNTED]
    return {"href": where(place).href, "cells": [place.name, f"{inside:,}", *held, f"{standing.all_due:,}"]}


@page("register.see")
def grid(request: Request, number: int) -> HttpResponse:
    """One grid: who answers for it, and its buildings with the stalest first."""
    area = places.area(number)
    if area is None or area.kind != AreaKind.GRID or area.scope_id not in request.hat.scopes:
        raise Http404
    path, held = places.path(area.scope_id), places.building_ids_of([number], at=request.now).get(number, frozenset())
    rows = [one for one in communities.buildings(area.scope_id, now=request.now, path=path) if one.id in held]
    sums = [(_("buildings"), len(held)), (_("doors"), sum(one.doors for one in rows))]
    context = {
        "label": area.name,
        "crumbs": crumbs.down_to(request, path, area.name),
        "ways": [(_("On the map"), f"{reverse('map')}?place={area.scope_id}&face=area/{number}")],
        "figures": [*sums, (_("stale doors"), sum(one.stale for one in rows)),
                    (_("persons"), sum(one.people for one in rows))],
        "answering": [
            (speaking.role_words(one.role), one.unit + (f" {one.title}" if one.title else ""))
            for one in people.answering_for([number], at=request.now)
        ],
        "rows": [communities.row(one, request.now) for one in rows],
    }  # fmt: skip
    return frame.draw(request, "population/grid.html", context, here="register")
