"""What the demo city knows of its dwellings: how large they are, how they are lived in, which are let.

As in a real city some was confirmed lately and some long ago, and of a few nobody has said anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from linli.kernel.people.actions import NewDwelling, NewLetting
from linli.main.demo.folk import NEIGHBOURS, Soul
from linli.main.demo.layout import SEED

Doors = Mapping[tuple[str, str], tuple[int, int]]
UNKNOWN, UNLET = 0.08, "qixing"  # of so many doors nobody has said a word; where nobody has registered a letting
OLDEST = 420  # days since the longest forgotten door was looked at


def seen(building: str, door: str, *, now: datetime) -> datetime:
    """When somebody last confirmed a door: in most buildings lately, in every fourth a long time ago."""
    lately = Random(f"{SEED} kept {building}").random() < 0.75  # noqa: S311
    days = Random(f"{SEED} seen {building} {door}").randint(1, 80 if lately else OLDEST)  # noqa: S311
    return now - timedelta(days=days)


def dwellings(building: str, souls: Sequence[Soul], doors: Doors, *, now: datetime) -> Iterator[NewDwelling]:
    """What is known of the dwellings of a building."""
    kinds = {door: {kind for soul in souls for at, kind in soul.links if at == door} for _b, door in doors}
    at_home = {(one.building, one.door): {one.kind} for one in NEIGHBOURS}
    for (_building, door), (place, _scope) in doors.items():
        dice = Random(f"{SEED} door {building} {door}")  # noqa: S311
        if dice.random() < UNKNOWN:
            continue
        facts = {"floor_area": f"{dice.randint(45, 130)}.00", "rooms": str(dice.randint(1, 4)), "use": "home"}
        at = seen(building, door, now=now)
        held = kinds[door] | at_home.get((building, door), set())
        use = "let" if "tenant" in held else "self" if held & {"owner", "occupant"} else "empty"
        yield NewDwelling(place, facts, "visit", use, "visit", at, at)


def lettings(
    building: str, souls: Sequence[Soul], numbers: Sequence[int], doors: Doors, *, now: datetime
) -> Iterator[NewLetting]:
    """The lettings of the doors tenants live behind, each by the owner who lives elsewhere."""
    if building.startswith(UNLET):
        return
    owners = {door: number for soul, number in zip(souls, numbers, strict=True)
              for door, kind in soul.links if kind == "owner"}  # fmt: skip
    let = {door for soul in souls for door, kind in soul.links if kind == "tenant"}
    for door in sorted(let & set(owners)):
        place, _scope = doors[building, door]
        yield NewLetting(place, owners[door], seen(building, door, now=now), "landlord", most_tenants=4)
