"""The doors of a building: who is behind which, in numbers, what was found there last, and what is due."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from linli.engines import keeping
from linli.kernel.people.models import Residence
from linli.kernel.people.models_homes import Dwelling, Occupancy
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.scenarios.population.quality import records, rules
from linli.scenarios.population.quality.rules import NO_RULES, Ruled
from linli.scenarios.population.visits.models import Round, Visit

SEEN, AWAY, REFUSED, NOTE = "confirmed", "nobody", "refused", "note"
SETTLES = frozenset(
    {SEEN, REFUSED, "moved_out", "moved_within", "died", "new_person", "lived_in"}
)  # a door that need not be rung again this round
_NUMBERED = re.compile(r"^(?:(?P<stairwell>.+?)单元)?(?P<number>\d{3,4})室?$")


@dataclass(slots=True)
class Door:
    """A door as rounds see it. ``links`` run, ``visits`` are in their order.

    ``confirmed`` is the oldest confirmation of what is known there: the door is as fresh as its stalest link.
    """

    place: Place
    stairwell: str
    floor: int | None
    links: list[Residence] = field(default_factory=list)
    dwelling: Dwelling | None = None
    visits: list[Visit] = field(default_factory=list)
    is_due: bool = False

    @property
    def visit(self) -> Visit | None:
        """The latest visit."""
        return self.visits[-1] if self.visits else None

    @property
    def name(self) -> str:
        """How the door is called inside its stairwell."""
        return self.place.name.rpartition("单元")[2] or self.place.name

    @property
    def counts(self) -> Counter[str]:
        return Counter(link.kind for link in self.links)

    @property
    def confirmed(self) -> datetime | None:
        known = [link.confirmed for link in self.links if link.confirmed is not None]
        return min(known) if known and len(known) == len(self.links) else None


def doors_of(building: Place, *, round_: Round | None = None, ruled: Ruled | None = None, now: datetime) -> list[Door]:
    """Every door of a building. Six statements, however many doors there are; four where the rules are at hand."""
    doors = {one.id: Door(one, *_stands(one.name)) for one in places.children(building.id)}
    for link in Residence.objects.filter(place_id__in=list(doors), until__isnull=True):
        doors[link.place_id].links.append(link)
    for dwelling in Dwelling.objects.filter(place_id__in=list(doors)):
        doors[dwelling.place_id].dwelling = dwelling
    for visit in Visit.objects.filter(building_id=building.id).order_by("at", "id"):
        if visit.place_id in doors:
            doors[visit.place_id].visits.append(visit)
    held = NO_RULES if round_ is not None else ruled or rules_at(building.scope_id, now=now)
    for door in doors.values():
        door.is_due = _is_unsettled(door, round_) if round_ is not None else is_due(door, held, now=now)
    return sorted(doors.values(), key=lambda one: (one.stairwell, one.floor or 0, one.place.name))


def rules_at(scope_id: int, *, now: datetime) -> Ruled:
    """The rules of the register as they hold in a community. Two statements."""
    return rules.ruled([one.code for one in places.path(scope_id)], rules.sets(at=now))


def _is_unsettled(door: Door, round_: Round) -> bool:
    """Whether nobody has settled the door since the round began."""
    if door.place.id in round_.settled:
        return False
    seen = door.visit
    return seen is None or seen.at < round_.began or seen.did not in SETTLES


def is_due(door: Door, held: Ruled, *, now: datetime) -> bool:
    """Whether somebody has to ring: something known is over, or nothing is known and nobody called it empty."""
    if not door.links:
        return not _is_known_empty(door, held, now=now)
    return any(is_over(link.kind, link.confirmed, held, now=now) for link in door.links)


def is_over(kind: str, confirmed: datetime | None, held: Ruled, *, now: datetime) -> bool:
    """Whether a confirmation of that kind of link holds no longer."""
    days = held.holds(records.LINK, kind)
    return days is not None and keeping.is_due(confirmed, holds=timedelta(days=days), at=now)


def _is_known_empty(door: Door, held: Ruled, *, now: datetime) -> bool:
    found = door.dwelling
    if found is None or found.occupancy != Occupancy.EMPTY:
        return False
    days = held.holds(records.DWELLING, Occupancy.EMPTY)
    return days is None or not keeping.is_due(found.confirmed, holds=timedelta(days=days), at=now)


def _stands(name: str) -> tuple[str, int | None]:
    """Stairwell and floor of a door that is numbered as doors usually are: 2单元301 is 2 and 3."""
    found = _NUMBERED.match(name)
    if found is None:
        return "", None
    return found["stairwell"] or "", int(found["number"][:-2])


@dataclass(frozen=True, slots=True)
class Stairwell:
    """One entrance: its floors from the top down, each with its doors. ``others`` fit into no floor."""

    name: str
    floors: Sequence[tuple[int, Sequence[Door]]]
    others: Sequence[Door]


def stairwells(doors: Sequence[Door]) -> list[Stairwell]:
    """The doors as one meets them: entrance by entrance, floor by floor."""
    found: dict[str, list[Door]] = defaultdict(list)
    for door in doors:
        found[door.stairwell].append(door)
    return [_stairwell(name, inside) for name, inside in sorted(found.items(), key=lambda one: (len(one[0]), one[0]))]


def _stairwell(name: str, inside: Sequence[Door]) -> Stairwell:
    floors: dict[int, list[Door]] = defaultdict(list)
    for door in inside:
        if door.floor is not None:
            floors[door.floor].append(door)
    others = [door for door in inside if door.floor is None]
    return Stairwell(name, sorted(floors.items(), reverse=True), others)
