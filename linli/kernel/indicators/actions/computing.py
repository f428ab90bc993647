"""Computing figures of the places, units and periods that are stale, each indicator in the version that rules it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from linli.kernel.indicators import versions
from linli.kernel.indicators.formulas import FORMULAS, Formula
from linli.kernel.indicators.models import PLACE, SPANS, UNIT, Reckoned
from linli.kernel.indicators.packs import SHARES
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.versions import ALWAYS, Ruling
from linli.kernel.places.models import DIVISIONS

Cells = list[tuple[str, int, str, date]]
Ruled = tuple[Ruling, date]  # a version, and the first day a period may begin that it rules no more
WEEKS = 60  # figures of single weeks reach back so far

# Every place above a case and every unit measured by it, in the week, month and year of each of its moments.
MARK = f"""
insert into indicators_stale (kind, about, span, since)
select distinct who.kind, who.about, span.name,
    case when span.name = 'all' then '{ALWAYS}'::date
         else date_trunc(span.name, moment at time zone %(zone)s)::date end
from indicators_measured m
cross join lateral unnest(array[m.at, m.drawn, m.rated]) moment
cross join (values ('week'), ('month'), ('year'), ('all')) span (name)
cross join lateral (
    select 'place' as kind, a.id::bigint as about from places_place a
    where m.lo between a.lo and a.hi and a.level in ('city', 'district', 'street', 'community')
    union all select 'unit', h.unit_id from indicators_held h where h.case_id = m.case_id) who
where m.case_id = any(%(cases)s) and moment is not null
    and (span.name <> 'week' or moment > %(now)s - interval '{WEEKS} weeks')
on conflict do nothing
"""  # noqa: S608  a constant of ours


# A figure of more than MANY cases moves by less than it can show when one of them does. It is counted again when
# HOLD for each of its cases has passed: 30 ms, so that of a hundred thousand is fifty minutes old at the most. Small
# figures are counted at once. The median of a year cannot be put together from those of its months, or it would be.
MANY, HOLD = 2_000, "30 milliseconds"
DUE = f"""
delete from indicators_stale where id in (
    select s.id from indicators_stale s where not exists (
        select 1 from indicators_figure f where f.kind = s.kind and f.about = s.about and f.span = s.span
            and f.since = s.since and f.base > {MANY} and f.computed > %(now)s - f.base * interval '{HOLD}')
    order by s.id limit %(most)s)
returning kind, about, span, since
"""  # noqa: S608  constants of ours


def reckon_with_new_versions(zone: ZoneInfo, now: datetime) -> None:
    """Mark what a version rules that was published since the last round; what begins earlier stays as it was."""
    known = set(Reckoned.objects.values_list("version_id", flat=True))
    for of_code in versions.rulings(zone=zone).values():
        for ruling in of_code:
            if ruling.id not in known:
                until = min([one.since for one in of_code if one.number > ruling.number], default=date.max)
                with connection.cursor() as cursor:
                    cursor.execute(_RULED, [ruling.since, until])
                Reckoned.objects.create(version_id=ruling.id, at=now)


_RULED = """
insert into indicators_stale (kind, about, span, since)
select distinct kind, about, span, since from indicators_figure
where published is null and (span = 'all' or (since >= %s and since < %s))
on conflict do nothing
"""


def compute(zone: ZoneInfo, now: datetime, *, most: int) -> int:
    """The next stale figures, all indicators of each; how many places, units and periods it were."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"most": most, "now": now})
        cells: Cells = cursor.fetchall()
    if not cells:
        return 0
    with connection.cursor() as cursor:
        # Cases are joined with periods by equality. Right after an import the planner knows neither table and takes a
        # nested loop: 285 s for 2,226 cells and 2,816 cases, 2 s without.
        cursor.execute("set local enable_nestloop = off")
    _forget(cells)
    _forget_topics(cells)
    ruled = _ruled(versions.rulings(zone=zone))
    for span in SPANS:  # each by itself: for the figures of a week only the cases of that week are read
        of_span = [cell for cell in cells if cell[2] == span]
        if of_span:
            _compute(of_span, ruled, {"span": span, "zone": str(zone), "now": now, **_bounds(of_span, zone)})
    return len(cells)


def _compute(cells: Cells, ruled: dict[str, list[Ruled]], about: dict[str, Any]) -> None:
    """All indicators of some places, units and periods of one span; scores when what they weigh is there."""
    values = {**_arrays(cells), **about}
    for moment, rulings in ruled.items():
        for kind in (PLACE, UNIT):
            if moment and any(cell[0] == kind for cell in cells):
                _figures(moment, kind, rulings, values)
    for score in ruled.get("", []):
        _score(score, values)
    if any(cell[0] == PLACE for cell in cells):
        _topics(values)


def _ruled(rulings: dict[str, list[Ruling]]) -> dict[str, list[Ruled]]:
    """Every version with the days it rules, by the moment that puts a case into a period; scores under ""."""
    found: dict[str, list[Ruled]] = {}
    for of_code in rulings.values():
        for one in of_code:
            newer = [other.since for other in of_code if other.number > one.number]
            last = min([*newer, one.until or date.max])
            formula = FORMULAS.get(one.entry.measure)
            found.setdefault(formula.moment if formula else "", []).append((one, last))
    return found


def _arrays(cells: Cells) -> dict[str, Any]:
    kinds, abouts, spans, sinces = zip(*cells, strict=True)
    return {"kinds": list(kinds), "abouts": list(abouts), "spans": list(spans), "sinces": list(sinces)}


def _bounds(cells: Cells, zone: ZoneInfo) -> dict[str, Any]:
    """From the first to the last moment any of these periods covers, so that not every case is read."""
    bounds = [Period(span, since).bounds(zone) for _kind, _about, span, since in cells]
    ends = [last for _first, last in bounds]
    return {"first": min(first for first, _last in bounds), "last": None if None in ends else max(filter(None, ends))}


_CELL = """unnest(%(kinds)s::text[], %(abouts)s::bigint[], %(spans)s::text[], %(sinces)s::date[])
    cell (kind, about, span, since)"""


def _forget(cells: Cells) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from indicators_figure f using {_CELL} where f.kind = cell.kind and f.about = cell.about"  # noqa: S608
            " and f.span = cell.span and f.since = cell.since and f.published is null",
            _arrays(cells),
        )


def _forget_topics(cells: Cells) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from indicators_topic t using {_CELL} where cell.kind = '{PLACE}' and t.about = cell.about"  # noqa: S608
            " and t.span = cell.span and t.since = cell.since",
            _arrays(cells),
        )


# Who a case counts for. Both are small beside the cases and are joined by equality.
_WHO = {
    PLACE: "join (select s.id as scope, a.id::bigint as about, a.id as scope_id from places_place s"
    " join places_place a on s.lo between a.lo and a.hi"
    " where s.level = any(%(divisions)s) and a.level = any(%(divisions)s)) w on w.scope = m.scope_id",
    UNIT: "join (select h.case_id, h.unit_id as about, o.place_id as scope_id from indicators_held h"
    " join people_organisation o on o.id = h.unit_id) w on w.case_id = m.case_id",
}


def _figures(moment: str, kind: str, rulings: list[Ruled], values: dict[str, Any]) -> None:
    """All indicators of one moment about places or units, the cases read once."""
    counted, made = [], []
    given = {**values, "divisions": list(DIVISIONS), "kind": kind}
    for at, (ruling, last) in enumerate(rulings):
        given |= {f"code{at}": ruling.code, f"id{at}": ruling.id, f"since{at}": ruling.since, f"last{at}": last}
        given |= {f"days{at}": ruling.entry.days}
        formula = FORMULAS[ruling.entry.measure]
        counted.append(_counts(formula, share=ruling.entry.measure in SHARES, at=at))
        made.append(
            f"(%(code{at})s, %(id{at})s, base{at}, hits{at}, value{at}, %(since{at})s::date, %(last{at})s::date)"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            _FIGURES.format(moment=moment, who=_WHO[kind], counted=", ".join(counted), made=", ".join(made)), given
        )


def _counts(formula: Formula, *, share: bool, at: int) -> str:
    counts = f"({formula.base})" + ("" if formula.excluded else " and not m.excluded")
    hits = f"count(*) filter (where {counts} and coalesce({formula.hit}, false))" if share else "null::bigint"
    value = "null::float8" if share else f"nullif(nullif({formula.value}, 'infinity'), 'nan')"
    told = f"count(*) filter (where {counts}) as base{at}, {hits} as hits{at}, {value} as value{at}"
    return told.replace("%(days)s", f"%(days{at})s")


_FIGURES = f"""
with counted as (
    select w.about, w.scope_id, cell.span, cell.since, {{counted}}
    from indicators_measured m {{who}}
    cross join (values (%(span)s::text)) span (name)
    join {_CELL} on cell.kind = %(kind)s and cell.about = w.about and cell.span = span.name
        and cell.since = case when span.name = 'all' then '{ALWAYS}'::date
            else date_trunc(span.name, {{moment}} at time zone %(zone)s)::date end
    where {{moment}} >= %(first)s and (%(last)s::timestamptz is null or {{moment}} < %(last)s)
    group by w.about, w.scope_id, cell.span, cell.since)
insert into indicators_figure (indicator, version_id, kind, about, scope_id, span, since, base, hits, value, computed)
select f.code, f.version, %(kind)s, c.about, c.scope_id, c.span, c.since, f.base, f.hits, f.value, %(now)s
from counted c cross join lateral (values {{made}}) f (code, version, base, hits, value, first, last)
where f.base > 0 and case when c.span = 'all' then (%(now)s at time zone %(zone)s)::date else c.since end >= f.first
    and case when c.span = 'all' then (%(now)s at time zone %(zone)s)::date else c.since end < f.last
on conflict do nothing
"""  # noqa: S608  constants of ours


_TOPICS = f"""
insert into indicators_topic (about, scope_id, span, since, item, cases)
select w.about, w.scope_id, cell.span, cell.since, m.item, count(*)
from indicators_measured m {_WHO[PLACE]}
join {_CELL} on cell.kind = '{PLACE}' and cell.about = w.about and cell.span = %(span)s
    and cell.since = case when cell.span = 'all' then '{ALWAYS}'::date
        else date_trunc(cell.span, m.at at time zone %(zone)s)::date end
where m.at >= %(first)s and (%(last)s::timestamptz is null or m.at < %(last)s)
group by w.about, w.scope_id, cell.span, cell.since, m.item
on conflict do nothing
"""  # noqa: S608  constants of ours


def _topics(values: dict[str, Any]) -> None:
    """What the matters of places were about, in the same periods."""
    with connection.cursor() as cursor:
        cursor.execute(_TOPICS, {**values, "divisions": list(DIVISIONS)})


# All parts or none: a score with a part missing would weigh the others more.
_SCORE = f"""
insert into indicators_figure (indicator, version_id, kind, about, scope_id, span, since, base, value, computed)
select %(code)s, %(id)s, cell.kind, cell.about, f.scope_id, cell.span, cell.since, min(f.base),
    sum(p.weight * f.hits / f.base), %(now)s
from {_CELL} join unnest(%(parts)s::text[], %(weights)s::float8[]) p (code, weight) on true
join indicators_figure f on f.kind = cell.kind and f.about = cell.about and f.span = cell.span
    and f.since = cell.since and f.indicator = p.code
where case when cell.span = 'all' then (%(now)s at time zone %(zone)s)::date else cell.since end >= %(from)s
    and case when cell.span = 'all' then (%(now)s at time zone %(zone)s)::date else cell.since end < %(until)s
group by cell.kind, cell.about, cell.span, cell.since, f.scope_id having count(*) = cardinality(%(parts)s)
on conflict do nothing
"""  # noqa: S608  constants of ours


def _score(ruled: Ruled, values: dict[str, Any]) -> None:
    """A score out of the figures it weighs."""
    ruling, until = ruled
    weights = ruling.entry.weights
    given: dict[str, Any] = {"code": ruling.code, "id": ruling.id, "from": ruling.since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_SCORE, {**values, **given, "parts": list(weights), "weights": list(weights.values())})
