"""Who lives behind a door: kinds of households, ages that fit each other, who owns, rents, is registered where.

The shares are assumptions, set so that the whole comes near what the seventh census (2020) says of Guangxi and Nanning,
from memory and unverified: 2.6 to 2.9 people a household, a fifth below 15, a sixth from 60 on, 103 to 108 men to 100
women, two fifths of the people of the urban districts registered elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Literal

from linli.main.likeness import naming
from linli.main.likeness.numbers import Numbers

Occupancy = Literal["self", "let", "empty", "mixed"]
Sex = Literal["m", "f"]

# Of a hundred dwellings. Assumption: an urban city of the south-west with much to let.
OCCUPANCY: dict[Occupancy, int] = {"self": 67, "let": 22, "empty": 8, "mixed": 3}
OWNED = {"alone": 6, "elder": 9, "elders": 15, "couple": 8, "one_child": 14, "two_children": 21, "grown": 13,
         "three_generations": 24, "one_parent": 3}  # fmt: skip
LET = {"single": 30, "pair": 18, "family": 32, "mates": 20}
REGISTERED = {"self": 0.78, "let": 0.04, "mixed": 0.6}  # of households: registered in the dwelling they live in
LOCAL = {"self": 0.8, "let": 0.25, "mixed": 0.6}  # of households: the number was given out in the city
ABSENT = 0.05  # of households that are registered: one more is, and lives elsewhere
OWNER_ELSEWHERE = 0.4  # of dwellings to let: an owner who lives in none of the city's dwellings
CARED_FOR = 0.3  # of elders alone: somebody next door looks after them
FRESH = 210  # days since somebody last knew that it is so, on average
FROM_ABROAD, PERMITS = 0.0006, 0.0012  # of people in dwellings to let; of all

Member = tuple[str, int, Sex, bool]  # relation to the head, age, sex, bears the name of the head


@dataclass(slots=True)
class Soul:
    """One made-up person. Links are (dwelling, kind), the dwelling counted as the community counts them."""

    name: str
    sex: Sex
    born: date
    id_number: str
    document: str
    registered_in: str
    phone: str
    since: date
    confirmed: date
    links: list[tuple[int, str]]
    relation: str = ""


@dataclass(slots=True)
class Household:
    """What stands behind one door, empty or not; ``souls`` begins with the head. ``apart`` live elsewhere."""

    dwelling: int
    occupancy: Occupancy
    souls: list[Soul] = field(default_factory=list)
    apart: list[Soul] = field(default_factory=list)


def _drawn_from(shares: dict[str, int]) -> Callable[[Random], str]:
    names, upto = list(shares), list(accumulate(shares.values()))
    return lambda dice: naming.picked(dice, names, upto)


_occupancy = _drawn_from(dict(OCCUPANCY))  # type: ignore[arg-type]
_owned, _let = _drawn_from(OWNED), _drawn_from(LET)


@dataclass(slots=True)
class Drawing:
    """The people of one community while they are drawn. ``here`` is the code of its division, ``city`` of its city."""

    dice: Random
    today: date
    numbers: Numbers
    here: str = "450103"
    elder_alone: Household | None = None
    owners: list[Soul] = field(default_factory=list)  # who lives near and could own one dwelling more

    def household(self, dwelling: int) -> Household:
        """What is behind the next door."""
        dice = self.dice
        occupancy: Occupancy = _occupancy(dice)  # type: ignore[assignment]
        found = Household(dwelling, occupancy)
        if occupancy == "empty":
            if dice.random() < 0.6:
                self._owned_by_somebody(found)
            return found
        is_local = dice.random() < LOCAL[occupancy]
        is_registered = dice.random() < REGISTERED[occupancy]
        members = _members_to_let(dice) if occupancy == "let" else _members(dice, _owned(dice))
        family = naming.surname(dice)
        kind = "tenant" if occupancy == "let" else "occupant"
        since = self._since(max(age for _relation, age, _sex, _kin in members))
        for member in members:
            found.souls.append(self._soul(member, family, found, kind, since, is_local, is_registered))
        if occupancy == "let":
            self._owned_by_somebody(found)
        else:
            self._owned_by_itself(found, is_registered)
        if occupancy == "mixed":
            self.lodge(found)
        return found

    def lodge(self, home: Household) -> None:
        """Somebody rents a room of it."""
        lodger = ("lodger", self.dice.randint(19, 35), _sex(self.dice), False)
        home.souls.append(self._soul(lodger, "", home, "tenant", self.today - timedelta(200), False, False))

    def _owned_by_itself(self, found: Household, is_registered: bool) -> None:
        """The head owns it, often with the spouse; a child who moved out may still be registered there."""
        dice, head = self.dice, found.souls[0]
        head.links[0] = (found.dwelling, "owner")
        if len(found.souls) > 1 and found.souls[1].relation == "spouse" and dice.random() < 0.45:
            found.souls[1].links[0] = (found.dwelling, "owner")
        if is_registered and dice.random() < ABSENT:
            gone = ("child", dice.randint(19, 40), _sex(dice), True)
            soul = self._soul(gone, head.name[:1], found, "registered", self._since(19), True, False)
            found.apart.append(soul)
        self._look_after(found, head)
        if dice.random() < 0.5:
            self.owners = [head, *self.owners[:20]]

    def _look_after(self, found: Household, head: Soul) -> None:
        """An elder alone, and the next household whose head is young enough to look after them."""
        age = self.today.year - head.born.year
        if len(found.souls) == 1 and age >= 72 and self.dice.random() < CARED_FOR:
            self.elder_alone = found
        elif self.elder_alone is not None and 25 < age < 65:
            head.links.append((self.elder_alone.dwelling, "carer"))
            self.elder_alone = None

    def _owned_by_somebody(self, found: Household) -> None:
        """A dwelling nobody of it owns: by a neighbour, by somebody elsewhere, or by nobody the register knows."""
        drawn = self.dice.random()
        if drawn < OWNER_ELSEWHERE:
            owner = ("owner", self.dice.randint(32, 78), _sex(self.dice), True)
            soul = self._soul(owner, naming.surname(self.dice), found, "owner", self._since(32), True, False)
            found.apart.append(soul)
        elif drawn < 0.8 and self.owners:
            self.dice.choice(self.owners).links.append((found.dwelling, "owner"))

    def _soul(
        self, member: Member, family: str, home: Household, kind: str, since: date, is_local: bool, is_registered: bool
    ) -> Soul:
        dice = self.dice
        relation, age, sex, is_kin = member
        born = self.today - timedelta(days=age * 365 + age // 4 + dice.randrange(365))
        links = [(home.dwelling, kind)]
        if is_registered and dice.random() < 0.93:
            links.append((home.dwelling, "registered"))
        name = naming.name(dice, family if is_kin else naming.surname(dice), sex, age)
        number, born = self.numbers.identity(dice, born, sex, is_local=is_local)
        where = self.here if len(links) > 1 else number[:6]
        phone = self.numbers.mobile() if dice.random() < _has_phone(age) else ""
        confirmed = max(born, self.today - timedelta(days=int(dice.expovariate(1 / FRESH))))
        soul = Soul(name, sex, born, number, "resident_id", where, phone, max(since, born), confirmed, links, relation)
        if kind == "tenant" or dice.random() < PERMITS:
            self._from_far(soul)
        return soul

    def _from_far(self, soul: Soul) -> None:
        """Few have another document than the identity card: from Hong Kong, Macao, Taiwan, or from abroad."""
        drawn = self.dice.random()
        if drawn < FROM_ABROAD:
            soul.name, soul.document = naming.foreign_name(self.dice), "passport"
            soul.id_number, soul.registered_in = self.numbers.paper("E"), ""
        elif drawn < FROM_ABROAD + PERMITS:
            soul.document, soul.registered_in = "mainland_travel_permit", ""
            soul.id_number = self.numbers.paper(self.dice.choice("HM"))

    def _since(self, age: int) -> date:
        """When a household came: new ones are many, and nobody came before being born."""
        years = min(self.dice.expovariate(1 / 9), 40.0, max(age, 1))
        return self.today - timedelta(days=int(years * 365) + self.dice.randrange(1, 60))


def _sex(dice: Random) -> Sex:
    """Of those who live alone, share or rent more are men; couples make the rest even."""
    return "m" if dice.random() < 0.56 else "f"


def _has_phone(age: int) -> float:
    """Assumption: nearly every adult has one, a third of those above 75, a sixth of schoolchildren."""
    if age < 8:
        return 0.0
    if age < 15:
        return 0.18
    return 0.97 if age < 60 else 0.86 if age < 75 else 0.36


def _members(dice: Random, kind: str) -> list[Member]:
    """Who lives in a dwelling of their own: (relation to the head, age, sex, bears the name of the head)."""
    return list(_KINDS[kind](dice))


def _alone(dice: Random) -> Iterator[Member]:
    yield "head", dice.randint(24, 58), _sex(dice), True


def _elder(dice: Random) -> Iterator[Member]:
    yield "head", _old(dice), "f" if dice.random() < 0.64 else "m", True


def _elders(dice: Random) -> Iterator[Member]:
    age = _old(dice)
    yield "head", age, "m", True
    yield "spouse", max(50, age - dice.randint(-2, 6)), "f", False


def _couple(dice: Random) -> Iterator[Member]:
    yield from _pair(dice, dice.randint(25, 59))


def _one_child(dice: Random) -> Iterator[Member]:
    parent = dice.randint(26, 46)
    yield from _pair(dice, parent)
    yield _child(dice, parent)


def _two_children(dice: Random) -> Iterator[Member]:
    parent = dice.randint(29, 46)
    yield from _pair(dice, parent)
    first = _child(dice, parent)
    yield first
    yield ("child", max(0, first[1] - dice.randint(1, 6)), _sex(dice), True)


def _grown(dice: Random) -> Iterator[Member]:
    parent = dice.randint(47, 60)
    yield from _pair(dice, parent)
    yield "child", max(16, parent - dice.randint(24, 31)), _sex(dice), True


def _three_generations(dice: Random) -> Iterator[Member]:
    parent = dice.randint(29, 44)
    yield from _pair(dice, parent)
    yield _child(dice, parent)
    if dice.random() < 0.45:
        yield _child(dice, parent)
    older = parent + dice.randint(23, 31)
    yield "parent", older, "f", False
    if dice.random() < 0.75:
        yield "parent", older + dice.randint(0, 4), "m", True


def _one_parent(dice: Random) -> Iterator[Member]:
    parent = dice.randint(27, 52)
    yield "head", parent, "f" if dice.random() < 0.75 else "m", True
    yield _child(dice, parent)


def _members_to_let(dice: Random) -> list[Member]:
    """Who rents: young people alone, in pairs, with a child, or several who share."""
    kind = _let(dice)
    if kind == "family":
        return list((_one_child if dice.random() < 0.55 else _two_children)(dice))
    if kind == "pair":
        return list(_pair(dice, dice.randint(21, 46)))
    first: Member = ("head", dice.randint(18, 52), _sex(dice), True)
    if kind == "single":
        return [first]
    return [first, *(("mate", dice.randint(18, 40), _sex(dice), False) for _one in range(dice.randint(1, 4)))]


def _pair(dice: Random, age: int) -> Iterator[Member]:
    yield "head", age, "m", True
    yield "spouse", max(20, age - dice.randint(-2, 5)), "f", False


def _child(dice: Random, parent: int) -> Member:
    return "child", max(0, parent - dice.randint(24, 32)), "m" if dice.random() < 0.54 else "f", True


def _old(dice: Random) -> int:
    return min(60 + int(dice.expovariate(1 / 10)), 101)


_KINDS: dict[str, Callable[[Random], Iterator[Member]]] = {
    "alone": _alone, "elder": _elder, "elders": _elders, "couple": _couple, "one_child": _one_child,
    "two_children": _two_children, "grown": _grown, "three_generations": _three_generations,
    "one_parent": _one_parent,
}  # fmt: skip
