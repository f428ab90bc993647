"""The sources of the kit itself: divisions, areas, buildings, how many people live where, bodies, open matters.

Each finds what lies in a box for one hat. Rows are walled by the database, so a source asks and never filters by
hand what a hat may see; what is open to everybody comes from tables without a person in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.assets import queries as assets
from linli.kernel.assets.models import Asset
from linli.kernel.cases import pool
from linli.kernel.cases.models import Lamp
from linli.kernel.people import queries as people
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.models import AreaKind, Level
from linli.kernel.places.queries.outlines import Outline
from linli.kit.map import living as living_map
from linli.kit.map.sources import MOST, Asked, Source, Thing
from linli.plumbing.scope import Hat

DIVIDED = frozenset({Level.DISTRICT.value, Level.STREET.value, Level.COMMUNITY.value})
ONE_BY_ONE = 15  # the zoom from which buildings are shown one by one
BY_CELL = 15  # the zoom from which people are counted by small squares
CELLS_IN_TILE = 3
FOUND = 5


def divisions(asked: Asked) -> Iterator[Thing]:
    """The divisions of one level, as they stood that day."""
    for one in _outlines(asked, {asked.of}):
        yield Thing(
            f"division-{one.id}",
            one.name,
            one.shape,
            said=one.code if one.code.isdigit() else "",
            face=f"division/{one.id}",
        )


def areas(asked: Asked) -> Iterator[Thing]:
    """Compounds or grids as they were drawn that day, with the number of buildings in their set."""
    drawn = _outlines(asked, {asked.of})
    held = places.count_buildings_of([one.id for one in drawn], at=asked.day)
    for one in drawn:
        count = held.get(one.id, 0)
        said = ngettext("%(count)s building", "%(count)s buildings", count) % {"count": f"{count:,}"}
        yield Thing(f"area-{one.id}", one.name, one.shape, said=said, face=f"area/{one.id}")


def buildings(asked: Asked) -> Iterator[Thing]:
    """Buildings with the number of their doors; squares with both numbers where they are too many to tell apart."""
    zoom = min(geo.ZOOM, asked.zoom + CELLS_IN_TILE)
    cells = places.building_cells(asked.box, zoom=zoom)
    if asked.zoom >= ONE_BY_ONE and sum(cell.buildings for cell in cells) <= asked.most:
        for place in places.buildings_in_bbox(*asked.box, limit=asked.most):
            name, shape = places.written(place.address, place.name), shapely.Point(place.lon or 0, place.lat or 0)
            key = f"building-{place.id}"
            yield Thing(
                key, name, shape, said=_doors(place.children), value=place.children, face=f"building/{place.id}"
            )
        return
    for cell in cells:
        words = ngettext("%(count)s building", "%(count)s buildings", cell.buildings) % {"count": f"{cell.buildings:,}"}
        said = f"{words}, {_doors(cell.doors)}"
        yield Thing(f"cell-{zoom}-{cell.cell}", "", geo.square(cell.cell, zoom), said=said, value=cell.doors)


def buildings_listed(asked: Asked) -> Iterator[Thing]:
    """The same one by one, or by community where the map shows squares: a square has no name to be read out."""
    found = list(buildings(asked)) if asked.zoom >= ONE_BY_ONE else []
    if found and found[0].face:
        yield from found
        return
    own = _outlines(asked, {Level.COMMUNITY.value})
    doors = places.doors_in([one.id for one in own])
    for one in own:
        count = doors.get(one.id, 0)
        key, face = f"division-{one.id}", f"division/{one.id}"
        yield Thing(key, one.name, one.shape, said=_doors(count), value=count, face=face)


def living(asked: Asked) -> Iterator[Thing]:
    """How many people live in each community of the hat; from nearby, in each square. Never a number below ten."""
    own = [one for one in _outlines(asked, {Level.COMMUNITY.value}) if one.scope_id in asked.hat.scopes]
    if asked.zoom < BY_CELL:
        yield from _living_in(own, asked)
        return
    zoom = min(geo.ZOOM, asked.zoom + CELLS_IN_TILE)
    seen = shapely.box(*asked.box)
    found = living_map.squares([one.scope_id for one in own], zoom=zoom, at=asked.day)
    doors = {one.cell: one.doors for one in places.building_cells(asked.box, zoom=zoom)}
    for cell, count in sorted(found.items()):
        square = geo.square(cell, zoom)
        if square.intersects(seen):
            yield _counted(f"cell-{zoom}-{cell}", "", square, count, doors.get(cell, 0))


def living_listed(asked: Asked) -> Iterator[Thing]:
    """The same by community, however near: a square has no name to be read out."""
    own = [one for one in _outlines(asked, {Level.COMMUNITY.value}) if one.scope_id in asked.hat.scopes]
    yield from _living_in(own, asked)


def matters(asked: Asked) -> Iterator[Thing]:
    """The open matters the hat may see, the most urgent first."""
    for case in pool.in_box(asked.hat, bounds=asked.box, late=asked.of == "late", limit=asked.most):
        at = shapely.Point(case.lon or 0, case.lat or 0)
        lamp = Lamp(case.lamp).label
        yield Thing(f"case-{case.number}", case.title, at, where=case.where, lamp=lamp, href=f"/case/{case.number}")


def bodies(asked: Asked) -> Iterator[Thing]:
    """Organisations of a kind (all kinds where none is asked for), at the place they are registered at."""
    for body in people.bodies_in(asked.box, kind=asked.of, at=asked.day, limit=asked.most):
        at = shapely.Point(body.lon, body.lat)
        yield Thing(f"body-{body.id}", body.name, at, where=body.where, said=body.phone, face=f"body/{body.id}")


def facilities(asked: Asked) -> Iterator[Thing]:
    """Facilities and equipment of one kind (of all where none is asked for): where, when open, whom to call."""
    kinds = (asked.of,) if asked.of else ()
    for one in assets.assets_in_bbox(asked.box, kinds=kinds, limit=asked.most):
        yield _facility(one)


def facilities_called(_hat: Hat, typed: str, _now: datetime) -> Iterator[Thing]:
    """The facilities whose name holds what was typed."""
    for one in assets.assets_called(typed, limit=FOUND):
        yield _facility(one)


SOURCES = (
    Source("divisions", divisions, public=True, dated=True, of=DIVIDED),
    Source("areas", areas, public=True, dated=True, of=frozenset(AreaKind.values)),
    Source("buildings", buildings, public=True, listed=buildings_listed),
    Source("people", living, may="person.see", listed=living_listed),
    Source("cases", matters, may="case.act", of=frozenset({"open", "late"})),
    Source("facilities", facilities, public=True, search=facilities_called),
    Source("organisations", bodies, public=True, dated=True),
)


def _facility(one: Asset) -> Thing:
    said = "、".join(part for part in (one.opening_hours, one.phone) if part)
    at = shapely.Point(one.lon or 0, one.lat or 0)
    return Thing(f"facility-{one.id}", one.name, at, where=one.address, said=said, face=f"facility/{one.id}")


def _outlines(asked: Asked, layers: set[str]) -> list[Outline]:
    return places.outlines(asked.box, layers=layers, at=asked.day, known=asked.version)[:MOST]


def _living_in(own: Sequence[Outline], asked: Asked) -> Iterator[Thing]:
    scopes = [one.scope_id for one in own]
    held = living_map.counts(scopes, asked.day)
    for one in own:
        count, behind = held[one.scope_id]
        yield _counted(f"division-{one.id}", one.name, one.shape, count, behind, f"division/{one.id}")


def _counted(key: str, name: str, shape: shapely.Geometry, count: int, doors: int, face: str = "") -> Thing:
    """So many people, shaded by how many that is for every thousand doors; where no door is known, too few to say."""
    if 0 < count < people.FEWEST:
        return Thing(key, name, shape, said=_("fewer than %(num)s") % {"num": people.FEWEST}, few=True, face=face)
    said = ngettext("%(count)s person", "%(count)s people", count) % {"count": f"{count:,}"}
    if not doors and count:
        return Thing(key, name, shape, said=said, few=True, face=face)
    return Thing(key, name, shape, said=said, value=1000 * count / doors if doors else 0, face=face)


def _doors(count: int) -> str:
    return ngettext("%(count)s door", "%(count)s doors", count) % {"count": f"{count:,}"}
