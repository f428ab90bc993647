"""Adding places to the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places import geo
from linli.kernel.places.models import DIVISIONS, Level, Place
from linli.kernel.places.queries import roads_called, written
from linli.plumbing import bulk, ids, policy, scope, search
from linli.plumbing.scope import Hat

LEVELS = tuple(Level)
# How many numbers a subtree of each level spans: room for 63 districts, streets and communities, 4,095 buildings
# and dwellings each.
SPANS = {
    Level.CITY: 1 << 42,
    Level.DISTRICT: 1 << 36,
    Level.STREET: 1 << 30,
    Level.COMMUNITY: 1 << 24,
    Level.BUILDING: 1 << 12,
    Level.DWELLING: 1,
}


class PlaceRefused(ValueError):
    """A place cannot be added. ``row`` counts from 0; the sentence says what is wrong."""

    sentence: str | Promise = ""

    def __init__(self, *, row: int, **words: object) -> None:
        super().__init__(row, words)
        self.row, self.words = row, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


class ParentUnknown(PlaceRefused):
    sentence = _("“%(name)s” lies in “%(parent)s”, which is not known yet. Put the larger place first.")


class LevelWrong(PlaceRefused):
    sentence = _(
        "“%(name)s” cannot lie directly in “%(parent)s”: a level between them is missing, or they are turned round."
    )


class PlaceFull(PlaceRefused):
    sentence = _("“%(parent)s” is full: it holds %(most)d places and “%(name)s” would be one more.")


class OffTheMap(PlaceRefused):
    sentence = _("The position of “%(name)s” is not on Earth: longitude %(lon)s, latitude %(lat)s.")


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to add. ``parent`` is the id of a known place, or the ``key`` of an earlier row of the same call.

    A building has its road or compound in ``address`` ("桃源路36号院") and itself in ``name`` ("2栋"); a dwelling
    has its door in ``name`` ("2单元301"). ``outline`` is WKB; a place without position gets one from it.
    ``unassigned`` is a division that stands in for one nobody has named yet.
    """

    level: str
    name: str
    parent: int | str | None = None
    key: str = ""
    code: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    outline: bytes | None = None
    unassigned: bool = False


@dataclass(slots=True)
class _Node:
    """A place children are being added to."""

    id: int
    level: Level
    name: str
    lo: int
    scope_id: int
    children: int
    is_new: bool = False


@dataclass(slots=True)
class _Tree:
    """The known places and the new rows by key, while a batch is laid out."""

    known: dict[int, _Node]
    keyed: dict[str, _Node] = field(default_factory=dict)

    def parent_of(self, number: int, row: NewPlace) -> _Node | None:
        if row.parent is None:
            if row.level != Level.CITY:
                raise ParentUnknown(row=number, name=row.name, parent="")
            return None
        found = self.keyed.get(row.parent) if isinstance(row.parent, str) else self.known.get(row.parent)
        if found is None:
            raise ParentUnknown(row=number, name=row.name, parent=row.parent)
        return found


def add(*, row: NewPlace, by: Hat, now: datetime) -> int:
    """Add one place; returns its id."""
    return add_many(rows=[row], by=by, now=now)[0]


def add_many(*, rows: Sequence[NewPlace], by: Hat, now: datetime) -> list[int]:
    """Add places, larger ones before those inside them; returns their ids in order. One transaction.

    Raises a ``PlaceRefused`` that names the row; then nothing is added.
    """
    policy.require(by, "place.add")
    with scope.writing(by, now=now):
        return add_rows(rows=rows, by=by, now=now)


def add_rows(*, rows: Sequence[NewPlace], by: Hat, now: datetime) -> list[int]:
    """Add places as part of a running action: the lines of an import, with what becomes of the lines."""
    policy.require(by, "place.add")
    scope.require_action()
    if not rows:
        return []
    numbers = ids.reserve_many("places_place", len(rows))
    tree = _Tree(_lock_parents({row.parent for row in rows if isinstance(row.parent, int)}))
    require_reach(by, (node.scope_id for node in tree.known.values()))
    nodes = [_lay_out(index, row, numbers[index], tree) for index, row in enumerate(rows)]
    _insert(rows, nodes, now)
    count_children((node.id, node.children) for node in tree.known.values())
    file_places((node.id, node.level, row.name, row.address) for row, node in zip(rows, nodes, strict=True))
    journal.append(
        verb="place.add", kind="place", record=numbers[0], by=by, at=now, payload={"places": ids.spans(numbers)}
    )
    return numbers


def require_reach(by: Hat, scopes: Iterable[int]) -> None:
    """Places have no wall, so it is checked here that staff change only their own divisions."""
    if by.surface == "desk" and not set(scopes) <= set(by.scopes):
        raise policy.NotAllowed


def _lock_parents(wanted: set[int]) -> dict[int, _Node]:
    """The known parents, locked so that two imports never give the same range twice."""
    places = Place.objects.select_for_update().filter(id__in=wanted).order_by("id").defer("outline")
    return {p.id: _Node(p.id, Level(p.level), p.name, p.lo, p.scope_id, p.children) for p in places}


def _lay_out(index: int, row: NewPlace, number: int, tree: _Tree) -> _Node:
    """The range and scope of one new place: the next free part of its parent's range."""
    level = Level(row.level)
    parent = tree.parent_of(index, row)
    if row.lon is not None and row.lat is not None and not geo.is_on_earth(row.lon, row.lat):
        raise OffTheMap(row=index, name=row.name, lon=row.lon, lat=row.lat)
    lo = 0
    if parent is not None:
        if LEVELS.index(level) != LEVELS.index(parent.level) + 1:
            raise LevelWrong(row=index, name=row.name, parent=parent.name)
        most = (SPANS[parent.level] - 1) // SPANS[level]
        if parent.children >= most:
            raise PlaceFull(row=index, name=row.name, parent=parent.name, most=most)
        lo = parent.lo + 1 + parent.children * SPANS[level]
        parent.children += 1
    scope_id = number if level in DIVISIONS or parent is None else parent.scope_id
    node = _Node(number, level, row.name, lo, scope_id, 0, is_new=True)
    if row.key:
        tree.keyed[row.key] = node
    return node


_COLUMNS = {
    "id": "int",
    "level": "text",
    "parent_id": "int",
    "code": "text",
    "name": "text",
    "address": "text",
    "lo": "bigint",
    "hi": "bigint",
    "children": "int",
    "scope_id": "int",
    "lon": "float8",
    "lat": "float8",
    "outline": "bytea",
    "cell": "bigint",
    "unassigned": "boolean",
    "since": "timestamptz",
}


def _insert(rows: Sequence[NewPlace], nodes: Sequence[_Node], now: datetime) -> None:
    by_key = {row.key: node.id for row, node in zip(rows, nodes, strict=True) if row.key}
    values = []
    for row, node in zip(rows, nodes, strict=True):
        outline = geo.checked_outline(row.outline) if row.outline else None
        lon, lat = (row.lon, row.lat)
        if outline is not None and (lon is None or lat is None):
            lon, lat = geo.centre_of(outline)
        cell = None if lon is None or lat is None else geo.cell(lon, lat)
        parent = by_key[row.parent] if isinstance(row.parent, str) else row.parent
        hi = node.lo + SPANS[node.level] - 1
        head = (node.id, node.level.value, parent, row.code, row.name, row.address, node.lo, hi)
        values.append((*head, node.children, node.scope_id, lon, lat, outline, cell, row.unassigned, now))
    bulk.insert("places_place", _COLUMNS, values)


def count_children(counts: Iterable[tuple[int, int]]) -> None:
    """Note how many children parents have, by their ids: where the next one's range begins."""
    changed = list(counts)
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(
                "update places_place p set children = n.children"
                " from unnest(%s::int[], %s::int[]) as n(id, children) where p.id = n.id",
                [list(column) for column in zip(*changed, strict=True)],
            )


def file_places(named: Iterable[tuple[int, str, str, str]]) -> None:
    """File everything above the dwelling (id, level, name, address) under its bigrams.

    A dwelling is found by building and door; a building also by what its road is called besides.
    """
    roads = roads_called()
    filed = [
        (token, number)
        for number, level, name, address in named
        if level != Level.DWELLING
        for token in _tokens(level, name, address, roads)
    ]
    bulk.insert("places_token", {"token": "text", "place_id": "int"}, filed)


def _tokens(level: str, name: str, address: str, roads: Mapping[str, str]) -> list[str]:
    if level in DIVISIONS:
        return search.bigrams(f"{name} {address}")
    found = search.bigrams(written(address, name))
    for alias, road in roads.items():
        if road in address:
            found += search.bigrams(written(address.replace(road, alias), name))
    return list(dict.fromkeys(found))
