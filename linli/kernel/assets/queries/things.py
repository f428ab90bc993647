"""Facilities and equipment: of a division, at a place, in a box of the map."""

from __future__ import annotations

from collections.abc import Sequence

from linli.kernel.assets.models import Asset
from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.plumbing import search

MOST = 1_000
CALLED = (
    "with hit as materialized (select id, name from assets_asset where tokens @> %s::varchar[]"
    " and until is null and lon is not null and lat is not null)"
    " select a.* from (select id, name from hit order by char_length(name), name, id limit %s) few"
    " join assets_asset a on a.id = few.id order by char_length(few.name), few.name, few.id"
)


def assets_of(scope_ids: Sequence[int], *, kind: str = "", limit: int = MOST) -> list[Asset]:
    """What stands in these divisions, of one kind or of all, by kind and name."""
    found = Asset.objects.filter(scope_id__in=scope_ids, until__isnull=True)
    return list((found.filter(kind=kind) if kind else found).order_by("kind", "name", "id")[:limit])


def assets_at(place_id: int, *, scope_id: int) -> list[Asset]:
    """What stands at one place, which lies in this division."""
    return list(Asset.objects.filter(scope_id=scope_id, place_id=place_id, until__isnull=True).order_by("kind", "id"))


def assets_run_by(body_id: int, *, scope_ids: Sequence[int], limit: int = 100) -> list[Asset]:
    """The facilities an organisation runs in these divisions."""
    found = Asset.objects.filter(scope_id__in=scope_ids, operator_id=body_id, until__isnull=True)
    return list(found.order_by("kind", "name", "id")[:limit])


def assets_in_bbox(bounds: Bounds, *, kinds: Sequence[str] = (), limit: int = 5_000) -> list[Asset]:
    """What stands in the box, found by ranges of cells, for a layer of the map."""
    west, south, east, north = bounds
    ranges = geo.cell_ranges(bounds)
    cells = " or ".join(["cell between %s and %s"] * len(ranges))
    some = " and kind = any(%s)" if kinds else ""
    sql = (
        f"select * from assets_asset where until is null and ({cells})"  # noqa: S608
        f" and lon between %s and %s and lat between %s and %s{some} order by id limit %s"
    )
    params = [end for both in ranges for end in both]
    kind_list = [list(kinds)] if kinds else []
    return list(Asset.objects.raw(sql, [*params, west, east, south, north, *kind_list, limit]))


def assets_called(typed: str, *, limit: int) -> list[Asset]:
    """What has these words in its name and a position on the map, the shortest name first. One statement.

    Its index gives all that have every piece of what was typed; they are few enough to be ordered.
    """
    tokens = search.query(typed)
    if not tokens:
        return []
    return list(Asset.objects.raw(CALLED, [tokens, limit]))


def asset(number: int) -> Asset | None:
    """One facility or piece of equipment that is there."""
    return Asset.objects.filter(id=number, until__isnull=True).select_related("operator").first()
