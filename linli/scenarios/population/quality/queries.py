"""Asking how well the register is kept: a place with those inside it, a community with its buildings and grids.

Everything is read from the counted rows: what a page costs does not grow with the number of people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q

from linli.engines.keeping import Kept
from linli.kernel.places import queries as places
from linli.kernel.places.models import AreaBuilding, Level, Place
from linli.scenarios.population.quality import records, rules, standings
from linli.scenarios.population.quality.models import Counted, Tally
from linli.scenarios.population.quality.rules import Ruled, Weighing
from linli.scenarios.population.quality.standings import Standing


@dataclass(slots=True)
class Sheet:
    """A place, how it stands, and the places inside it that are counted for themselves."""

    path: list[Place]
    whole: Standing
    inside: dict[int, Standing] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)  # how many communities lie in each of them
    grids: dict[int, Standing] = field(default_factory=dict)
    grid_names: dict[int, str] = field(default_factory=dict)
    ruled: list[Ruled] = field(default_factory=list)
    counted: datetime | None = None  # the oldest of the counts that stand here
    uncounted: int = 0  # communities nobody has counted yet

    @property
    def place(self) -> Place:
        return self.path[-1]

    @property
    def is_community(self) -> bool:
        return self.place.level == Level.COMMUNITY

    @property
    def weigh(self) -> Weighing:
        """How the score is weighed here: as most communities of the place have it."""
        told = [one.score for one in self.ruled]
        return max(told, key=told.count, default=rules.NO_RULES.score)


def sheet(place_id: int, *, at: datetime, deep: bool = True) -> Sheet | None:
    """A division as it stands; None for what is no division. At most seven statements.

    ``deep``: with the names of its buildings and with its grids.
    """
    path = places.path(place_id)
    if not path or path[-1].level not in (Level.CITY, Level.DISTRICT, Level.STREET, Level.COMMUNITY):
        return None
    is_community = path[-1].level == Level.COMMUNITY
    return _community(path, at, deep=deep) if is_community else sheet_of_division(path, at=at)


def sheet_of_division(path: list[Place], *, at: datetime) -> Sheet:
    """A city, a district or a street by the path that leads to it. Four statements."""
    place = path[-1]
    communities = _communities(place)
    ruled, made = _ruled(communities, at), Sheet(path, Standing())
    rows = Tally.objects.filter(scope_id__in=list(communities), is_whole=True, record__in=records.RECORDS)
    by_scope: dict[int, list[Tally]] = defaultdict(list)
    for row in rows:
        by_scope[row.scope_id].append(row)
    for scope_id, (child, name, _line) in communities.items():
        standing = standings.of_rows(by_scope[scope_id], ruled[scope_id])
        made.whole.add(standing)
        made.names[child] = name
        made.holds[child] = made.holds.get(child, 0) + 1
        made.inside.setdefault(child, Standing()).add(standing)
    return _dated(made, ruled)


def _community(path: list[Place], at: datetime, *, deep: bool) -> Sheet:
    place = path[-1]
    ruled = ruled_at(path, at=at)
    rows = list(Tally.objects.filter(scope_id=place.id, record__in=records.RECORDS))
    made = Sheet(path, standings.of_rows((row for row in rows if row.is_whole), ruled))
    by_building: dict[int, list[Tally]] = defaultdict(list)
    for row in rows:
        if not row.is_whole and row.place_id != place.id:
            by_building[row.place_id].append(row)
    made.inside = {one: standings.of_rows(of_one, ruled) for one, of_one in by_building.items()}
    if deep:
        made.names = building_names(made.inside)
        made.grids, made.grid_names = _grids(place.id, made.inside, at)
    return _dated(made, {place.id: ruled})


def building(building_id: int, *, at: datetime) -> tuple[Standing, Ruled] | None:
    """One building as it stands, and the rules of its community."""
    path = places.path(building_id)
    if not path or path[-1].level != Level.BUILDING:
        return None
    ruled = ruled_at(path, at=at)
    rows = Tally.objects.filter(scope_id=path[-1].scope_id, place_id=building_id, is_whole=False)
    return standings.of_rows(rows, ruled), ruled


def ruled_at(path: Sequence[Place], *, at: datetime) -> Ruled:
    """The rules that hold where a path leads."""
    return rules.ruled([one.code for one in path], rules.sets(at=at))


@dataclass(frozen=True, slots=True)
class Sum:
    """What a place comes to, added up of its communities: a line for a board."""

    complete: Kept
    fresh: Kept
    due: int
    counted: datetime | None


def sum_of(place: Place) -> Sum:
    """A place of any size in one statement, a row a community."""
    sums = (
        "complete_needed", "complete_filled", "complete_base", "fresh_needed", "fresh_filled", "fresh_base", "due",
    )  # fmt: skip
    told = ", ".join(f"coalesce(sum(n.{name}), 0)" for name in sums)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {told}, min(n.counted) from places_place c join population_counted n on n.scope_id = c.id"  # noqa: S608
            " where c.lo between %s and %s and c.level = 'community' and c.until is null",
            [place.lo, place.hi],
        )
        row = cursor.fetchone()
    return Sum(Kept(*row[0:3]), Kept(*row[3:6]), row[6], row[7])


@dataclass(frozen=True, slots=True)
class Stray:
    """A building that lacks something to be found by: its compound, its grid, a position, its dwellings."""

    id: int
    address: str
    name: str
    lacks: tuple[str, ...]


_STRAYS = """
select * from (
    select d.id, d.address, d.name, array_remove(array[
        case when not exists (select 1 from places_area_building m join places_area a on a.id = m.area_id
            where m.building_id = d.id and (m.until is null or m.until > now()) and a.kind = 'compound')
            then 'compound' end,
        case when not exists (select 1 from places_area_building m join places_area a on a.id = m.area_id
            where m.building_id = d.id and (m.until is null or m.until > now()) and a.kind = 'grid') then 'grid' end,
        case when d.lon is null or d.lat is null then 'position' end,
        case when d.children = 0 then 'dwellings' end], null) as lacks
    from places_place d where d.scope_id = %s and d.level = 'building' and d.until is null) t
where lacks <> '{}' order by cardinality(lacks) desc, address, id limit %s
"""


def strays(scope_id: int, *, most: int = 500) -> list[Stray]:
    """The buildings of a community that lack something, those that lack most first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STRAYS, [scope_id, most])
        return [Stray(number, address, name, tuple(lacks)) for number, address, name, lacks in cursor.fetchall()]


def building_names(ids: Iterable[int]) -> dict[int, str]:
    """How buildings are written, by id. One statement."""
    found = Place.objects.filter(id__in=list(ids)).values_list("id", "address", "name")
    return {number: places.written(address, name) for number, address, name in found}


def communities_of(place: Place) -> list[int]:
    """The communities inside a division. One statement."""
    return list(_communities(place))


def _communities(place: Place) -> dict[int, tuple[int, str, tuple[str, ...]]]:
    """The communities inside a division: the child of the division they lie in, its name, the codes down to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, k.id, k.name, array(select u.code from places_place u where c.lo between u.lo and u.hi"
            "  and u.level in ('city', 'district', 'street', 'community') order by u.lo)"
            " from places_place k join places_place c on c.lo between k.lo and k.hi and c.level = 'community'"
            " where k.parent_id = %s and k.level in ('district', 'street', 'community') and c.until is null"
            " order by k.id, c.id",
            [place.id],
        )
        return {row[0]: (row[1], row[2], tuple(row[3])) for row in cursor.fetchall()}


def _ruled(communities: Mapping[int, tuple[int, str, tuple[str, ...]]], at: datetime) -> dict[int, Ruled]:
    held = rules.sets(at=at)
    return {scope_id: rules.ruled(line, held) for scope_id, (_child, _name, line) in communities.items()}


def _grids(
    scope_id: int, buildings: Mapping[int, Standing], at: datetime
) -> tuple[dict[int, Standing], dict[int, str]]:
    """The grids of a community as sums of their buildings; a building of two grids counts in both."""
    grids = places.grids_in([scope_id], at=at)
    made = {one.id: Standing() for one in grids}
    runs = Q(until__isnull=True) | Q(until__gt=at)
    held = AreaBuilding.objects.filter(runs, area_id__in=list(made), since__lte=at)
    for grid, number in held.values_list("area_id", "building_id"):
        if number in buildings:
            made[grid].add(buildings[number])
    return made, {one.id: one.name for one in grids}


def _dated(made: Sheet, ruled: Mapping[int, Ruled]) -> Sheet:
    counted = dict(Counted.objects.filter(scope_id__in=list(ruled)).values_list("scope_id", "counted"))
    made.counted = min((one for one in counted.values() if one), default=None)
    made.uncounted = sum(counted.get(scope_id) is None for scope_id in ruled)
    made.ruled = list(ruled.values())
    return made
