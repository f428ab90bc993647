"""Asking for what was published: the periods there are, the figures of a place, of those inside it and of units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from linli.kernel.indicators import versions
from linli.kernel.indicators.models import PLACE, UNIT, PublicFigure
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.queries import Reading
from linli.kernel.indicators.versions import Ruling

MOST_PERIODS = 200

# One step down the index for each period, however many places were published in it.
_PERIODS = """
with recursive step (span, since) as (
    (select span, since from indicators_public_figure order by span, since limit 1)
    union all
    select next.span, next.since from step cross join lateral (
        select f.span, f.since from indicators_public_figure f
        where (f.span, f.since) > (step.span, step.since) order by f.span, f.since limit 1) next)
select span, since from step order by since desc, span limit %s
"""


def periods() -> list[Period]:
    """Every period something was published of, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS, [MOST_PERIODS])
        return [Period(span, since) for span, since in cursor.fetchall()]


def reading_of(row: PublicFigure) -> Reading:
    """The figure as it is read; one of too few has no number at all."""
    return Reading(row.base or 0, row.value, row.low, row.high, row.version_id, row.published)


def of_place(place: int, inside: Sequence[int], period: Period) -> list[PublicFigure]:
    """What was published about a place, the places inside it and the units that work for it. One statement."""
    wanted = Q(kind=PLACE, about__in=[place, *inside]) | Q(kind=UNIT, place_id=place)
    return list(PublicFigure.objects.filter(wanted, span=period.span, since=period.since).order_by("name", "about"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which published figures: of a period, of a place and its units, of an indicator; all where nothing is said."""

    span: str = ""
    since: date | None = None
    place: int | None = None
    indicator: str = ""


def listed(asked: Asked, *, limit: int, offset: int = 0) -> list[PublicFigure]:
    """What was published, the newest period first, in an order that stays. One statement."""
    rows = PublicFigure.objects.all()
    if asked.span:
        rows = rows.filter(span=asked.span)
    if asked.since is not None:
        rows = rows.filter(since=asked.since)
    if asked.place is not None:
        rows = rows.filter(place_id=asked.place)
    if asked.indicator:
        rows = rows.filter(indicator=asked.indicator)
    return list(rows.order_by("-since", "span", "kind", "about", "indicator")[offset : offset + limit])


def every(period: Period) -> Iterator[PublicFigure]:
    """All of one period, for a file."""
    rows = PublicFigure.objects.filter(span=period.span, since=period.since)
    return rows.order_by("kind", "place_id", "about", "indicator").iterator(chunk_size=2_000)


def rulings(*, zone: ZoneInfo) -> dict[int, Ruling]:
    """Every version an indicator ever had, by its key: a figure is told in the words of its own version."""
    return {one.id: one for of_code in versions.rulings(zone=zone).values() for one in of_code}
