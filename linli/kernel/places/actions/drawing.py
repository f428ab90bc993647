"""Drawing areas across the tree, and the roads of the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.places import geo, queries
from linli.kernel.places.actions.adding import require_reach
from linli.kernel.places.actions.changing import file_in_compound, refile
from linli.kernel.places.models import Area, AreaBuilding, AreaKind, AreaOutline, Level, Place, Road
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.scope import Hat


class AreaRefused(ValueError):
    """An area cannot be drawn like this."""

    sentence: str | Promise = _("“%(name)s” needs an outline or at least one building.")

    def __init__(self, **words: object) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


class NotABuilding(AreaRefused):
    sentence = _("“%(name)s” can hold buildings only; %(wrong)d of the chosen places are not buildings.")


@dataclass(frozen=True, slots=True)
class NewArea:
    """A compound or grid to draw: its outline as WKB, its buildings by id.

    ``scope_id`` is the division that looks after it; without one, the smallest that holds all its buildings.
    An area without ``code`` is given one; one that is ``listed`` is known by its name only, so far;
    without ``since`` it begins now.
    """

    kind: str
    code: str
    name: str
    outline: bytes | None = None
    buildings: tuple[int, ...] = ()
    scope_id: int = 0
    listed: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewRoad:
    """A road of the map: its centre line as WKB."""

    name: str
    kind: str
    line: bytes


def draw_area(*, row: NewArea, by: Hat, now: datetime) -> int:
    """Draw one area; returns its id."""
    return draw_areas(rows=[row], by=by, now=now)[0]


def draw_areas(*, rows: Sequence[NewArea], by: Hat, now: datetime) -> list[int]:
    """Draw areas; returns their ids in order. One transaction."""
    policy.require(by, "area.draw")
    with scope.writing(by, now=now):
        return draw_rows(rows=rows, by=by, now=now)


def draw_rows(*, rows: Sequence[NewArea], by: Hat, now: datetime) -> list[int]:
    """Draw areas as part of a running action: the lines of an import, with what becomes of the lines."""
    policy.require(by, "area.draw")
    scope.require_action()
    if not rows:
        return []
    numbers = ids.reserve_many("places_area", len(rows))
    scopes = _scopes_of(rows)
    areas = [
        _area(number, row, scopes[row.scope_id] if row.scope_id else _scope_for(row, scopes), row.since or now)
        for number, row in zip(numbers, rows, strict=True)
    ]
    require_reach(by, (area.scope_id for area in areas))
    Area.objects.bulk_create(areas)
    for area, row in zip(areas, rows, strict=True):
        give_buildings(area, row.buildings, area.since)
    journal.append(verb="area.draw", kind="area", record=numbers[0], by=by, at=now, payload={"areas": numbers})
    return numbers


def redraw(
    *,
    area_id: int,
    outline: bytes | None = None,
    buildings: Iterable[int] | None = None,
    by: Hat,
    now: datetime,
) -> None:
    """Give an area another outline, another set of buildings, or both, from now on. What was before stays known."""
    policy.require(by, "area.draw")
    with scope.writing(by, now=now):
        area = Area.objects.select_for_update().get(id=area_id)
        require_reach(by, [area.scope_id])
        if outline is not None:
            redraw_outline(area, outline, now)
        changed: dict[str, object] = {"outline": outline is not None}
        if buildings is not None:
            changed |= _exchange_buildings(area, set(buildings), now)
        journal.append(verb="area.redraw", kind="area", record=area_id, by=by, at=now, payload=changed)


def fill_areas(*, areas: Mapping[int, Sequence[int]], by: Hat, now: datetime) -> None:
    """Give many areas that were drawn without buildings the ones they hold, from now on. One transaction."""
    policy.require(by, "area.draw")
    with scope.writing(by, now=now):
        drawn = {one.id: one for one in Area.objects.select_for_update().filter(id__in=areas)}
        require_reach(by, (one.scope_id for one in drawn.values()))
        _scopes_of([NewArea(one.kind, one.code, one.name, b"-", tuple(areas[one.id])) for one in drawn.values()])
        held = AreaBuilding.objects.filter(area_id__in=drawn, until__isnull=True).values_list("area_id", flat=True)
        for number in sorted(drawn.keys() - set(held)):
            give_buildings(drawn[number], areas[number], now)
        journal.append(verb="area.fill", kind="area", record=min(areas, default=0), by=by, at=now,
                       payload={"areas": ids.spans(sorted(drawn))})  # fmt: skip


def add_roads(*, rows: Sequence[NewRoad], by: Hat, now: datetime) -> list[int]:
    """Add roads to the map; returns their ids in order. One transaction."""
    policy.require(by, "road.add")
    if not rows:
        return []
    with scope.writing(by, now=now):
        numbers = ids.reserve_many("places_road", len(rows))
        Road.objects.bulk_create(
            Road(id=number, name=row.name, kind=row.kind, line=bytes(row.line), cells=geo.road_cells(row.line))
            for number, row in zip(numbers, rows, strict=True)
        )
        journal.append(verb="road.add", kind="road", record=numbers[0], by=by, at=now, payload={"roads": numbers})
    return numbers


def _scopes_of(rows: Sequence[NewArea]) -> dict[int, int]:
    """The scope of every building and division the rows name, by its id."""
    wanted = {place for row in rows for place in (*row.buildings, row.scope_id) if place}
    found = {p.id: p for p in Place.objects.filter(id__in=wanted).only("id", "level", "scope_id")}
    for row in rows:
        if row.outline is None and not row.buildings and not (row.listed and row.scope_id):
            raise AreaRefused(name=row.name)
        wrong = [b for b in row.buildings if b not in found or found[b].level != Level.BUILDING]
        if wrong:
            raise NotABuilding(name=row.name, wrong=len(wrong))
    return {number: place.scope_id for number, place in found.items()}


def _scope_for(row: NewArea, scopes: dict[int, int]) -> int:
    """The smallest division that holds every building of the area."""
    lines = [queries.ancestors_of_scope(one) for one in {scopes[building] for building in row.buildings}]
    if not lines:
        raise AreaRefused(name=row.name)
    return next(division for division in lines[0] if all(division in line for line in lines))


def _area(number: int, row: NewArea, scope_id: int, now: datetime) -> Area:
    outline = geo.checked_outline(row.outline) if row.outline else None
    west, south, east, north = geo.bounds_of(outline) if outline else (None,) * 4
    return Area(
        id=number,
        kind=AreaKind(row.kind),
        code=row.code or f"#{number}",
        name=row.name,
        scope_id=scope_id,
        outline=outline,
        west=west,
        south=south,
        east=east,
        north=north,
        drawn=now,
        since=now,
    )


def give_buildings(area: Area, buildings: Iterable[int], now: datetime) -> None:
    """These buildings belong to the area from now on."""
    rows = [(area.id, building, now) for building in buildings]
    bulk.insert("places_area_building", {"area_id": "int", "building_id": "int", "since": "timestamptz"}, rows)
    if area.kind == AreaKind.COMPOUND:
        file_in_compound(area.id, area.name, [building for _area_id, building, _since in rows])


def redraw_outline(area: Area, outline: bytes, now: datetime) -> None:
    """Another outline from now on; the one before stays known with its days."""
    if area.outline is not None:
        AreaOutline.objects.bulk_create(
            [AreaOutline(area_id=area.id, outline=area.outline, since=area.drawn, until=now)]
        )
    area.outline = geo.checked_outline(outline)
    area.west, area.south, area.east, area.north = geo.bounds_of(area.outline)
    area.drawn = now
    area.save(update_fields=["outline", "west", "south", "east", "north", "drawn"])


def _exchange_buildings(area: Area, wanted: set[int], now: datetime) -> dict[str, object]:
    """End the membership of buildings that left and begin that of new ones."""
    _scopes_of([NewArea(area.kind, area.code, area.name, bytes(area.outline or b"-"), tuple(wanted))])
    held = AreaBuilding.objects.filter(area_id=area.id, until__isnull=True)
    here = set(held.values_list("building_id", flat=True))
    held.filter(building_id__in=here - wanted).update(until=now)
    give_buildings(area, sorted(wanted - here), now)
    return {"left": sorted(here - wanted), "joined": sorted(wanted - here)}


def join_areas(*, pairs: Sequence[tuple[int, int]], by: Hat, now: datetime) -> None:
    """A part: buildings belong to areas from now on, beside what else those hold; pairs of area and building."""
    policy.require(by, "area.draw")
    scope.require_action()
    areas = Area.objects.select_for_update().in_bulk([area for area, _building in pairs])
    require_reach(by, (area.scope_id for area in areas.values()))
    joined: dict[int, list[int]] = {}
    for area, building in pairs:
        joined.setdefault(area, []).append(building)
    for number, buildings in joined.items():
        give_buildings(areas[number], buildings, now)
        journal.append(verb="area.join", kind="area", record=number, by=by, at=now, payload={"joined": buildings})


def leave_areas(*, pairs: Sequence[tuple[int, int]], by: Hat, now: datetime) -> None:
    """A part: buildings were never in these areas; for an import that is undone."""
    policy.require(by, "place.remove")
    scope.require_action()
    for area, building in pairs:
        AreaBuilding.objects.filter(area_id=area, building_id=building, until__isnull=True).delete()
        journal.append(verb="area.leave", kind="area", record=area, by=by, at=now, payload={"left": [building]})
    refile(building for _area, building in pairs)
