"""What a visit changes in the register. Each of these is the same when it is done twice.

Who moves out is registered where they were and owns what they owned: registration, residence and ownership are three
things, and a visit ends only the second.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from linli.kernel.people import actions as people
from linli.kernel.people.actions import ChangeRefused, DwellingRefused, LinkRefused, NewResidence
from linli.kernel.people.actions.residences import LIVING
from linli.kernel.people.models import Residence
from linli.kernel.places.models import Place
from linli.kit import words
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.hand import registering
from linli.scenarios.population.hand.dwellings import STATES
from linli.scenarios.population.hand.newcomers import ASKED, KINDS, Newcomer, belongs
from linli.scenarios.population.hand.persons import door_of
from linli.scenarios.population.quality.confirming import confirm_many
from linli.scenarios.population.visits.entry import NotTaken, Sent

SOURCE = "visit"
__all__ = ["ASKED", "KINDS", "STATES"]


def all_as_it_was(sent: Sent, place: Place, by: Hat, now: datetime) -> None:
    """Everybody who belongs to the door still does, and what is known of it still holds, as of that moment."""
    with scope.reading(by, now=now):
        links = list(_running(place, now).values_list("id", flat=True))
    confirm_many(residences=links, dwellings=[place.id], source=SOURCE, by=by, now=sent.moment.at)


def moved_out(sent: Sent, place: Place, by: Hat, now: datetime) -> int:
    """Somebody lives here no more, since a day or since now."""
    person = _somebody(sent)
    with scope.reading(by, now=now):
        links = list(_running(place, now).filter(person_id=person, kind__in=LIVING).values_list("id", flat=True))
    until = _day_of(sent)
    for link in links:
        _or_say(partial(people.end_residence, residence_id=link, until=until, source=SOURCE, by=by, now=now))
    return person


def died(sent: Sent, _place: Place, by: Hat, now: datetime) -> int:
    """Somebody has died; they live nowhere any more, and the register says so of the person."""
    person, until = _somebody(sent), _day_of(sent) or sent.moment.at
    day = words.local(until).date()
    _or_say(partial(people.note_death, person_id=person, day=day, until=until, source=SOURCE, by=by, now=now))
    return person


def moved_within(sent: Sent, place: Place, by: Hat, now: datetime) -> int:
    """Somebody lives behind another door of the worker's communities now, in the sense in which they lived here."""
    person, since = _somebody(sent), _day_of(sent) or sent.moment.at
    with scope.reading(by, now=now):
        held = _running(place, now).filter(person_id=person, kind__in=LIVING).order_by("id")
        links = list(held.values_list("id", "kind"))
        door = door_of({"address": sent.address}, by)
        is_there = _running(door, now).filter(person_id=person, kind__in=LIVING).exists()
    if door.id == place.id:
        raise NotTaken(gettext_lazy("This is the door they lived behind. Write the other one."), "address")
    leaves = [number for number, _kind in links]
    if is_there:
        for link in leaves:
            _or_say(partial(people.end_residence, residence_id=link, until=since, source=SOURCE, by=by, now=now))
        return person
    row = NewResidence(door.id, door.scope_id, links[0][1] if links else "occupant", since, source=SOURCE)
    _or_say(partial(people.move_person, person_id=person, row=row, leaves=leaves, by=by, now=now))
    return person


def lived_in(sent: Sent, place: Place, by: Hat, now: datetime) -> None:
    """How the dwelling is lived in, as whoever opened the door declared it."""
    if sent.state not in STATES:
        raise NotTaken(gettext_lazy("Choose how the dwelling is lived in."), "state")
    since = _day_of(sent)
    _or_say(
        lambda: people.declare_occupancy(
            place_id=place.id, state=sent.state, source=SOURCE, since=since, by=by, now=now
        )
    )


def new_person(sent: Sent, place: Place, by: Hat, now: datetime) -> int:
    """Somebody the register does not know behind this door."""
    with scope.reading(by, now=now):
        where = registering.code_of(sent.registered_in, sent.registered_code)
    who = Newcomer(
        sent.name, sent.kind, sent.moment.at, SOURCE, sent.id_number, sent.document, sent.phone, registered_in=where
    )
    return belongs(place, who, by=by, now=now)


def _or_say(do: Callable[[], object]) -> None:
    """Do it, or say at the day's field why it cannot be."""
    try:
        do()
    except (LinkRefused, ChangeRefused, DwellingRefused) as refused:
        raise NotTaken(str(refused), "day") from refused


def _somebody(sent: Sent) -> int:
    if sent.person is None:
        raise NotTaken(gettext_lazy("Say whom it is about."))
    return sent.person


def _day_of(sent: Sent) -> datetime | None:
    """The end of a link on the day that was said, in the city's time; now where none was said or it is today."""
    today = words.local(sent.moment.at).date()
    if sent.day is None or sent.day == today:
        return None
    return datetime.combine(sent.day, time(), words.city_zone())


def _running(place: Place, now: datetime) -> QuerySet[Residence]:
    return Residence.objects.filter(Q(until__isnull=True) | Q(until__gt=now), place_id=place.id)
