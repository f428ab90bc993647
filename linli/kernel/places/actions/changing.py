"""Putting places and areas right: another name, code, address, position or outline. Parts of a running action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.journal import actions as journal
from linli.kernel.places import geo
from linli.kernel.places.actions.adding import file_places, require_reach
from linli.kernel.places.models import (
    Area,
    AreaBuilding,
    AreaKind,
    AreaOutline,
    Level,
    Place,
    PlaceAlias,
    PlacePast,
    PlaceToken,
)
from linli.kernel.places.queries import written
from linli.plumbing import policy, scope, search
from linli.plumbing.scope import Hat

PLACE_FIELDS = frozenset({"code", "name", "address", "lon", "lat", "outline"})
_WRITTEN = frozenset({"code", "name", "address"})
AREA_FIELDS = frozenset({"name", "scope_id", "outline"})


@dataclass(frozen=True, slots=True)
class Changed:
    """What becomes of a place or an area: values by field, ``outline`` as WKB or None."""

    id: int
    values: Mapping[str, Any]


def change_rows(
    *, rows: Sequence[Changed], back: bool = False, source: str = "", by: Hat, now: datetime
) -> dict[int, dict[str, Any]]:
    """Change places; what the changed fields were before, by place. They keep their ids and stay where they are.

    Another name, code or address leaves how the place stood before (``places_past``); ``source`` is who says so.
    ``back`` undoes a change of an import: what it left goes too.
    """
    policy.require(by, "place.correct")
    scope.require_action()
    found = {one.id: one for one in Place.objects.select_for_update().filter(id__in=[row.id for row in rows])}
    require_reach(by, (one.scope_id for one in found.values()))
    stood = {number: _standing(place) for number, place in found.items()}
    before = {row.id: _exchange(found[row.id], row.values, PLACE_FIELDS) for row in rows}
    _keep_past(before, stood, back=back, source=source, now=now)
    for place in found.values():
        place.cell = None if place.lon is None or place.lat is None else geo.cell(place.lon, place.lat)
    Place.objects.bulk_update(found.values(), [*sorted(PLACE_FIELDS), "cell"])
    refile(number for number, values in before.items() if {"name", "address"} & values.keys())
    for number, values in before.items():
        payload = {"fields": sorted(values)}
        journal.append(verb="place.change", kind="place", record=number, by=by, at=now, payload=payload)
    return before


def change_areas(*, rows: Sequence[Changed], back: bool = False, by: Hat, now: datetime) -> dict[int, dict[str, Any]]:
    """Change areas; what the changed fields were before, by area. An outline of before stays known with its days.

    ``back`` undoes a change of an import: the outline of before holds as if it had never been another.
    """
    policy.require(by, "area.draw")
    scope.require_action()
    found = {one.id: one for one in Area.objects.select_for_update().filter(id__in=[row.id for row in rows])}
    require_reach(by, (one.scope_id for one in found.values()))
    before = {}
    for row in rows:
        area = found[row.id]
        before[row.id] = _exchange(area, row.values, AREA_FIELDS)
        if "outline" in before[row.id]:
            _keep_outline(area, before[row.id]["outline"], now, back=back)
    Area.objects.bulk_update(found.values(), [*sorted(AREA_FIELDS), "west", "south", "east", "north", "drawn"])
    renamed = [number for number, values in before.items() if "name" in values]
    refile(AreaBuilding.objects.filter(area_id__in=renamed, until__isnull=True).values_list("building_id", flat=True))
    for number, values in before.items():
        payload = {"fields": sorted(values)}
        journal.append(verb="area.change", kind="area", record=number, by=by, at=now, payload=payload)
    return before


def refile(places: Iterable[int]) -> None:
    """File places anew under their own names, those of their compounds, and whatever else all these are called."""
    numbers = sorted(set(places))
    if not numbers:
        return
    PlaceToken.objects.filter(place_id__in=numbers).delete()
    file_places(Place.objects.filter(id__in=numbers).order_by("id").values_list("id", "level", "name", "address"))
    held = AreaBuilding.objects.filter(
        building_id__in=numbers, until__isnull=True, area__kind=AreaKind.COMPOUND, area__until__isnull=True
    )
    inside: dict[int, list[int]] = defaultdict(list)
    for building, area in held.order_by("building_id", "area_id").values_list("building_id", "area_id"):
        inside[area].append(building)
    for area, name in Area.objects.filter(id__in=inside).order_by("id").values_list("id", "name"):
        file_in_compound(area, name, inside[area])
    file_aliases(numbers)


def file_in_compound(area_id: int, name: str, buildings: list[int]) -> None:
    """File buildings under the names of the compound they belong to, and under what stands where name and number meet.

    糖厂宿舍2栋 is found whole: by its pairs, and by 舍2.
    """
    called = dict(Place.objects.filter(id__in=buildings).values_list("id", "name"))
    aliases = PlaceAlias.objects.filter(area_id=area_id, until__isnull=True).order_by("id")
    for one in (name, *aliases.values_list("name", flat=True)):
        file_under(one, buildings)
        plain = set(search.bigrams(one))
        meeting = [
            (token, building)
            for building, own in called.items()
            for token in search.bigrams(f"{one}{own}")
            if token not in plain
        ]
        _file(meeting)


def file_aliases(places: Iterable[int]) -> None:
    """File places under their own other names."""
    own = PlaceAlias.objects.filter(place_id__in=list(places), until__isnull=True).order_by("id")
    for number, name, level, address in own.values_list("place_id", "name", "place__level", "place__address"):
        file_under(written(address, name) if level == Level.BUILDING else name, [number])


def file_under(name: str, buildings: list[int]) -> None:
    """Residents name their compound rather than its road, so its buildings are found by it too."""
    _file([(token, building) for token in search.bigrams(name) for building in buildings])


def _file(pairs: Sequence[tuple[str, int]]) -> None:
    """Tokens and the places they lead to, as far as they are not there."""
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into places_token (token, place_id) select distinct t, b"
                " from unnest(%s::text[], %s::int[]) as n(t, b)"
                " where not exists (select 1 from places_token k where k.token = t and k.place_id = b)",
                [list(column) for column in zip(*pairs, strict=True)],
            )


def _standing(place: Place) -> PlacePast:
    return PlacePast(place_id=place.id, parent_id=place.parent_id, since=place.since, code=place.code, name=place.name,
                     address=place.address)  # fmt: skip


def _keep_past(
    before: Mapping[int, Mapping[str, Any]], stood: Mapping[int, PlacePast], *, back: bool, source: str, now: datetime
) -> None:
    """How places stood until now, where name, code or address becomes another; gone again where that is undone."""
    changed = [number for number, values in before.items() if _WRITTEN & values.keys()]
    earlier = PlacePast.objects.filter(place_id__in=changed).order_by("place_id", "-until", "-id").distinct("place_id")
    if back:
        PlacePast.objects.filter(id__in=[one.id for one in earlier]).delete()
        return
    last = {one.place_id: one.until for one in earlier}
    for number in changed:
        past = stood[number]
        past.since, past.until, past.source = last.get(number, past.since), now, source[:120]
        past.reason = "recode" if "code" in before[number] else "rename"
    PlacePast.objects.bulk_create([stood[number] for number in changed])


def _exchange(record: Place | Area, values: Mapping[str, Any], fields: frozenset[str]) -> dict[str, Any]:
    """Give a record its new values; the old ones of those that differ."""
    before = {}
    for name, value in values.items():
        if name not in fields:
            raise ValueError(f"{name} cannot be changed like this")
        if name == "outline" and value is not None:
            value = geo.checked_outline(value)
        old = getattr(record, name)
        old = bytes(old) if isinstance(old, memoryview) else old
        if old != value:
            before[name] = old
            setattr(record, name, value)
    return before


def _keep_outline(area: Area, old: bytes | None, now: datetime, *, back: bool) -> None:
    area.west, area.south, area.east, area.north = geo.bounds_of(area.outline) if area.outline else (None,) * 4
    former = AreaOutline.objects.filter(area_id=area.id, until=area.drawn).order_by("-id").first() if back else None
    if former is not None:
        area.drawn = former.since
        former.delete()
    elif not back:
        if old is not None:
            AreaOutline.objects.bulk_create([AreaOutline(area_id=area.id, outline=old, since=area.drawn, until=now)])
        area.drawn = now


__all__ = ["Changed", "change_areas", "change_rows", "file_in_compound", "file_under", "refile"]
