"""A door that the register lacks, added at its building: a wall was put in, or the list was not complete."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.places import actions as places
from linli.kernel.places import queries as place_queries
from linli.kernel.places.actions import NewPlace, PlaceRefused
from linli.kernel.places.models import Level, Place
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.scenarios.population.desk import building
from linli.scenarios.population.desk.wheres import own_path, own_place

LONGEST = 20


@page("place.add", methods=("POST",))
def add_door(request: Request, number: int) -> HttpResponse:
    """One more door; then its page, where everything else of it is said."""
    name = "".join(request.POST.get("name", "").split())
    with scope.reading(request.hat, now=request.now):
        error = _why_not(own_place(request.hat, number, Level.BUILDING), name)
    if not error:
        try:
            row = NewPlace(Level.DWELLING, name, number)
            door = places.add(row=row, by=request.hat, now=request.now)
            return HttpResponseRedirect(f"{reverse('register_door', args=[door])}?did=door", status=303)
        except PlaceRefused as refused:
            error = str(refused)
    with scope.reading(request.hat, now=request.now):
        path = own_path(request.hat, number, Level.BUILDING)
        return building.drawn(request, path, new=(name, error), status=422)


def _why_not(place: Place, name: str) -> str:
    """What is wrong with the name of a new door; empty where nothing is."""
    if not any(sign.isdigit() for sign in name):
        return _("Write the door as it is called, with its stairwell: 2单元301.")
    if len(name) > LONGEST:
        return _("This is too long for the name of a door. Write only stairwell and room.")
    plain = name.removesuffix("室")
    if any(one.name.removesuffix("室") == plain for one in place_queries.children(place.id)):
        return _("This door is in the register already.")
    return ""
