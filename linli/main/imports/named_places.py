"""Divisions and bodies that a text names: the smallest division of the title, else of the text; who signed a reply."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.queries import Owner
from linli.kernel.places.actions.adding import LEVELS
from linli.kernel.places.models import DIVISIONS, Level, Place

SIGNED = 120  # characters at the end of a reply in which a signature stands
SHORTEST = 2
ROLE = "clerk"  # who answers for a division's letters


@dataclass(frozen=True, slots=True)
class Division:
    """A division by its name: id, level from 0 (the city)."""

    id: int
    name: str
    depth: int


@dataclass(slots=True)
class Gazetteer:
    """Every division and body of the city by name, and the desks that have been looked up."""

    divisions: dict[str, Division]
    bodies: dict[str, tuple[int, int]]
    city: Division
    _desks: dict[int, Owner | None]
    _named: re.Pattern[str]
    _signed: re.Pattern[str]

    @classmethod
    def of_city(cls) -> Gazetteer:
        """Read it under the hat that is worn. A name that two divisions share names neither."""
        rows = Place.objects.filter(level__in=DIVISIONS, until__isnull=True).values_list("id", "name", "level")
        found = [Division(number, name, LEVELS.index(Level(level))) for number, name, level in rows]
        names = [one.name for one in found]
        known = {one.name: one for one in found if len(one.name) >= SHORTEST and names.count(one.name) == 1}
        bodies = {
            name: (number, place) for name, number, place in Organisation.objects.values_list("name", "id", "place_id")
        }
        city = next(one for one in found if one.depth == 0)
        return cls(known, bodies, city, {}, _any_of(known), _any_of(bodies))

    def placed(self, *texts: str) -> Division | None:
        """The smallest division that the first of these texts names which names any; None where none does."""
        for text in texts:
            named = [self.divisions[name] for name in self._named.findall(text)]
            if named:
                return max(named, key=lambda one: one.depth)
        return None

    def signed(self, reply: str) -> Owner | None:
        """The body whose name stands last at the end of a reply, as the desk that gave it."""
        names = self._signed.findall(reply[-SIGNED:])
        if not names:
            return None
        number, place = self.bodies[names[-1]]
        return Owner(role=ROLE, unit_id=number, unit_name=names[-1], scope_id=place, area_id=None)

    def desk(self, division: Division, *, at: datetime) -> Owner | None:
        """The desk that answers for a division: its own, or the nearest one above it."""
        if division.id not in self._desks:
            duty = people.duty_holder(ROLE, place_scope_id=division.id, at=at)
            self._desks[division.id] = people.owner_of_duty(duty.id, at=at) if duty else None
        return self._desks[division.id]


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """One of these names, the longest first; a name that begins with a letter does not begin within a word."""
    longest = sorted(names, key=lambda name: (-len(name), name))
    parts = [(r"(?<![A-Za-z0-9])" if name[:1].isascii() else "") + re.escape(name) for name in longest]
    return re.compile("|".join(parts) or r"(?!)")
