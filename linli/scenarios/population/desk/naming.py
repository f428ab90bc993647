"""What a building, a community, their compounds and roads are called besides: said, and no longer so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.places import actions as places
from linli.kernel.places.actions import AliasRefused, NewAlias
from linli.kernel.places.models import Level, Place
from linli.kit.desk import frame
from linli.kit.routes import Request, page
from linli.plumbing import policy, scope
from linli.scenarios.population.desk import crumbs, names
from linli.scenarios.population.desk.wheres import own_path, where

FIELDS = ("whose", "name", "kind", "source")


@page("register.see", methods=("GET", "POST"))
def called(request: Request, number: int) -> HttpResponse:
    """The other names of a place; another one from now on, by whoever may say so."""
    if request.method != "POST":
        return _drawn(request, _path(request, number), {}, "")
    policy.require(request.hat, "alias.change")
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    with scope.reading(request.hat, now=request.now):
        path = _path(request, number)
        if typed["whose"] not in names.whose_names(request, path):
            raise Http404
    row = NewAlias(typed["name"], typed["kind"], source=typed["source"], **names.target(typed["whose"], path[-1]))
    try:
        places.add_alias(row=row, by=request.hat, now=request.now)
    except AliasRefused as wrong:
        with scope.reading(request.hat, now=request.now):
            return _drawn(request, path, typed, str(wrong), status=422)
    return _back(number, "named")


@page("alias.change", methods=("POST",))
def end(request: Request, number: int, alias: int) -> HttpResponse:
    """It is not called so any more."""
    with scope.reading(request.hat, now=request.now):
        _path(request, number)
    places.end_alias(alias_id=alias, by=request.hat, now=request.now)
    return _back(number, "unnamed")


def _path(request: Request, number: int) -> list[Place]:
    return own_path(request.hat, number, Level.BUILDING, Level.COMMUNITY)


def _drawn(
    request: Request, path: Sequence[Place], typed: Mapping[str, str], error: str, *, status: int = 200
) -> HttpResponse:
    context = {
        **names.shown(request, path, typed, error),
        "label": where(path[-1]).label,
        "crumbs": crumbs.down_to(request, path, _("Also called")),
        "flash_list": names.did(request),
    }
    return frame.draw(request, "population/names.html", context, here="register", status=status)


def _back(number: int, did: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('register_names', args=[number])}?did={did}", status=303)
