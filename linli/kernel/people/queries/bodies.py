"""Organisations: those of a community, the one of a credit code, and on the map where the place of each lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from linli.kernel.people.bodies import REGISTERED, SIGNS_OF_NAME
from linli.kernel.people.id_numbers import LENGTH, tidy
from linli.kernel.people.models import Organisation
from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.kernel.places.models import DIVISIONS
from linli.kernel.places.queries import written
from linli.plumbing import texts


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bodies of a register: of these divisions, of some kinds, by part of the name or the code, with a gap.

    ``lacks`` is ``code`` or ``phone``; ``ended`` asks for those that have gone instead of those that are there.
    """

    scopes: Sequence[int]
    kinds: Sequence[str] = REGISTERED
    typed: str = ""
    lacks: str = ""
    ended: bool = False


def registered(wanted: Wanted, *, first: int = 0, most: int) -> list[Organisation]:
    """A stretch of a register by name, those that went last on top where the ended are asked for. One statement."""
    found = _registered(wanted).select_related("place", "place__parent")
    order = ("-until", "-id") if wanted.ended else ("name", "id")
    return list(found.defer("place__outline", "place__parent__outline").order_by(*order)[first : first + most])


def bodies_called(wanted: Wanted, *, most: int) -> list[tuple[int, str, str]]:
    """Id, name and kind of the first bodies by name, for a list that says no more. One statement."""
    return list(_registered(wanted).order_by("name", "id").values_list("id", "name", "kind")[:most])


def count_registered(wanted: Wanted, *, most: int) -> int:
    """How many such bodies there are, never counted beyond ``most``. One statement."""
    return _registered(wanted)[:most].count()


def count_by_kind(scope_ids: Sequence[int]) -> dict[str, int]:
    """The running bodies of these divisions by kind. One statement."""
    rows = Organisation.objects.filter(scope_id__among=scope_ids, until__isnull=True, kind__among=REGISTERED)
    return dict(rows.order_by("kind").values_list("kind").annotate(Count("id")))


def registered_body(number: int) -> Organisation | None:
    """One body of a register, also one that has gone, with its place. One statement."""
    found = Organisation.objects.filter(id=number, kind__in=REGISTERED).select_related("place", "place__parent")
    return found.defer("place__outline", "place__parent__outline").first()


def body_called(name: str, *, place_id: int) -> Organisation | None:
    """The running body of the register that has this name at this place."""
    here = Organisation.objects.filter(name=name.strip(), place_id=place_id, until__isnull=True, kind__in=REGISTERED)
    return here.order_by("id").first()


def _registered(wanted: Wanted) -> QuerySet[Organisation]:
    found = Organisation.objects.filter(
        scope_id__among=wanted.scopes, kind__among=wanted.kinds, until__isnull=not wanted.ended
    )
    if wanted.typed:
        code, typed = tidy(wanted.typed), texts.tidy(wanted.typed)
        of_name = {"signs__contains": list(dict.fromkeys(typed)), "name__contains": typed}
        named = found.alias(signs=SIGNS_OF_NAME).filter(**of_name)
        found = found.filter(code=code) if len(code) == LENGTH and code.isascii() else named
    return found.filter(**{wanted.lacks: ""}) if wanted.lacks in ("code", "phone") else found


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
