"""What goes with people: what is known of their doors, who lives together, what is let, the cars before the door.

Areas, rooms and cars are assumptions: a third of the households have a car, one new one in four is electric.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import connection
from django.db.models import Model

from linli.kernel.assets import actions as assets
from linli.kernel.assets.actions import NewVehicle
from linli.kernel.assets.models import Vehicle
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewDwelling, NewHousehold, NewLetting, NewMember
from linli.kernel.people.models_homes import Dwelling, Letting
from linli.kernel.people.models_homes import Household as Formed
from linli.main.likeness.households import Household, Soul
from linli.main.likeness.numbers import Numbers
from linli.plumbing.days import begin_of
from linli.plumbing.scope import Hat

SOURCE = "generated"  # of everything that was made up
DECLARED = "import:generated"  # who says how a dwelling is lived in
INGEST = Hat(surface="ingest", role="robot", label="导入", purpose="likeness")
CARS, ELECTRIC = 0.34, 0.24
UNRELATED = {"mate": "unrelated", "lodger": "unrelated"}


@dataclass(frozen=True, slots=True)
class Belongings:
    """Of some households, whose people are there: the ids of dwellings by their place, of people by their soul."""

    dwellings: Sequence[int]
    persons: dict[int, int]
    numbers: Numbers
    now: datetime

    def put_down(self, portion: Sequence[Household]) -> None:
        """Whatever of it is missing; each sort is one transaction, there as a whole or not at all."""
        doors = [self.dwellings[household.dwelling] for household in portion]
        dice = Random(f"{doors[0]} belongings")  # noqa: S311  a drawing, not a secret
        known = list(self._known(portion, dice))
        cars = list(self._cars(portion, dice))
        if not _is_there(Dwelling, doors):
            people.add_dwellings_many(rows=known, by=INGEST, now=self.now)
        if not _is_there(Formed, doors):
            people.form_households_many(rows=list(self._together(portion)), by=INGEST, now=self.now)
        if not _is_there(Letting, doors):
            people.register_lettings_many(rows=list(self._let(portion)), by=INGEST, now=self.now)
        if not _is_there(Vehicle, doors):
            assets.register_vehicles_many(rows=cars, by=INGEST, now=self.now)

    def _known(self, portion: Sequence[Household], dice: Random) -> Iterator[NewDwelling]:
        for household in portion:
            rooms = dice.choices((1, 2, 3, 4), (12, 38, 41, 9))[0]
            area = f"{rooms * 24 + dice.randint(12, 60)}.{dice.randint(0, 99):02d}"
            facts = {"floor_area": area, "rooms": str(rooms), "most_people": str(rooms * 2 + 2)}
            since = _seen(household)
            yield NewDwelling(
                self.dwellings[household.dwelling], facts, SOURCE, household.occupancy, DECLARED, since, since
            )

    def _together(self, portion: Sequence[Household]) -> Iterator[NewHousehold]:
        """Who lives together, and what each is to the head."""
        for household in portion:
            if household.souls:
                members = tuple(
                    NewMember(self.persons[id(soul)], UNRELATED.get(soul.relation, soul.relation) if place else "head")
                    for place, soul in enumerate(household.souls)
                )
                since = moment(household.souls[0].since)
                yield NewHousehold("living", self.dwellings[household.dwelling], members, since, SOURCE)

    def _let(self, portion: Sequence[Household]) -> Iterator[NewLetting]:
        """Dwellings to let whose owner is known and lives elsewhere; the others are let and not registered."""
        for household in portion:
            if household.occupancy == "let" and household.apart:
                owner = household.apart[0]
                yield NewLetting(
                    self.dwellings[household.dwelling], self.persons[id(owner)], moment(owner.since), SOURCE, 6
                )

    def _cars(self, portion: Sequence[Household], dice: Random) -> Iterator[NewVehicle]:
        for household in portion:
            drivers = [soul for soul in household.souls if soul.phone and soul.relation in ("head", "spouse", "child")]
            if drivers and dice.random() < CARS:
                keeper: Soul = drivers[0]
                plate = self.numbers.plate(is_electric=dice.random() < ELECTRIC)
                yield NewVehicle(
                    plate,
                    self.dwellings[household.dwelling],
                    moment(keeper.since),
                    SOURCE,
                    person_id=self.persons[id(keeper)],
                )


def _is_there(records: type[Model], doors: Sequence[int]) -> bool:
    """Whether any of these dwellings has such a record. By hand: thousands of ids travel as one value."""
    with connection.cursor() as cursor:
        asked = f"select exists (select 1 from {records._meta.db_table} where place_id = any(%s))"  # noqa: S608
        cursor.execute(asked, [list(doors)])
        return bool(cursor.fetchone()[0])


def _seen(household: Household) -> datetime | None:
    """When somebody last knew how the dwelling is lived in: as of its people; of an empty one nobody knows."""
    return moment(household.souls[0].confirmed) if household.souls else None


def moment(day: date) -> datetime:
    """A day of the likeness as the moment it began in the city."""
    return begin_of(day)
