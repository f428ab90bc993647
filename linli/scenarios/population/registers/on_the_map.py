"""Vehicles on the map: how many are kept in each building, for whoever keeps the register of its community."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely
from django.db import connection
from django.utils.translation import ngettext

from linli.kernel.places import queries as places
from linli.kernel.places.queries import written
from linli.kit.map.sources import Asked, Source, Thing

# Only the scopes that are asked about, so that the index on them is used; the wall stands before the rows besides.
_KEPT = """
select coalesce(b.id, d.id), count(*) from assets_vehicle v join places_place d on d.id = v.place_id
left join places_place b on b.id = d.parent_id and d.level = 'dwelling'
where v.scope_id = any(%s) and v.until is null and coalesce(b.id, d.id) = any(%s) group by 1
"""


def vehicles(asked: Asked) -> Iterator[Thing]:
    """The buildings in the box with the number of vehicles kept there. Two statements."""
    found = [
        one
        for one in places.buildings_in_bbox(*asked.box, limit=asked.most)
        if one.scope_id in asked.hat.scopes and one.lon is not None and one.lat is not None
    ]
    kept = _kept({one.scope_id for one in found}, [one.id for one in found]) if found else {}
    for one in found:
        if count := kept.get(one.id, 0):
            said = ngettext("%(num)s vehicle", "%(num)s vehicles", count) % {"num": f"{count:,}"}
            name, at = written(one.address, one.name), shapely.Point(one.lon or 0, one.lat or 0)
            yield Thing(f"vehicles-{one.id}", name, at, said=said, value=count, face=f"building/{one.id}")


def _kept(scopes: set[int], buildings: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [sorted(scopes), list(buildings)])
        return dict(cursor.fetchall())


SOURCES = (Source("vehicles", vehicles, may="register.see"),)
