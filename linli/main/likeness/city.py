"""A likeness as a whole: how many people each community gets, and what one community is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from random import Random

from linli.kernel.places.geo import Bounds
from linli.main.likeness import ground
from linli.main.likeness.ground import Compound, House
from linli.main.likeness.households import Drawing, Household
from linli.main.likeness.numbers import Numbers

PER_DWELLING = 2.917  # people known to a city by dwelling: 3.5 million by 1.2 million
UNEVEN = 0.35  # how far communities differ in size from the mean


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is to be made: so many people in these communities, from this seed, as of this day."""

    seed: int
    people: int
    communities: tuple[str, ...]
    today: date

    def shares(self) -> list[int]:
        """The people of each community; together exactly as many as asked for."""
        dice = Random(f"{self.seed} sizes")  # noqa: S311  a drawing, not a secret
        weights = [1 + dice.uniform(-UNEVEN, UNEVEN) for _one in self.communities]
        total, given, upto = sum(weights), 0, 0.0
        shares = []
        for weight in weights:
            upto += weight
            shares.append(round(self.people * upto / total) - given)
            given += shares[-1]
        return shares


@dataclass(slots=True)
class Made:
    """One community: compounds, their buildings, and who lives behind every door, in the order of the doors."""

    compounds: list[Compound] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)

    def houses(self) -> Iterator[House]:
        for compound in self.compounds:
            yield from compound.houses


def made(likeness: Likeness, place: int, *, bounds: Bounds, registered_in: str = "450103") -> Made:
    """The community at that place of the list: the same every time."""
    code, people = likeness.communities[place], likeness.shares()[place]
    dice = Random(f"{likeness.seed} {code}")  # noqa: S311
    found = Made()
    if not people:
        return found
    found.compounds = ground.compounds(dice, code=code, dwellings=ceil(people / PER_DWELLING), bounds=bounds)
    numbers = Numbers.of_community(place, len(likeness.communities))
    drawing = Drawing(dice, likeness.today, numbers, registered_in)
    doors = [None for house in found.houses() for _door in house.doors]
    found.households = _filled(drawing, len(doors), people)
    return found


def _filled(drawing: Drawing, doors: int, people: int) -> list[Household]:
    """Households behind the doors until everybody is housed; who is left over shares the last ones."""
    households: list[Household] = []
    left = people
    for dwelling in range(doors):
        household = drawing.household(dwelling) if left > 0 else Household(dwelling, "empty")
        _cut(household, left)
        left -= len(household.souls) + len(household.apart)
        households.append(household)
    occupied: Sequence[Household] = [one for one in households if one.occupancy != "empty"] or households
    for number in range(left):
        drawing.lodge(occupied[number % len(occupied)])
    return households


def _cut(household: Household, most: int) -> None:
    """No more people than there are to be; a household cut to nothing is an empty dwelling."""
    household.souls = household.souls[:most]
    household.apart = household.apart[: most - len(household.souls)]
    if not household.souls:
        household.occupancy = "empty"
