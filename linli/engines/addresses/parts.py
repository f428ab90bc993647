"""What an address is made of."""

from __future__ import annotations

from dataclasses import dataclass

# In the order in which they follow one another, from the whole to the door.
KINDS = (
    "province", "city", "district", "street", "community", "road", "lane", "number", "compound",
    "building", "stairwell", "floor", "room",
)  # fmt: skip
_ENDS = {"building": "栋", "stairwell": "单元", "floor": "层", "room": "室"}
_IN_KEY = frozenset(KINDS) - {"province", "city", "floor"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its kind and its text, a plain number or letter for building, stairwell, floor and room."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text + _ENDS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Address:
    """An address: its parts in their order, at most one of a kind, and the words no rule could place."""

    parts: tuple[Part, ...]
    rest: str = ""

    def __str__(self) -> str:
        return "".join(map(str, self.parts)) + self.rest

    def part(self, kind: str) -> str:
        """The text of one part; empty where the address does not say it."""
        return next((part.text for part in self.parts if part.kind == kind), "")

    @property
    def building(self) -> str:
        return self.part("building")

    @property
    def room(self) -> str:
        return self.part("room")

    @property
    def key(self) -> str:
        """What two spellings of one address share: province, city and floor are often left out and tell nothing."""
        said = [f"{part.kind}={part.text.upper()}" for part in self.parts if part.kind in _IN_KEY]
        return "|".join([*said, f"rest={self.rest}"] if self.rest else said)
