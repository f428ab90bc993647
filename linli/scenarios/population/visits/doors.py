"""The doors of a building: who is behind which, in numbers, what was found there last, and what is due."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from linli.kernel.people.models import Residence
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.scenarios.population.visits.models import Round, Visit

HOLDS_FOR = timedelta(days=180)  # how long what was confirmed at a door counts as known
SEEN, AWAY, REFUSED, NOTE = "confirmed", "nobody", "refused", "note"
SETTLES = frozenset({SEEN, REFUSED, "moved_out", "died", "new_person"})  # a door that need not be rung again this round
_NUMBERED = re.compile(r"^(?:(?P<stairwell>.+?)单元)?(?P<number>\d{3,4})室?$")


@dataclass(slots=True)
class Door:
    """A door as rounds see it. ``counts`` are running links by kind; ``visit`` is the latest one."""

    place: Place
    stairwell: str
    floor: int | None
    counts: Counter[str] = field(default_factory=Counter)
    confirmed: datetime | None = None
    visit: Visit | None = None
    is_due: bool = False

    @property
    def name(self) -> str:
        """How the door is called inside its stairwell."""
        return self.place.name.rpartition("单元")[2] or self.place.name


def doors_of(building: Place, *, round_: Round | None = None, now: datetime) -> list[Door]:
    """Every door of a building. Three statements, however many doors there are."""
    doors = {one.id: Door(one, *_stands(one.name)) for one in places.children(building.id)}
    held: dict[int, list[Residence]] = defaultdict(list)
    for link in Residence.objects.filter(place_id__in=list(doors), until__isnull=True):
        held[link.place_id].append(link)
    latest = {one.place_id: one for one in Visit.objects.filter(building_id=building.id).order_by("at", "id")}
    for number, door in doors.items():
        door.counts = Counter(link.kind for link in held[number])
        door.visit = latest.get(number)
        door.confirmed = _confirmed(held[number], door.visit)
        door.is_due = is_due(door, round_, now=now)
    return sorted(doors.values(), key=lambda one: (one.stairwell, one.floor or 0, one.place.name))


def is_due(door: Door, round_: Round | None, *, now: datetime) -> bool:
    """Whether somebody has to ring: in a round, until it was settled there; else when what is known has grown old."""
    if round_ is not None:
        seen = door.visit
        return seen is None or seen.at < round_.began or seen.did not in SETTLES
    return door.confirmed is None or now - door.confirmed > HOLDS_FOR


def _confirmed(links: Iterable[Residence], visit: Visit | None) -> datetime | None:
    """Since when everything of the door is known: its oldest link, or the visit that confirmed them all."""
    known = [link.since for link in links]
    oldest = min(known) if known else None
    seen = visit.at if visit is not None and visit.did in SETTLES - {REFUSED} else None
    return max((one for one in (oldest, seen) if one is not None), default=None)


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
