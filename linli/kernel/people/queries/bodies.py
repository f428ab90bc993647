"""Organisations: those of a community, the one of a credit code, and on the map where the place of each lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from linli.kernel.people.id_numbers import tidy
from linli.kernel.people.models import Organisation
from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import DIVISIONS
from linli.kernel.places.queries import written


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as the map tells of it: what is public about it, and where it is."""

    id: int
    kind: str
    name: str
    phone: str
    place_id: int
    where: str
    lon: float
    lat: float


def bodies_of(scope_ids: Sequence[int], *, kinds: Sequence[str] = (), limit: int = 1_000) -> list[Organisation]:
    """The running bodies of these divisions, of some kinds or of all, by kind and name."""
    found = Organisation.objects.filter(scope_id__in=scope_ids, until__isnull=True)
    return list((found.filter(kind__in=kinds) if kinds else found).order_by("kind", "name", "id")[:limit])


def body_of_code(code: str) -> Organisation | None:
    """The running body of a unified social credit code, however it was typed."""
    return Organisation.objects.filter(code=tidy(code), until__isnull=True).exclude(code="").first()


def bodies_in(bounds: Bounds, *, kind: str = "", at: datetime, limit: int) -> list[Body]:
    """The organisations whose place lies in the box, of one kind or of all. One statement."""
    west, south, east, north = bounds
    squares = reduce(or_, (Q(place__cell__range=ends) for ends in geo.cell_ranges(bounds)))
    rows = _placed(at).filter(squares, place__lon__range=(west, east), place__lat__range=(south, north))
    if kind:
        rows = rows.filter(kind=kind)
    return list(_told(rows.order_by("name", "id")[:limit]))


def body(number: int, *, at: datetime) -> Body | None:
    """One organisation that has a place on the map."""
    return next(_told(_placed(at).filter(id=number)), None)


def _placed(at: datetime) -> QuerySet[Organisation]:
    runs = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    return Organisation.objects.filter(runs, place__lon__isnull=False).select_related("place").defer("place__outline")


def _told(rows: QuerySet[Organisation]) -> Iterator[Body]:
    for row in rows:
        place = row.place
        where = place.name if place.level in DIVISIONS else written(place.address, place.name)
        yield Body(row.id, row.kind, row.name, row.phone, place.id, where, place.lon or 0, place.lat or 0)
