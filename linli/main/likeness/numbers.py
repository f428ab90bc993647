"""Numbers people are known by: valid, unique within the city, and nobody's.

An identity number begins with the division that registered its bearer as that division was called then (GB/T 2260, from
memory: which codes were in force in which years is an assumption). Numbers were given out from 1984 on, so whoever was
born before has the code of 1984. Districts that are gone (新城区 450103 until 2005, 永新区 450106) live on in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from linli.kernel.people.id_numbers import check_digit
from linli.main.likeness.naming import picked

FIRST_GIVEN, TODAY = 1984, 9999
_SIGNS, _LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", "ABCDEFGHJKLMNPQRSTUVWXYZ"
_CITY, _NEW_ENERGY = "ALNCDEGHJK", "DABCEFGHJ"
MOST_PLATES = len(_NEW_ENERGY) * len(_LETTERS) * 10_000  # of electric cars; of the others there are more
ORDERS = 500  # of each sex: the three digits before the last are odd for men and even for women

# code: (first year, last year, weight)
HERE = {
    "450102": (1984, TODAY, 20), "450103": (1984, TODAY, 24), "450104": (1984, 2005, 12), "450105": (1984, TODAY, 14),
    "450106": (1984, 2005, 12), "450107": (2005, TODAY, 26), "450108": (2005, TODAY, 12), "450109": (2005, TODAY, 7),
    "450110": (2015, TODAY, 9), "450111": (1984, 2002, 8), "450121": (1984, 2005, 12), "450122": (1984, 2015, 14),
}  # fmt: skip
ELSEWHERE = {
    "450123": (2003, TODAY, 5), "450124": (2003, TODAY, 6), "450125": (2003, TODAY, 6), "450126": (2003, TODAY, 9),
    "450127": (2003, 2021, 9), "450181": (2021, TODAY, 9), "452122": (1984, 2003, 9), "452123": (1984, 2003, 9),
    "452126": (1984, 2003, 5), "452127": (1984, 2003, 6), "450981": (1994, TODAY, 7), "452525": (1984, 1994, 5),
    "450881": (1994, TODAY, 7), "452523": (1984, 1994, 6), "451021": (2002, TODAY, 5), "452622": (1984, 2002, 5),
    "452724": (1984, 2002, 4), "451226": (2002, TODAY, 4), "450802": (1995, TODAY, 5), "440882": (1994, TODAY, 3),
    "430426": (1984, TODAY, 3), "522729": (1984, TODAY, 2), "513022": (1984, 1999, 2), "511722": (1999, TODAY, 2),
    "360732": (1999, TODAY, 1), "342626": (1984, 2011, 1), "410928": (1984, TODAY, 1),
}  # fmt: skip


@dataclass(slots=True)
class Numbers:
    """What a community gives out: its own orders, so that no other gives the same number; phones from ``phone`` on."""

    orders: Sequence[int]
    phone: int
    first_plate: int
    plates: int = 0
    papers: int = 0
    taken: set[str] = field(default_factory=set)
    _codes: dict[tuple[bool, int], tuple[list[str], list[int]]] = field(default_factory=dict)

    @classmethod
    def of_community(cls, place: int, count: int) -> Numbers:
        """Those of one of ``count`` communities, counted from 0."""
        first, last = place * ORDERS // count, (place + 1) * ORDERS // count
        phones, plates = (place * (most // max(count, ORDERS)) for most in (100_000_000, MOST_PLATES))
        return cls(range(first, max(last, first + 1)), phones, plates)

    def identity(self, dice: Random, born: date, sex: str, *, is_local: bool) -> tuple[str, date]:
        """An identity number and the day it tells: the one asked for, or one before it where all of that are out."""
        codes, weights = self._in_force(is_local, max(born.year, FIRST_GIVEN))
        while True:
            order = dice.choice(self.orders) * 2 + (sex == "m")
            first = f"{picked(dice, codes, weights)}{born:%Y%m%d}{order:03d}"
            if first not in self.taken:
                self.taken.add(first)
                return first + check_digit(first), born
            born -= timedelta(days=1)

    def mobile(self) -> str:
        """The next telephone of the block: 138 and eight digits."""
        self.phone += 1
        return f"138{self.phone:08d}"

    def plate(self, *, is_electric: bool) -> str:
        """The next number plate of the city: 桂 and a letter and five signs; 桂A and six for an electric car."""
        self.plates += 1
        number, letter = divmod(self.first_plate + self.plates, len(_LETTERS))
        if is_electric:
            energy, number = divmod(number, 10_000)
            return f"桂A{_NEW_ENERGY[energy]}{_LETTERS[letter]}{number:04d}"
        signs = ""
        for _sign in range(4):
            number, sign = divmod(number, len(_SIGNS))
            signs = _SIGNS[sign] + signs
        return f"桂{_CITY[number % len(_CITY)]}{_LETTERS[letter]}{signs}"

    def paper(self, letter: str) -> str:
        """The number of a passport or travel permit: a letter and eight digits."""
        self.papers += 1
        return f"{letter}{self.phone + self.papers:08d}"

    def _in_force(self, is_local: bool, year: int) -> tuple[list[str], list[int]]:
        found = self._codes.get((is_local, year))
        if found is None:
            held = {code: one for code, one in (HERE if is_local else ELSEWHERE).items() if one[0] <= year <= one[1]}
            found = list(held), list(accumulate(weight for _first, _last, weight in held.values()))
            self._codes[is_local, year] = found
        return found
