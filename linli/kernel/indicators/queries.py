"""Asking for figures: a board's, those of the places inside and of the units, the rows behind each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from linli.engines import shares
from linli.kernel.indicators import versions
from linli.kernel.indicators.formulas import FORMULAS, Formula
from linli.kernel.indicators.models import PLACE, UNIT, Draw, Exclusion, Figure, Topic
from linli.kernel.indicators.packs import SHARES, Indicator
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.versions import Ruling
from linli.kernel.people.models import Organisation
from linli.kernel.places.models import Place

MOST_ROWS = 1_000
PAGE = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as it is read: its value (a share from 0 to 1), base, 95 % interval; below thirty it is not ranked."""

    base: int
    value: float | None
    low: float | None = None
    high: float | None = None
    version_id: int = 0
    published: datetime | None = None

    @property
    def is_few(self) -> bool:
        return self.base < shares.LEAST


NOTHING = Reading(0, None)


def reading_of(figure: Figure) -> Reading:
    value, low, high = figure.value, None, None
    if figure.hits is not None:
        value = figure.hits / figure.base if figure.base else None
        low, high = shares.wilson(figure.hits, figure.base)
    return Reading(figure.base, value, low, high, figure.version_id, figure.published)


Readings = dict[tuple[int, str], Reading]


def readings(kind: str, about: Iterable[int], period: Period) -> Readings:
    """The figures of several places or units in one period, by (which, indicator). One statement."""
    rows = Figure.objects.filter(kind=kind, about__in=list(about), span=period.span, since=period.since)
    return {(row.about, row.indicator): reading_of(row) for row in rows}


def readings_through(place: int, inside: Iterable[int], periods: Sequence[Period]) -> dict[Period, Readings]:
    """A place's figures through these periods, which are of one span, and in the last of them those inside it.

    One statement.
    """
    last, by_day = periods[-1], {one.since: one for one in periods}
    wanted = Q(about=place, since__in=list(by_day)) | Q(about__in=list(inside), since=last.since)
    found: dict[Period, Readings] = {one: {} for one in periods}
    for row in Figure.objects.filter(wanted, kind=PLACE, span=last.span):
        found[by_day[row.since]][row.about, row.indicator] = reading_of(row)
    return found


def unit_readings(period: Period, *, scope_ids: Sequence[int]) -> Readings:
    """The figures of every unit that works for one of these divisions, by (unit, indicator). One statement."""
    rows = Figure.objects.filter(kind=UNIT, span=period.span, since=period.since)
    units = rows.filter(scope_id__in=list(scope_ids)).values("about").distinct().order_by("about")[:MOST_ROWS]
    return {(row.about, row.indicator): reading_of(row) for row in rows.filter(about__in=units)}


def ranked(readings: Sequence[Reading]) -> list[tuple[int, int] | None]:
    """The range of places each can be said to have among those of enough cases; None where there are too few."""
    intervals = [None if one.is_few or one.low is None or one.high is None else (one.low, one.high) for one in readings]
    places = iter(shares.ranks([one for one in intervals if one]))
    return [next(places) if one else None for one in intervals]


def indicators(*, zone: ZoneInfo, now: datetime, period: Period) -> list[Ruling]:
    """The indicators that rule a period, in the order of the packs."""
    day = now.astimezone(zone).date() if period.span == "all" else period.since
    return versions.current(versions.rulings(zone=zone), today=day)


@dataclass(frozen=True, slots=True)
class Row:
    """One case behind a figure, and whether it counts as a hit."""

    case_id: int
    number: str
    title: str
    item: str
    where: str
    unit: str
    at: datetime
    answered: datetime | None
    hit: bool | None
    excluded: bool


def rows(
    entry: Indicator,
    *,
    about: Place | Organisation,
    period: Period,
    zone: ZoneInfo,
    now: datetime,
    misses: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> list[Row]:
    """The cases behind a figure that the hat may see, those that missed first, then the newest. One statement."""
    first, last = period.bounds(zone)
    formula = FORMULAS[entry.measure]
    kind = PLACE if isinstance(about, Place) else UNIT
    sql = _rows(formula, kind, share=entry.measure in SHARES, misses=misses)
    # Written out and not handed over: a plan for any period and any number of rows joins everything there is (2 s).
    written = {"most": limit + offset, "limit": limit, "offset": offset}
    written |= {"lo": about.lo, "hi": about.hi} if isinstance(about, Place) else {}
    for name, number in written.items():
        sql = sql.replace(f"%({name})s", str(int(number)))
    for name, moment in {"first": first, "last": last or NEVER}.items():
        sql = sql.replace(f"%({name})s", f"timestamptz '{moment.isoformat()}'")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"about": about.id, "now": now, "days": entry.days})
        return [Row(*row) for row in cursor.fetchall()]


NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_BEHIND = {
    PLACE: "indicators_measured m",
    UNIT: "indicators_measured m join indicators_held h on h.case_id = m.case_id and h.unit_id = %(about)s",
}
_INSIDE = {PLACE: " and m.lo between %(lo)s and %(hi)s", UNIT: ""}


def _rows(formula: Formula, kind: str, *, share: bool, misses: bool) -> str:
    """Those that missed and the others apart, each the newest first, and of each no more than the page can show.

    So the page is read along the index; else all cases of the period are joined, checked and sorted for fifty of them.
    """
    hit = f"coalesce({formula.hit}, false)" if share else "null::boolean"
    kept = [f" and not {hit} and not m.excluded"] if misses else [f" and not {hit}", f" and {hit}"]
    parts = (
        f"(select m.case_id, c.number, c.title, m.item, coalesce(p.name, ''),"  # noqa: S608
        f" coalesce(o.name, ''), m.at, m.answered, {hit} as hit, m.excluded, {formula.moment} as moment"
        f" from {_BEHIND[kind]} join cases_case c on c.id = m.case_id left join places_place p on p.id = m.scope_id"
        " left join people_organisation o on o.id = m.unit_id"
        f" where {formula.moment} >= %(first)s and {formula.moment} < %(last)s{_INSIDE[kind]} and ({formula.base}){one}"
        f" order by {formula.moment} desc, m.case_id desc limit %(most)s)"
        for one in (kept if share else [""])
    )
    columns = "case_id, number, title, item, place, unit, at, answered, hit, excluded"
    return (
        f"select {columns} from ({' union all '.join(parts)}) r ({columns}, moment)"  # noqa: S608
        " order by hit nulls first, moment desc, case_id desc limit %(limit)s offset %(offset)s"
    )


@dataclass(frozen=True, slots=True)
class About:
    """What matters were about: an item, how many in the period, how many in the one before; None where none is."""

    item: str
    cases: int
    before: int | None


def topics(*, place: int, period: Period, limit: int = 6) -> list[About]:
    """What most matters of a place and period were about. One statement."""
    rows = Topic.objects.filter(about=place, span=period.span)
    most = rows.filter(since=period.since).order_by("-cases", "item")[:limit]
    before = period.before
    if before is None:
        return [About(one.item, one.cases, None) for one in most]
    earlier = rows.filter(since=before.since, item=OuterRef("item")).values("cases")
    return [About(one.item, one.cases, one.before or 0) for one in most.annotate(before=Subquery(earlier))]


def exclusions(*, about: int, period: Period, zone: ZoneInfo, limit: int = PAGE) -> list[tuple[Exclusion, str]]:
    """The decisions in force that cases of a place and period do not count, with the case's number; newest first."""
    first, last = period.bounds(zone)
    sql = (
        "select x.*, coalesce(c.number, '') as number from indicators_exclusion x"
        # one by one: there are few decisions, and the planner would read all cases of the period to find theirs
        " join lateral (select lo, at from indicators_measured m where m.case_id = x.case_id offset 0) m on true"
        " join places_place w on m.lo between w.lo and w.hi and w.id = %(about)s"
        " left join cases_case c on c.id = x.case_id"
        " where m.at >= %(first)s and (%(last)s::timestamptz is null or m.at < %(last)s)"
        " and x.approved is not null and x.ended is null order by x.id desc limit %(limit)s"
    )
    values = {"about": about, "first": first, "last": last, "limit": limit}
    found: list[Any] = list(Exclusion.objects.raw(sql, values))
    return [(one, one.number) for one in found]


def draws(*, scope_ids: Sequence[int], period: Period) -> list[Draw]:
    """The draws for a period by units of these divisions."""
    rows = Draw.objects.filter(span=period.span, since=period.since, scope_id__in=list(scope_ids))
    return list(rows.order_by("id")[:MOST_ROWS])
