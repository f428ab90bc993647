"""Where the forms of the register are sent: one address for a door, one for a person, one that finds a division."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from linli.kernel.people.actions import ChangeRefused, DwellingRefused, HouseholdRefused, LinkRefused
from linli.kernel.places.models import Level, Place
from linli.kit.routes import Request, page
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.scenarios.population.desk.door import door_page
from linli.scenarios.population.desk.finding import doors_called
from linli.scenarios.population.desk.person import person_at, person_page
from linli.scenarios.population.desk.wheres import own_place
from linli.scenarios.population.hand import dwellings, households, lettings, persons, registering
from linli.scenarios.population.hand.typed import Back, Given, given_in
from linli.scenarios.population.visits.entry import NotTaken

REFUSED = (NotTaken, ChangeRefused, DwellingRefused, HouseholdRefused, LinkRefused)

AtDoor = Callable[[Place, Given, Hat, datetime], None]
AtPerson = Callable[[int, Given, Hat, datetime], None]

# Each with the field its refusal stands at where the kernel names none.
AT_DOOR: Mapping[str, tuple[AtDoor, str]] = {
    "person": (dwellings.add_person, "name"),
    "lived-in": (dwellings.declare, "state"),
    "dwelling": (dwellings.correct, "floor_area"),
    "let": (lettings.register, "landlord"),
    "letting": (lettings.change, "until"),
    "letting-end": (lettings.end, "day"),
    "household": (households.form, "members"),
    "join": (households.join, "person"),
    "leave": (households.leave, "person"),
    "relate": (households.relate, "relation"),
    "split": (households.split, "members"),
    "booklet": (households.correct, "booklet"),
    "household-end": (households.end, "day"),
}
AT_PERSON: Mapping[str, tuple[AtPerson, str]] = {
    "correct": (persons.correct, "name"),
    "end": (persons.end, "day"),
    "move": (persons.move, "since"),
    "died": (persons.die, "day"),
}


@page("register.keep", methods=("POST",))
def say_at_door(request: Request, number: int, act: str) -> HttpResponse:
    """Write one thing down about a door; what cannot be comes back with everything that was typed."""
    if act not in AT_DOOR:
        raise Http404
    do, field = AT_DOOR[act]
    given = given_in(request.POST)
    with scope.reading(request.hat, now=request.now):
        place = own_place(request.hat, number, Level.DWELLING)
    try:
        do(place, given, request.hat, request.now)
    except REFUSED as wrong:
        with scope.reading(request.hat, now=request.now):
            return door_page(request, number, _back(act, given, wrong, field), status=422)
    return HttpResponseRedirect(f"{reverse('register_door', args=[number])}?did={act}", status=303)


@page("register.keep", methods=("POST",))
def say_of_person(request: Request, at: str, act: str) -> HttpResponse:
    """Write one thing down about a person; what cannot be comes back with everything that was typed."""
    if act not in AT_PERSON:
        raise Http404
    (do, field), person_id = AT_PERSON[act], person_at(at)
    given = given_in(request.POST)
    try:
        do(person_id, given, request.hat, request.now)
    except NotAllowed:
        raise Http404 from None
    except REFUSED as wrong:
        back = _back(act, given, wrong, field)
        with scope.reading(request.hat, now=request.now):
            doors = doors_called(given.get("address", ""), request.hat) if "address" in back.errors else []
            found = [(one.id, one.label) for one in doors]
            return person_page(request, at, back=back, doors=found, status=422)
    return HttpResponseRedirect(f"{reverse('register_person', args=[at])}?did={act}", status=303)


def _back(act: str, given: Given, wrong: Exception, field: str) -> Back:
    return Back(act, given.get("about", ""), given, {getattr(wrong, "field", "") or field: str(wrong)})


@page("register.see")
def regions(request: Request) -> HttpResponse:
    """Divisions somebody may mean who types a place of registration: a part of a form."""
    typed = request.GET.get(registering.FIELD, "")
    return render(request, "population/hand/regions.html", {"regions": registering.choices(typed), "chosen": ""})
