"""Adding facilities and equipment to the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.assets.models import Asset
from linli.kernel.journal import actions as journal
from linli.kernel.places import geo
from linli.kernel.places.models import Place
from linli.plumbing import bulk, ids, policy, scope, search
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


class AssetRefused(ValueError):
    """A facility cannot be like this. ``row`` counts from 0; ``str()`` says why."""

    def __init__(self, sentence: str | Promise, *, row: int = 0, **words: object) -> None:
        super().__init__(row, words)
        self.row, self.sentence, self.words = row, sentence, words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


@dataclass(frozen=True, slots=True)
class NewAsset:
    """A thing to register at a place: a division, a building or a dwelling. Without a position it has the place's."""

    kind: str
    name: str
    place_id: int
    source: str
    code: str = ""
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    phone: str = ""
    opening_hours: str = ""
    capacity: int | None = None
    barrier_free: bool | None = None
    operator_id: int | None = None
    since: datetime | None = None
    confirmed: datetime | None = None


_COLUMNS = {
    "id": "bigint",
    "kind": "text",
    "name": "text",
    "code": "text",
    "place_id": "int",
    "scope_id": "int",
    "lon": "float8",
    "lat": "float8",
    "cell": "bigint",
    "address": "text",
    "phone": "text",
    "opening_hours": "text",
    "capacity": "int",
    "barrier_free": "boolean",
    "operator_id": "bigint",
    "since": "timestamptz",
    "source": "text",
    "confirmed": "timestamptz",
    "tokens": "text",
}


def add_asset(*, row: NewAsset, by: Hat, now: datetime) -> int:
    """Register one thing; returns its id."""
    return add_assets_many(rows=[row], by=by, now=now)[0]


def add_assets_many(*, rows: Sequence[NewAsset], by: Hat, now: datetime) -> list[int]:
    """Register things; returns their ids in order. One transaction.

    Raises ``AssetRefused`` for the first that cannot be; then nothing is registered.
    """
    policy.require(by, "asset.add")
    if not rows:
        return []
    with scope.writing(by, now=now):
        return write_assets(rows, by=by, now=now)


def write_assets(rows: Sequence[NewAsset], *, by: Hat, now: datetime) -> list[int]:
    """A part: the things and the journal line."""
    scope.require_action()
    found = Place.objects.filter(id__in={row.place_id for row in rows}, until__isnull=True)
    places = {place.id: place for place in found.only("id", "scope_id", "lon", "lat")}
    for number, row in enumerate(rows):
        _check(number, row, places)
    require_reach(by, {place.scope_id for place in places.values()})
    numbers = ids.reserve_many("assets_asset", len(rows))
    values = [_values(number, row, places[row.place_id], now) for number, row in zip(numbers, rows, strict=True)]
    bulk.insert("assets_asset", _COLUMNS, values, into={"tokens": "string_to_array(tokens, ' ')"})
    journal.append(verb="asset.add", kind="asset", record=numbers[0], by=by, at=now, payload={"assets": numbers})
    return numbers


def require_reach(by: Hat, scopes: set[int]) -> None:
    """Facilities have no wall, so it is checked here that staff change only those of their own divisions."""
    if by.surface == "desk" and not scopes <= set(by.scopes):
        raise NotAllowed


def position(row: int, lon: float | None, lat: float | None) -> int | None:
    """The cell of a position; refused where it is not on Earth or only half of it is given."""
    if lon is None and lat is None:
        return None
    if lon is None or lat is None or not geo.is_on_earth(lon, lat):
        raise AssetRefused(_("This position is not on Earth: %(lon)s, %(lat)s."), row=row, lon=lon, lat=lat)
    return geo.cell(lon, lat)


def _check(number: int, row: NewAsset, places: Mapping[int, Place]) -> None:
    if row.place_id not in places:
        raise AssetRefused(_("The place of “%(name)s” is not known."), row=number, name=row.name)
    if not row.name.strip() or not row.kind:
        raise AssetRefused(_("Say what it is and what it is called."), row=number)
    if row.code and Asset.objects.filter(kind=row.kind, code=row.code, until__isnull=True).exists():
        raise AssetRefused(_("“%(code)s” is registered already."), row=number, code=row.code)
    if row.capacity is not None and row.capacity < 0:
        raise AssetRefused(_("A capacity is not less than nothing."), row=number)
    position(number, row.lon, row.lat)


def _values(number: int, row: NewAsset, place: Place, now: datetime) -> tuple[Any, ...]:
    lon, lat = (row.lon, row.lat) if row.lon is not None else (place.lon, place.lat)
    cell = geo.cell(lon, lat) if lon is not None and lat is not None else None
    head = (number, row.kind, row.name.strip(), row.code, row.place_id, place.scope_id, lon, lat, cell)
    told = (row.address, row.phone, row.opening_hours, row.capacity, row.barrier_free, row.operator_id)
    return (*head, *told, row.since or now, row.source, row.confirmed or now, " ".join(search.pieces(row.name)))
