"""The quality of the register on the map: where contradictions stand, where confirmations have run out.

Rows are walled, so a hat is shown what its lists of quality show it, building by building, from afar by community.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.places import queries as places
from linli.kernel.places.models import Level
from linli.kit.map.sources import Asked, Source, Thing
from linli.plumbing import policy
from linli.plumbing.scope import Hat
from linli.scenarios.population.quality import records
from linli.scenarios.population.quality.models import FindingState

ONE_BY_ONE = 14  # the zoom from which buildings are told apart
FEWEST = 10  # records: a share of fewer says nothing

# Where a record of the register stands: the building of a door, else the place itself.
_BUILDING = "case p.level when 'dwelling' then p.parent_id else p.id end"
_FOUND = f"""
select b.id, b.level, b.address, b.name, b.lon, b.lat, b.scope_id, count(*)
from population_finding f join places_place p on p.id = f.place_id join places_place b on b.id = {_BUILDING}
where f.scope_id = any(%(scopes)s) and f.state = any(%(states)s) and (%(of)s = '' or f.check_code = %(of)s)
  and b.lon between %(west)s and %(east)s and b.lat between %(south)s and %(north)s
group by b.id order by count(*) desc, b.id limit %(most)s"""  # noqa: S608  our own pieces
_FAR = """
select c.id, c.level, '', c.name, c.lon, c.lat, c.id, count(*)
from population_finding f join places_place c on c.id = f.scope_id
where f.scope_id = any(%(scopes)s) and f.state = any(%(states)s) and (%(of)s = '' or f.check_code = %(of)s)
  and c.lon is not null
group by c.id order by count(*) desc, c.id limit %(most)s"""
_STALE = """
select b.id, b.level, b.address, b.name, b.lon, b.lat, b.scope_id, sum(t.dated)::int, sum(t.fresh)::int
from population_tally t join places_place b on b.id = t.place_id
where t.scope_id = any(%(scopes)s) and t.is_whole = %(whole)s and t.record = any(%(records)s)
  and (%(whole)s or b.lon between %(west)s and %(east)s and b.lat between %(south)s and %(north)s) and b.lon is not null
group by b.id having sum(t.dated) > 0 order by b.id limit %(most)s"""


def contradictions(asked: Asked) -> Iterator[Thing]:
    """Open contradictions, of one check or of all, at their buildings; from afar at their communities."""
    near = asked.zoom >= ONE_BY_ONE
    for number, level, address, name, lon, lat, scope_id, count in _rows(_FOUND if near else _FAR, asked):
        said = ngettext("%(count)s contradiction", "%(count)s contradictions", count) % {"count": f"{count:,}"}
        check = f"&check={asked.of}" if asked.of else ""
        yield Thing(
            f"contradiction-{number}",
            places.written(address, name) if level == Level.BUILDING else name,
            shapely.Point(lon, lat),
            said=said,
            value=count,
            href=f"{reverse('quality_findings')}?place={scope_id}{check}",
        )


def stale(asked: Asked) -> Iterator[Thing]:
    """What share of the records that have to be confirmed from time to time is not, by building or by community."""
    near = asked.zoom >= ONE_BY_ONE
    shapes = {one.id: one.shape for one in _communities(asked)} if not near else {}
    for number, _level, address, name, lon, lat, _scope, dated, fresh in _rows(_STALE, asked, whole=not near):
        share = 100 * (dated - fresh) / dated
        label = places.written(address, name) if near else name
        shape = shapes.get(number) or shapely.Point(lon, lat)
        face = f"building/{number}" if near else f"division/{number}"
        if dated < FEWEST:
            said = _("fewer than %(num)s records") % {"num": FEWEST}
            yield Thing(f"stale-{number}", label, shape, said=said, few=True, face=face)
        else:
            said = _("%(share)s%% run out") % {"share": round(share)}
            yield Thing(f"stale-{number}", label, shape, said=said, value=share, face=face)


def ways(hat: Hat, kind: str, number: int) -> list[tuple[str, str]]:
    """From a building or community on the map to how well it is kept, for those who may see that."""
    if hat.surface != "desk" or kind not in ("building", "division") or not policy.may(hat, "quality.see"):
        return []
    place = places.place(number)
    if place is None or place.scope_id not in hat.scopes or place.level not in (Level.BUILDING, Level.COMMUNITY):
        return []
    built = place.level == Level.BUILDING
    address = reverse("quality_building", args=[number]) if built else f"{reverse('quality')}?place={number}"
    return [(_("How well it is kept"), address)]


def _communities(asked: Asked) -> list[Any]:
    found = places.outlines(asked.box, layers={Level.COMMUNITY.value}, at=asked.day, known=asked.version)
    return [one for one in found if one.scope_id in asked.hat.scopes]


def _rows(sql: str, asked: Asked, *, whole: bool = False) -> Sequence[Any]:
    """The rows of the hat's communities that the box touches. One statement, none where it touches none."""
    scopes = [one.scope_id for one in _communities(asked)]
    if not scopes:
        return []
    west, south, east, north = asked.box
    given: dict[str, Any] = {
        "scopes": scopes, "states": [FindingState.OPEN.value], "of": asked.of, "most": asked.most, "whole": whole,
        "records": list(records.RECORDS), "west": west, "south": south, "east": east, "north": north,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


SOURCES = (
    Source("contradictions", contradictions, may="quality.see"),
    Source("stale", stale, may="quality.see"),
)
