"""From what a list calls an address to the door in the register: one dwelling, or the reason why none.

Nothing is guessed. An address that fits several doors, or none, comes back with the nearest ones named, so that
whoever keeps the list can mend it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.engines.addresses import Address
from linli.kernel.places.queries import written
from linli.plumbing.tabular import Said
from linli.scenarios.population.intake import streets
from linli.scenarios.population.intake.streets import House, Streets, read

NAMED = 3  # candidates in a sentence
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{5,27}", re.ASCII)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Door:
    """A dwelling: its key, the division whose staff may see who lives there, and how it is written."""

    place_id: int
    scope_id: int
    label: str


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A door of a building as addresses name it."""

    id: int
    scope_id: int
    name: str
    stairwell: str
    room: str


def find(addresses: Collection[str], *, scopes: Collection[int], whole_houses: bool = False) -> dict[str, Door | Said]:
    """For each address its door, or why there is none. ``scopes`` are the divisions the list may write to.

    ``whole_houses``: an address that names a building and no room in it leads to the building.

    Two statements however many addresses there are, and two more where the map in memory has to be read again.
    """
    known = streets.of_city()
    coded = _by_code({one for one in addresses if _CODE.fullmatch(one)}, known)
    read_ones = {one: meant(one, known) for one in addresses if one not in coded}
    doors = doors_of({house.id for _address, house in read_ones.values() if isinstance(house, House)})
    allowed = frozenset(scopes)
    found: dict[str, Door | Said] = dict(coded)
    for one, (address, house) in read_ones.items():
        if isinstance(house, Said):
            found[one] = house
        elif whole_houses and not address.room:
            found[one] = Door(house.id, house.scope_id, house.label)
        else:
            found[one] = _door(address, house, doors[house.id])
    return {one: _within(door, allowed, known) for one, door in found.items()}


def _within(door: Door | Said, allowed: Collection[int], known: Streets) -> Door | Said:
    if isinstance(door, Said) or door.scope_id in allowed:
        return door
    words = {"address": door.label, "division": known.divisions.get(door.scope_id, "")}
    return Said(_("%(address)s lies in %(division)s, which your post does not work for."), words)


def _by_code(codes: set[str], known: Streets) -> dict[str, Door]:
    """Dwellings that a list calls by their code. One statement, none without codes."""
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select code, id, parent_id, scope_id, name from places_place"
            " where code = any(%s) and level = 'dwelling' and until is null",
            [sorted(codes)],
        )
        rows = cursor.fetchall()
    by_id = known.by_id
    return {
        code: Door(number, scope_id, (by_id[parent].label if parent in by_id else "") + name)
        for code, number, parent, scope_id, name in rows
    }


def meant(written: str, known: Streets) -> tuple[Address, House | Said]:
    """An address as the rules read it, and its building; where they lead to none, as other names of places read it."""
    address = read(written)
    found = _house(address, known)
    if isinstance(found, Said) and known.called:
        other = known.read(written)
        called = _house(other, known) if other != address else found
        if isinstance(called, House):
            return other, called
    return address, found


def _house(address: Address, known: Streets) -> House | Said:
    """The building an address means."""
    if not known.roots_of(address):
        words = {"address": str(address)}
        return Said(_("“%(address)s” names neither a road nor a compound. Write the whole address."), words)
    there = known.meant(address)
    if not there:
        return _unknown(address, known)
    fitting = [one for one in there if address.building in one.numbers] if address.building else there
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        words = {"address": str(address), "several": _listed(one.whole for one in fitting)}
        return Said(_("“%(address)s” may be %(several)s. Write the division and the building too."), words)
    words = {"place": known.name_of(address), "building": address.building, "others": _listed(_nearest(address, there))}
    return Said(_("%(place)s has no building %(building)s. Near it are %(others)s."), words)


def _unknown(address: Address, known: Streets) -> Said:
    name = known.name_of(address)
    near = known.near(name, NAMED)
    if not near:
        return Said(_("The register knows no “%(place)s”. Have its buildings taken in first."), {"place": name})
    words = {"place": name, "others": _listed(near)}
    return Said(_("The register knows no “%(place)s”. Like it are %(others)s."), words)


def _nearest(address: Address, meant: Sequence[House]) -> list[str]:
    """The buildings whose numbers are nearest to the one that is not there."""
    wanted = _number(address.building)
    ordered = sorted(meant, key=lambda one: (abs(_number(one.number) - wanted), one.id))
    return [one.name for one in ordered[:NAMED]]


def _number(text: str) -> int:
    found = _DIGITS.search(text)
    return int(found[0]) if found else 0


def doors_of(buildings: set[int]) -> dict[int, list[Dwelling]]:
    """The dwellings of these buildings. One statement."""
    found: dict[int, list[Dwelling]] = defaultdict(list)
    if not buildings:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            "select parent_id, id, scope_id, name from places_place"
            " where parent_id = any(%s) and level = 'dwelling' and until is null order by id",
            [sorted(buildings)],
        )
        for parent, number, scope_id, name in cursor.fetchall():
            door = read(name)
            found[parent].append(Dwelling(number, scope_id, name, door.part("stairwell"), door.room or name.upper()))
    return found


def _door(address: Address, house: House, doors: Sequence[Dwelling]) -> Door | Said:
    if not address.room:
        words = {"address": str(address)}
        return Said(_("“%(address)s” does not say which door. Write stairwell and room too."), words)
    stairwell = address.part("stairwell")
    fitting = [one for one in doors if one.room == address.room and (not stairwell or one.stairwell in ("", stairwell))]
    if len(fitting) == 1:
        return Door(fitting[0].id, fitting[0].scope_id, written(house.address, house.name) + fitting[0].name)
    if fitting:
        words = {"address": str(address), "several": _listed(one.name for one in fitting)}
        return Said(_("“%(address)s” may be %(several)s. Write the stairwell too."), words)
    door = f"{stairwell}单元{address.room}" if stairwell else address.room
    if not doors:
        words = {"building": house.label, "door": door}
        return Said(_("%(building)s has no dwellings yet. Have them taken in before %(door)s."), words)
    words = {"building": house.label, "door": door, "others": _listed(_like(address, doors))}
    return Said(_("%(building)s has no %(door)s. Near it are %(others)s."), words)


def _like(address: Address, doors: Sequence[Dwelling]) -> list[str]:
    """The doors nearest to one that is not there: of the same stairwell first, then by their number."""
    stairwell, wanted = address.part("stairwell"), _number(address.room)
    ordered = sorted(doors, key=lambda one: (one.stairwell != stairwell, abs(_number(one.room) - wanted), one.id))
    return [one.name for one in ordered[:NAMED]]


def _listed(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    return "、".join(every[:NAMED]) + ("…" if len(every) > NAMED else "")
