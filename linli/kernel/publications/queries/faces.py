"""Asking for public faces: a list, what is near a point, one by its own address. Nobody's side is read for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from linli.kernel.places import geo
from linli.kernel.places.geo import Bounds
from linli.kernel.publications.models import CLOSED, PublicEvent, PublicFace, PublicPhoto
from linli.plumbing import numbers

MOST = 1000  # lists neither count nor page beyond this
CELLS = 8  # ranges of cells a search by place is made of
COARSE = 80.0  # metres between a matter and the middle of the square its face shows, at most


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of public matters shows. Whatever is empty asks for everything."""

    items: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    scopes: tuple[int, ...] = ()
    opened_from: datetime | None = None
    opened_until: datetime | None = None
    changed_from: datetime | None = None
    changed_until: datetime | None = None
    bounds: Bounds | None = None
    with_answer: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """A public matter and about how far away it is, in metres to the middle of its square."""

    face: PublicFace
    metres: float


def listed(asked: Asked, *, limit: int = 20, offset: int = 0) -> list[PublicFace]:
    """The matters asked for, the newest first, never beyond the thousandth. One statement.

    What is handled together with another matter stands under that one and is left out.
    """
    last = min(offset + limit, MOST)
    return list(_rows(asked).order_by("-opened", "case_id")[offset:last]) if offset < last else []


def count(asked: Asked) -> int:
    """How many there are, of at most a thousand. One statement."""
    return _rows(asked).order_by().values("case_id")[:MOST].count()


def near(at: tuple[float, float], *, items: Sequence[str], radius: float, limit: int = 3) -> list[Near]:
    """What is open within ``radius`` metres of a point, the nearest first. One statement.

    A face shows only the square of about 100 m a matter lies in, so what may lie within the radius is found too.
    """
    wide = radius + COARSE
    open_ones = PublicFace.objects.filter(_in_box(geo.box_around(*at, wide)), item__in=items, joined_id__isnull=True)
    newest = open_ones.exclude(state=CLOSED).order_by("-opened")[:MOST]
    found = [Near(face, geo.metres(*at, face.lon or 0.0, face.lat or 0.0)) for face in newest]
    within = [one for one in found if one.metres <= wide]
    return sorted(within, key=_nearest)[:limit]


def _nearest(one: Near) -> tuple[bool, float, float]:
    """What still waits for an answer first, then the nearest, then the newest."""
    return one.face.answered is not None, one.metres, -one.face.opened.timestamp()


def one(code: str) -> PublicFace:
    """The public matter at an address of its own; ``PublicFace.DoesNotExist`` where there is none."""
    return PublicFace.objects.get(code=numbers.tidy_code(code).replace("-", ""))


def joined_to(face: PublicFace) -> PublicFace | None:
    """The matter this one is handled together with, where it has a face of its own."""
    return PublicFace.objects.filter(case_id=face.joined_id).first() if face.joined_id is not None else None


def history_of(faces: Iterable[PublicFace]) -> dict[int, list[PublicEvent]]:
    """How the state of each turned, the oldest turn first: case → turns. One statement."""
    turns: dict[int, list[PublicEvent]] = defaultdict(list)
    for turn in PublicEvent.objects.filter(case_id__in=[face.case_id for face in faces]).order_by("at", "id"):
        turns[turn.case_id].append(turn)
    return turns


def photos_of(faces: Iterable[PublicFace]) -> dict[int, list[PublicPhoto]]:
    """The photos that were released and can be shown: case → photos in the order of their release. One statement."""
    photos: dict[int, list[PublicPhoto]] = defaultdict(list)
    shown = PublicPhoto.objects.filter(case_id__in=[face.case_id for face in faces], file__gt="")
    for photo in shown.order_by("id"):
        photos[photo.case_id].append(photo)
    return photos


def _rows(asked: Asked) -> QuerySet[PublicFace]:
    rows = PublicFace.objects.filter(joined_id__isnull=True)
    given = {
        "item__in": asked.items,
        "state__in": asked.states,
        "scope_id__in": asked.scopes,
        "opened__gte": asked.opened_from,
        "opened__lte": asked.opened_until,
        "changed__gte": asked.changed_from,
        "changed__lte": asked.changed_until,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if asked.bounds is not None:
        rows = rows.filter(_in_box(asked.bounds))
    return rows.exclude(answer="") if asked.with_answer else rows


def _in_box(bounds: Bounds) -> Q:
    """In the box, found by its cells."""
    west, south, east, north = bounds
    cells = [Q(cell__range=ends) for ends in geo.cell_ranges(bounds, most=CELLS)]
    return reduce(or_, cells) & Q(lon__range=(west, east), lat__range=(south, north))
