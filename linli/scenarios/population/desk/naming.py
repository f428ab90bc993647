"""Saying what a place is called besides, and that it is not called so any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse, HttpResponseRedirect

from linli.kernel.places import actions as places_
from linli.kernel.places.actions import AliasRefused, NewAlias
from linli.kernel.places.models import Level, Place
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.scenarios.population.desk import building, community, names
from linli.scenarios.population.desk.wheres import own_path, where

FIELDS = ("whose", "name", "kind", "source")


@page("alias.change", methods=("POST",))
def add(request: Request, number: int) -> HttpResponse:
    """Another name from now on."""
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    with scope.reading(request.hat, now=request.now):
        path = own_path(request.hat, number, Level.BUILDING, Level.COMMUNITY)
        if typed["whose"] not in names.whose_names(request, path):
            raise Http404
    row = NewAlias(typed["name"], typed["kind"], source=typed["source"], **names.target(typed["whose"], path[-1]))
    try:
        places_.add_alias(row=row, by=request.hat, now=request.now)
    except AliasRefused as wrong:
        with scope.reading(request.hat, now=request.now):
            return _again(request, path, typed, str(wrong))
    return _back(path[-1], "named")


@page("alias.change", methods=("POST",))
def end(request: Request, number: int, alias: int) -> HttpResponse:
    """It is not called so any more."""
    with scope.reading(request.hat, now=request.now):
        path = own_path(request.hat, number, Level.BUILDING, Level.COMMUNITY)
    places_.end_alias(alias_id=alias, by=request.hat, now=request.now)
    return _back(path[-1], "unnamed")


def _again(request: Request, path: Sequence[Place], typed: Mapping[str, str], error: str) -> HttpResponse:
    draw = building.drawn if path[-1].level == Level.BUILDING else community.drawn
    return draw(request, path, names.shown(request, path, typed, error), status=422)


def _back(place: Place, did: str) -> HttpResponse:
    return HttpResponseRedirect(f"{where(place).href}?did={did}#names", status=303)
