"""Putting a likeness down, community by community, through the actions of the product, as the ingest login.

Everything is found again by its code, and the people of a portion are there or not, as one transaction left them: what
was cut short goes on where it stopped, and what is there is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from random import Random
from typing import TypeVar

from django.db import connection

from linli.kernel.assets import actions as assets
from linli.kernel.assets.models import Asset
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewPerson, NewResidence
from linli.kernel.people.models import Organisation
from linli.kernel.places import actions as places
from linli.kernel.places import geo
from linli.kernel.places.actions import NewArea, NewPlace
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import Area, AreaBuilding, Level, Place
from linli.main.likeness import ground
from linli.main.likeness.around import Around
from linli.main.likeness.belongings import INGEST, SOURCE, Belongings, moment
from linli.main.likeness.city import Likeness, Made, made
from linli.main.likeness.ground import House
from linli.main.likeness.households import Household, Soul
from linli.main.likeness.numbers import Numbers

PORTION = 4_000  # people a transaction: less than a second
PLACES = 6_000  # buildings and dwellings a transaction
HERE = "450103"  # where a community is, whose code does not tell
PER_GRID = 450  # dwellings, where a community has no grids yet
T = TypeVar("T")


@dataclass(slots=True)
class Settling:
    """One community while it is being put down."""

    likeness: Likeness
    place: int
    community: Place
    now: datetime
    said: Callable[[int], None]
    buildings: dict[str, int] = field(default_factory=dict)  # ids, by code
    dwellings: list[int] = field(default_factory=list)  # ids, in the order of the doors
    numbers: Numbers = field(default_factory=lambda: Numbers.of_community(0, 1))

    def settle(self) -> None:
        """Everything of the community that is not there yet."""
        bounds = geo.bounds_of(bytes(self.community.outline or b""))
        code = (self.community.code or HERE)[:6]
        registered_in = code if code.isdigit() else HERE
        town = made(self.likeness, self.place, bounds=bounds, registered_in=registered_in)
        self.numbers = Numbers.of_community(self.place, len(self.likeness.communities))
        self._build(town)
        self._draw(town, bounds)
        self._stand_around(town, registered_in)
        for number, portion in enumerate(portions(town.households, PORTION)):
            self._portion(number, portion)

    def _build(self, town: Made) -> None:
        houses = list(town.houses())
        there = dict(Place.objects.filter(scope_id=self.community.id, level=Level.BUILDING).values_list("code", "id"))
        missing = [house for house in houses if house.code not in there]
        added: dict[str, list[int]] = {}
        for batch in _by_rows(missing, PLACES):
            rows = [row for house in batch for row in self._rows(house)]
            numbers = iter(places.add_many(rows=rows, by=INGEST, now=self.now))
            for house in batch:
                there[house.code] = next(numbers)
                added[house.code] = list(islice(numbers, len(house.doors)))
        old = {there[house.code]: house.code for house in houses if house.code not in added}
        doors = Place.objects.filter(parent_id__in=old).order_by("id").values_list("parent_id", "id")
        for building, dwelling in doors:
            added.setdefault(old[building], []).append(dwelling)
        self.dwellings = [dwelling for house in houses for dwelling in added[house.code]]
        self.buildings = there

    def _rows(self, house: House) -> Iterator[NewPlace]:
        parent = self.community.id
        lon, lat = house.centre
        yield NewPlace(
            Level.BUILDING, house.name, parent, house.code, house.code, house.address, lon, lat, house.outline
        )
        for door in house.doors:
            yield NewPlace(Level.DWELLING, door, house.code)

    def _draw(self, town: Made, bounds: Bounds) -> None:
        """Compounds; and grids, or the buildings of those that are there already."""
        known = dict(Area.objects.filter(scope_id=self.community.id).values_list("code", "id"))
        rows = [
            NewArea("compound", one.code, one.name, one.outline, self._ids(one.houses), self.community.id)
            for one in town.compounds
            if one.code not in known
        ]
        places.draw_areas(rows=rows, by=INGEST, now=self.now)
        grids = Area.objects.filter(scope_id=self.community.id, kind="grid", outline__isnull=False, until__isnull=True)
        houses = list(town.houses())
        if not grids and houses:
            self._draw_grids(houses, bounds, max(1, round(len(self.dwellings) / PER_GRID)))
        elif houses and not AreaBuilding.objects.filter(area__in=grids).exists():
            inside = _covered([bytes(one.outline or b"") for one in grids], houses)
            held = {grid.id: self._ids(found) for grid, found in zip(grids, inside, strict=True) if found}
            places.fill_areas(areas=held, by=INGEST, now=self.now)

    def _draw_grids(self, houses: Sequence[House], bounds: Bounds, count: int) -> None:
        outlines = ground.strips(bounds, count)
        code, name = self.community.code or str(self.community.id), self.community.name
        rows = [
            NewArea("grid", f"{code}-{number}", f"{name}{number}网格", outline, self._ids(held), self.community.id)
            for number, (outline, held) in enumerate(zip(outlines, _covered(outlines, houses), strict=True), start=1)
        ]
        places.draw_areas(rows=rows, by=INGEST, now=self.now)

    def _stand_around(self, town: Made, registered_in: str) -> None:
        """Bodies and facilities; each sort is one transaction, there as a whole or not at all."""
        around = Around(
            self.place,
            self.community.code or str(self.community.id),
            registered_in,
            town.compounds,
            self.likeness.shares()[self.place],
            SOURCE,
        )
        dice = Random(f"{self.likeness.seed} {around.code} around")  # noqa: S311  a drawing, not a secret
        here = {"scope_id": self.community.id, "source": SOURCE}
        bodies, facilities = list(around.bodies(dice, self.buildings)), list(around.facilities(dice, self.buildings))
        if not Organisation.objects.filter(**here).exists():
            people.register_bodies_many(rows=bodies, by=INGEST, now=self.now)
        if not Asset.objects.filter(**here).exists():
            assets.add_assets_many(rows=facilities, by=INGEST, now=self.now)

    def _ids(self, houses: Sequence[House]) -> tuple[int, ...]:
        return tuple(self.buildings[house.code] for house in houses)

    def _portion(self, number: int, portion: Sequence[Household]) -> None:
        """The people of some households, their doors and their cars, unless they are there."""
        souls = [soul for household in portion for soul in (*household.souls, *household.apart)]
        source = f"{SOURCE} {number}"
        doors = [self.dwellings[household.dwelling] for household in portion]
        persons = _persons_of(doors, source)
        if souls and not persons:
            rows = [self._person(soul, source) for soul in souls]
            persons = people.add_people_many(rows=rows, by=INGEST, now=self.now)
        known = dict(zip((id(soul) for soul in souls), persons, strict=True))
        Belongings(self.dwellings, known, self.numbers, self.now).put_down(portion)
        self.said(len(souls))

    def _person(self, soul: Soul, source: str) -> NewPerson:
        since, scope = moment(soul.since), self.community.id
        confirmed = moment(soul.confirmed)
        links = tuple(
            NewResidence(self.dwellings[door], scope, kind, since, source, confirmed) for door, kind in soul.links
        )
        return NewPerson(
            soul.name,
            links,
            soul.id_number,
            soul.phone,
            sex=soul.sex,
            document=soul.document,
            born=soul.born,
            registered_in=soul.registered_in,
            source=SOURCE,
            confirmed=confirmed,
        )


def _persons_of(doors: Sequence[int], source: str) -> list[int]:
    """The people a portion has put into these dwellings, in the order they were added."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct person_id from people_residence where place_id = any(%s) and source = %s order by 1",
            [list(doors), source],
        )
        return [row[0] for row in cursor.fetchall()]


def portions(households: Sequence[Household], most: int) -> Iterator[list[Household]]:
    """Households in their order, at most so many people together."""
    held: list[Household] = []
    count = 0
    for household in households:
        more = len(household.souls) + len(household.apart)
        if held and count + more > most:
            yield held
            held, count = [], 0
        held.append(household)
        count += more
    if held:
        yield held


def _by_rows(houses: Sequence[House], most: int) -> Iterator[list[House]]:
    """Buildings in their order, with their dwellings at most so many places together."""
    held: list[House] = []
    count = 0
    for house in houses:
        if held and count + len(house.doors) + 1 > most:
            yield held
            held, count = [], 0
        held.append(house)
        count += len(house.doors) + 1
    if held:
        yield held


def _covered(outlines: Sequence[bytes], houses: Sequence[House]) -> list[list[House]]:
    """The buildings whose middle lies in each outline; one on a border belongs to the first."""
    found: list[list[House]] = [[] for _outline in outlines]
    for house, inside in zip(houses, geo.covering(outlines, [one.centre for one in houses]), strict=True):
        if inside:
            found[min(inside)].append(house)
    return found
