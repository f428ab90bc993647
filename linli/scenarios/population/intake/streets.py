"""The buildings of the city by what addresses call them: their road and number, their compound."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic

from django.db import connection

from linli.engines import addresses
from linli.engines.addresses import Address
from linli.kernel.places.queries import written
from linli.plumbing import search

HOLDS = 60.0  # seconds until names are read again; a new or ended building is seen at once
_ENDS = ("小区", "社区", "街道", "居委会", "村委会", "区", "镇", "乡")


@lru_cache(maxsize=65_536)
def read(address: str) -> Address:
    """The parts of an address; lists repeat their addresses, a member of the family each."""
    return addresses.parse(address)


@dataclass(frozen=True, slots=True)
class House:
    """A building as addresses name it. ``number`` is its own part of the address: 2 of 桃源路36号院2栋."""

    id: int
    scope_id: int
    address: str
    name: str
    number: str
    divisions: tuple[str, ...]

    @property
    def label(self) -> str:
        return written(self.address, self.name)

    @property
    def whole(self) -> str:
        """With its community, so that two of the same name are told apart."""
        return (self.divisions[0] if self.divisions else "") + self.label


@dataclass(slots=True)
class Streets:
    """Every building of the city by its roots, and the roots by their pairs of characters."""

    divisions: dict[int, str] = field(default_factory=dict)
    by_id: dict[int, House] = field(default_factory=dict)
    by_root: dict[str, dict[int, House]] = field(default_factory=lambda: defaultdict(dict))
    pairs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, house: House, names: Iterable[str]) -> None:
        self.by_id[house.id] = house
        for name in names:
            for root in self.roots_of(read(name)):
                self.by_root[root][house.id] = house

    def roots_of(self, address: Address) -> list[str]:
        """What an address begins with below the divisions: its compound, its road with the number."""
        compound, road = address.part("compound"), address.part("road") + address.part("lane")
        number = address.part("number")
        roots = [shortened(compound)] if compound else []
        return [*roots, f"{road}{number}号"] if number and road else ([*roots, road] if road and not roots else roots)

    def name_of(self, address: Address) -> str:
        return "".join(address.part(kind) + ("号" if kind == "number" else "")
                       for kind in ("road", "lane", "number", "compound") if address.part(kind))  # fmt: skip

    def meant(self, address: Address) -> list[House]:
        """The buildings an address may mean by its roots, and by its divisions where these still tell them apart."""
        found = [self.by_root[root] for root in self.roots_of(address) if root in self.by_root]
        if not found:
            return []
        both = set.intersection(*(set(one) for one in found))
        every = {number: house for one in found for number, house in one.items()}
        meant = [every[number] for number in sorted(both or every)]
        for kind in ("community", "street", "district"):
            said = shortened(address.part(kind))
            fitting = [one for one in meant if said in one.divisions] if said else []
            meant = fitting or meant
        return meant

    def near(self, name: str, most: int) -> list[str]:
        """Roots that share most pairs of characters with a name nobody knows."""
        shared = Counter(root for pair in search.bigrams(name) for root in self.pairs.get(pair, ()))
        return [root for root, _count in sorted(shared.items(), key=lambda one: (-one[1], len(one[0]), one[0]))[:most]]


def shortened(name: str) -> str:
    """A name without the word for what it is: 翠竹园小区 is 翠竹园, 新竹街道 is 新竹."""
    end = next((end for end in _ENDS if name.endswith(end) and len(name) > len(end) + 1), "")
    return name.removesuffix(end)


_held: tuple[tuple[object, ...], float, Streets] = ((), 0.0, Streets())


def of_city() -> Streets:
    """The map in memory, read again when buildings came or went, and every minute for new names."""
    global _held
    with connection.cursor() as cursor:
        cursor.execute("select max(id), count(*) from places_place where level = 'building' and until is null")
        version = (connection.settings_dict["NAME"], *cursor.fetchone())
    if _held[0] != version or monotonic() - _held[1] > HOLDS:
        _held = (version, monotonic(), _read())
    return _held[2]


_BUILDINGS = (
    "select b.id, b.scope_id, b.address, b.name, c.name, s.name, d.name, array("
    "  select a.name from places_area_building m join places_area a on a.id = m.area_id"
    "  where m.building_id = b.id and a.kind = 'compound' and m.until is null and a.until is null)"
    " from places_place b left join places_place c on c.id = b.parent_id"
    " left join places_place s on s.id = c.parent_id left join places_place d on d.id = s.parent_id"
    " where b.level = 'building' and b.until is null order by b.id"
)


def _read() -> Streets:
    """Two statements."""
    streets = Streets()
    with connection.cursor() as cursor:
        cursor.execute("select id, name from places_place where level in ('city', 'district', 'street', 'community')")
        streets.divisions = dict(cursor.fetchall())
        cursor.execute(_BUILDINGS)
        for number, scope_id, address, name, *above, compounds in cursor.fetchall():
            _add(streets, (number, scope_id, address, name), above, compounds)
    for root in streets.by_root:
        for pair in search.bigrams(root):
            streets.pairs[pair].add(root)
    return streets


def _add(
    streets: Streets, row: tuple[int, int, str, str], above: Sequence[str | None], compounds: Sequence[str]
) -> None:
    number, scope_id, address, name = row
    whole = read(written(address, name))
    own = whole.building or read(name).building or name
    divisions = tuple(shortened(one) for one in above if one)
    streets.add(House(number, scope_id, address, name, own, divisions), [written(address, name), *compounds])
