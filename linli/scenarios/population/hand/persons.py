"""A person at their page: put right, no longer behind a door, behind another one, dead."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewResidence
from linli.kernel.people.actions.residences import LIVING, running_links
from linli.kernel.people.knowledge import PERSON
from linli.kernel.people.models import Residence
from linli.kernel.places.models import Level, Place
from linli.kit import words
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.desk.finding import doors_called
from linli.scenarios.population.hand import registering, typed
from linli.scenarios.population.hand.newcomers import KINDS
from linli.scenarios.population.hand.typed import Given
from linli.scenarios.population.intake import doors
from linli.scenarios.population.intake.doors import Door
from linli.scenarios.population.visits.entry import NotTaken

CLEARED = "clear-"  # and the field that is not known after all
FIELDS = tuple(name for name in PERSON if name != registering.FIELD)


def correct(person_id: int, given: Given, by: Hat, now: datetime) -> None:
    """Put right what is known. A blank field stays as it is; what was wrong and is not known is ticked."""
    changes = {name: given[name] for name in FIELDS if given.get(name)}
    where = registering.code_of(given.get(registering.FIELD, ""), given.get(registering.CHOSEN, ""))
    if where:
        changes[registering.FIELD] = where
    changes |= {name: "" for name in PERSON if given.get(CLEARED + name) and name not in changes}
    if not changes:
        raise NotTaken(gettext_lazy("Write what should be changed."), "name")
    people.correct_person(person_id=person_id, changes=changes, source=typed.source(given), by=by, now=now)


def end(person_id: int, given: Given, by: Hat, now: datetime) -> None:
    """One sense in which they belong somewhere is over, since a day."""
    number = typed.number("residence", given.get("about", ""))
    with scope.reading(by, now=now):
        is_theirs = Residence.objects.filter(id=number, person_id=person_id).exists()
    if not is_theirs:
        raise NotTaken(gettext_lazy("This is not there any more. Open the page anew."), "day")
    until, said = typed.past_day(given, "day", now), typed.source(given)
    people.end_residence(residence_id=number, until=until, source=said, by=by, now=now)


def move(person_id: int, given: Given, by: Hat, now: datetime) -> None:
    """They belong to one more door; where they moved, they live no more where they lived."""
    kind = typed.one_of(given, "kind", KINDS, str(gettext_lazy("Say in which sense they belong there.")))
    since, said = typed.past_day(given, "since", now), typed.source(given)
    with scope.reading(by, now=now):
        door = door_of(given, by)
        leaves = leaving(person_id, door.id, now) if given.get("leaves") else []
    row = NewResidence(door.id, door.scope_id, kind, since, source=said)
    people.move_person(person_id=person_id, row=row, leaves=leaves, by=by, now=now)


def die(person_id: int, given: Given, by: Hat, now: datetime) -> None:
    """They have died, on a day."""
    until = typed.past_day(given, "day", now)
    said, day = typed.source(given), words.local(until).date()
    people.note_death(person_id=person_id, day=day, until=until, source=said, by=by, now=now)


def leaving(person_id: int, but: int, now: datetime) -> list[int]:
    """The links by which somebody lives anywhere but behind this door, as far as the hat sees. One statement."""
    lives = running_links(now).filter(person_id=person_id, kind__in=LIVING).exclude(place_id=but)
    return list(lives.order_by("id").values_list("id", flat=True))


def door_of(given: Given, by: Hat) -> Place:
    """The door that was chosen from several, or the one of the address that was typed."""
    chosen, address = given.get("door_chosen", ""), given.get("address", "")
    if chosen:
        wanted = [typed.number("door", chosen, "address")]
    elif not address:
        raise NotTaken(gettext_lazy("Write the address with the door."), "address")
    else:
        read = doors.find([address], scopes=by.scopes)[address]
        wanted = [read.place_id] if isinstance(read, Door) else [one.id for one in doors_called(address, by)]
    if len(wanted) > 1:
        raise NotTaken(gettext_lazy("There are several such doors. Choose one."), "address")
    found = Place.objects.filter(id__in=wanted, level=Level.DWELLING, until__isnull=True).defer("outline").first()
    if found is None or found.scope_id not in by.scopes:
        raise NotTaken(
            gettext_lazy(
                "No door of this address in your communities. Write road, number, building and room. "
                "Of a move to elsewhere write down that they moved out; the community there writes down the rest."
            ),
            "address",
        )
    return found
