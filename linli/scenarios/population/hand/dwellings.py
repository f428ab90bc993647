"""A dwelling at its page: somebody who belongs there, how it is lived in, what is known of it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from linli.kernel.people import actions as people
from linli.kernel.people.knowledge import DWELLING
from linli.kernel.people.models_homes import Occupancy
from linli.kernel.places.models import Place
from linli.plumbing.scope import Hat
from linli.scenarios.population.hand import registering, typed
from linli.scenarios.population.hand.newcomers import Newcomer, belongs
from linli.scenarios.population.hand.typed import Given
from linli.scenarios.population.visits.entry import NotTaken

STATES = tuple(one.value for one in Occupancy if one != Occupancy.UNKNOWN)
SAID = ("name", "kind", "id_number", "document", "phone", "sex", "born")


def add_person(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """Somebody belongs here, as whoever knows has said."""
    said = {name: given.get(name, "") for name in SAID}
    where = registering.code_of(given.get(registering.FIELD, ""), given.get(registering.CHOSEN, ""))
    who = Newcomer(**said, registered_in=where, since=typed.past_day(given, "since", now), source=typed.source(given))
    belongs(place, who, by=by, now=now)


def declare(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """How the dwelling is lived in, since a day, on somebody's word."""
    state = typed.one_of(given, "state", STATES, str(gettext_lazy("Choose how the dwelling is lived in.")))
    since, said = typed.past_day(given, "since", now), typed.source(given)
    people.declare_occupancy(place_id=place.id, state=state, source=said, since=since, by=by, now=now)


def correct(place: Place, given: Given, by: Hat, now: datetime) -> None:
    """What is known of the dwelling besides. The form shows what is known, so an emptied field is not known."""
    changes = {name: given[name] for name in DWELLING if name in given}
    if not changes:
        raise NotTaken(gettext_lazy("Write what should be changed."), "floor_area")
    people.correct_dwelling(place_id=place.id, changes=changes, source=typed.source(given), by=by, now=now)
