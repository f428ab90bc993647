"""How places stood on a day: what they were called, which code they bore, in what they lay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from linli.kernel.places.models import Place, PlacePast

_THEN = """left join lateral (
        select h.* from places_past h where h.place_id = p.id and h.since <= %(on)s and h.until > %(on)s limit 1) h
        on true"""
_LINE = f"""
with recursive up as (
    select p.id, p.level, coalesce(h.name, p.name) as name, coalesce(h.code, p.code) as code,
           case when h.id is null then p.parent_id else h.parent_id end as parent, 0 as height
    from places_place p {_THEN}
    where p.id = %(place)s and p.since <= %(on)s and (p.until is null or p.until > %(on)s)
    union all
    select p.id, p.level, coalesce(h.name, p.name), coalesce(h.code, p.code),
           case when h.id is null then p.parent_id else h.parent_id end, up.height + 1
    from up join places_place p on p.id = up.parent {_THEN})
select id, level, name, code from up order by height desc
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Stood:
    """A place as it was on a day."""

    id: int
    level: str
    name: str
    code: str


def line_on(place_id: int, *, on: datetime) -> list[Stood]:
    """A place and everything it lay in on a day, the city first; empty where it did not stand then. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LINE, {"place": place_id, "on": on})
        return [Stood(*row) for row in cursor.fetchall()]


def division_on(place_id: int, level: str, *, on: datetime) -> Stood | None:
    """The division of that level a place lay in on a day."""
    return next((one for one in line_on(place_id, on=on) if one.level == level), None)


def inside_on(division_id: int, *, on: datetime) -> list[int]:
    """What lay directly in a division on a day."""
    stood = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    past = PlacePast.objects.filter(since__lte=on, until__gt=on)
    elsewhere = past.filter(place__parent_id=division_id).exclude(parent_id=division_id).values("place_id")
    here = Place.objects.filter(stood, parent_id=division_id).exclude(id__in=elsewhere).values_list("id", flat=True)
    then = past.filter(parent_id=division_id).exclude(place__parent_id=division_id).values_list("place_id", flat=True)
    return sorted({*here, *then})


def divisions_of_code(code: str) -> list[tuple[int, datetime, datetime | None]]:
    """Which divisions have borne a code, each as (id, since, until), the running one last."""
    past = PlacePast.objects.filter(code=code).exclude(place__code=F("code")).values_list("place_id", "since", "until")
    now = Place.objects.filter(code=code).order_by("since").values_list("id", "since", "until")
    return [*past.order_by("until"), *now] if code else []


def history_of_division(place_id: int) -> list[PlacePast]:
    """How a division stood before, the latest first; what it took in stands in the history of the ended ones."""
    return list(PlacePast.objects.filter(place_id=place_id).order_by("-until", "-id"))


def merged_into(place_id: int) -> list[PlacePast]:
    """The ends of the divisions that were merged into this one, the latest first."""
    return list(PlacePast.objects.filter(into_id=place_id, reason="merge").order_by("-until", "-id"))
