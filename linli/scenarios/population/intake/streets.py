"""The buildings of the city by what addresses call them: their road and number, their compound."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import Any

from django.db import connection

from linli.engines import addresses
from linli.engines.addresses import Address
from linli.kernel.places.queries import written
from linli.plumbing import search

HOLDS = 60.0  # seconds until names are read again; a new or ended building is seen at once
_NAMED = frozenset({"district", "street", "community"})  # divisions that addresses name
_ENDS = ("小区", "社区", "街道", "居委会", "村委会", "区", "镇", "乡")


@lru_cache(maxsize=65_536)
def read(address: str) -> Address:
    """The parts of an address; lists repeat their addresses, a member of the family each."""
    return addresses.parse(address)


@dataclass(frozen=True, slots=True)
class House:
    """A building as addresses name it. ``numbers`` are its own part of the address, 2 of 桃源路36号院2栋, and of what
    it is called besides; ``divisions`` the names of its community, street and district, then their other names."""

    id: int
    scope_id: int
    address: str
    name: str
    numbers: tuple[str, ...]
    divisions: tuple[str, ...]

    @property
    def number(self) -> str:
        """Its own part of the address as it is today."""
        return self.numbers[0]

    @property
    def label(self) -> str:
        return written(self.address, self.name)

    @property
    def whole(self) -> str:
        """With its community, so that two of the same name are told apart."""
        return (self.divisions[0] if self.divisions else "") + self.label


@dataclass(slots=True)
class Streets:
    """Every building of the city by its roots, and the roots by their pairs of characters.

    ``called`` are the other names of places with their kind, for addresses that the rules read otherwise.
    """

    divisions: dict[int, str] = field(default_factory=dict)
    by_id: dict[int, House] = field(default_factory=dict)
    by_root: dict[str, dict[int, House]] = field(default_factory=lambda: defaultdict(dict))
    pairs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    called: dict[str, str] = field(default_factory=dict)

    def add(self, house: House, names: Iterable[str], aliases: Iterable[str] = ()) -> None:
        """``names`` are addresses and compounds; ``aliases`` lead to the building as they stand."""
        self.by_id[house.id] = house
        roots = {root for name in names for root in self.roots_of(read(name))}
        for root in roots | {shortened(addresses.plain(alias)) for alias in aliases}:
            self.by_root[root][house.id] = house

    def read(self, address: str) -> Address:
        """The parts of an address where other names of places go before the rules."""
        return addresses.parse(address, known=self.called)

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
    """The map in memory, read again when buildings or other names came, went or moved, and each minute for new ones."""
    global _held
    with connection.cursor() as cursor:
        cursor.execute(
            "select max(id), count(*), sum(scope_id::bigint), (select max(id) from places_alias),"
            " (select count(*) from places_alias where until is null)"
            " from places_place where level = 'building' and until is null"
        )
        version = (connection.settings_dict["NAME"], *cursor.fetchone())
    if _held[0] != version or monotonic() - _held[1] > HOLDS:
        _held = (version, monotonic(), _read())
    return _held[2]


_BUILDINGS = (
    "select b.id, b.scope_id, b.address, b.name, array[c.id, s.id, d.id], array[c.name, s.name, d.name], array("
    "  select a.id from places_area_building m join places_area a on a.id = m.area_id"
    "  where m.building_id = b.id and a.kind = 'compound' and m.until is null and a.until is null order by a.id),"
    " array(select a.name from places_area_building m join places_area a on a.id = m.area_id"
    "  where m.building_id = b.id and a.kind = 'compound' and m.until is null and a.until is null order by a.id)"
    " from places_place b left join places_place c on c.id = b.parent_id"
    " left join places_place s on s.id = c.parent_id left join places_place d on d.id = s.parent_id"
    " where b.level = 'building' and b.until is null order by b.id"
)


@dataclass(slots=True)
class _Aliases:
    """Other names that run: of divisions and buildings, of compounds, of roads."""

    of_place: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    of_area: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    of_road: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def of_address(self, address: str) -> list[str]:
        """The address under the other names of its road."""
        return [address.replace(road, one) for road, names in self.of_road.items() if road in address for one in names]


_ALIASES = (
    "select n.name, n.place_id, n.area_id, n.road, p.level from places_alias n"
    " left join places_place p on p.id = n.place_id where n.until is null order by n.id"
)


def _read() -> Streets:
    """Three statements."""
    streets, aliases = Streets(), _Aliases()
    with connection.cursor() as cursor:
        cursor.execute("select id, name from places_place where level in ('city', 'district', 'street', 'community')")
        streets.divisions = dict(cursor.fetchall())
        cursor.execute(_ALIASES)
        for name, place, area, road, level in cursor.fetchall():
            held: dict[Any, list[str]] = aliases.of_place if place else aliases.of_area if area else aliases.of_road
            held[place or area or road].append(name)
            if not read(name).building:  # a building that had another number is told by the number
                kind = "road" if road else level if level in _NAMED else "compound"
                streets.called.setdefault(addresses.plain(name), kind)
        cursor.execute(_BUILDINGS)
        for row in cursor.fetchall():
            _add(streets, row, aliases)
    for root in streets.by_root:
        for pair in search.bigrams(root):
            streets.pairs[pair].add(root)
    return streets


def _add(streets: Streets, row: tuple[Any, ...], aliases: _Aliases) -> None:
    number, scope_id, address, name, above, divisions, areas, compounds = row
    own = aliases.of_place.get(number, [])
    numbers = [read(written(address, name)).building or read(name).building or name]
    numbers += [read(one).building for one in own]
    named = [*divisions, *(alias for one in above for alias in aliases.of_place.get(one, ()))]
    house = House(number, scope_id, address, name, tuple(filter(None, numbers)),
                  tuple(shortened(one) for one in named if one))  # fmt: skip
    also = [alias for alias in own if not read(alias).building]
    also += [alias for area in areas for alias in aliases.of_area.get(area, ())]
    whole = [written(one, name) for one in (address, *aliases.of_address(address))]
    streets.add(house, [*whole, *compounds], also)
