"""Lettings at a dwelling's page: registered, changed, renewed, ended (出租房登记)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from linli.kernel.people import actions as people
from linli.kernel.people import documents
from linli.kernel.people.actions import NewLetting
from linli.kernel.people.actions.residences import running_links
from linli.kernel.people.knowledge import LETTING, checked
from linli.kernel.people.models import Person
from linli.kernel.people.models_homes import Dwelling, Letting, Occupancy
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.hand import typed
from linli.scenarios.population.hand.typed import Given
from linli.scenarios.population.visits.entry import NotTaken

SOMEBODY_ELSE = "else"


def register(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """Register that the dwelling is let: by whom, to how many at most, since when, until when."""
    said = checked(LETTING, {name: given.get(name, "") for name in LETTING})
    since, until = typed.past_day(given, "since", now), typed.last_day(given, "until")
    if until is not None and until <= since:
        raise NotTaken(gettext_lazy("The letting would end before it begins."), "until")
    landlord = _landlord(given, by, now)
    most = int(said["most_tenants"]) if said["most_tenants"] else None
    row = NewLetting(place.id, landlord, since, typed.source(given), most, said["number"], until)
    people.register_letting(row=row, by=by, now=now)
    _lived_in_as_let(place, since, by, now)


def _lived_in_as_let(place: Place, since: datetime, by: Hat, now: datetime) -> None:
    """What was declared empty or its owner's own is let from that day; in part, where the owner lives there."""
    with scope.reading(by, now=now):
        told = Dwelling.objects.filter(place_id=place.id, occupancy__in=(Occupancy.EMPTY, Occupancy.SELF)).exists()
        links = running_links(now).filter(place_id=place.id)
        owners = links.filter(kind="owner").values("person_id")
        stays = links.filter(kind="occupant", person_id__in=owners).exists()
    if told:
        state = Occupancy.MIXED if stays else Occupancy.LET
        people.declare_occupancy(place_id=place.id, state=state, source="letting", since=since, by=by, now=now)


def change(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """Renew it or put its number and its most tenants right. The form shows what is known."""
    number, said = _of(place, given, by, now)
    until = typed.last_day(given, "until")
    people.correct_letting(
        letting_id=number.id, changes={name: given.get(name, "") for name in LETTING}, source=said, by=by, now=now
    )
    if until != number.until:
        people.renew_letting(letting_id=number.id, until=until, source=said, by=by, now=now)


def end(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """The dwelling is let no more, since a day."""
    number, said = _of(place, given, by, now)
    people.end_letting(letting_id=number.id, until=typed.past_day(given, "day", now), source=said, by=by, now=now)


def _of(place: Place, given: Given, by: Hat, now: datetime) -> tuple[Letting, str]:
    """The letting of this door the form is about, and who said so."""
    number = typed.number("letting", given.get("about", ""))
    with scope.reading(by, now=now):
        found = Letting.objects.filter(id=number, place_id=place.id).first()
    if found is None:
        raise NotTaken(gettext_lazy("This is not there any more. Open the page anew."), "until")
    return found, typed.source(given)


def _landlord(given: Given, by: Hat, now: datetime) -> int:
    """Who lets it: somebody of this door, or whoever has the identity number that was typed."""
    chosen, number = given.get("landlord", ""), given.get("landlord_number", "")
    if chosen and chosen != SOMEBODY_ELSE:
        return typed.number("person", chosen, "landlord")
    if not number:
        raise NotTaken(gettext_lazy("Choose who lets it, or write their identity number."), "landlord")
    with scope.reading(by, now=now):
        found = Person.objects.filter(id_number_blind=documents.index(number), until__isnull=True).first()
    if found is None:
        raise NotTaken(
            gettext_lazy(
                "Nobody of this number is known in your communities. Write them down as the owner here first."
            ),
            "landlord_number",
        )
    return found.id
