"""The worker's round of counting: a few statements a community, the one that waits longest first.

A community is counted when something in it has changed, when its rules have, and once a day because time alone makes
records stale. Each is counted in a transaction of its own and costs what its own records cost; one that took long is
not counted again before a hundred times that have passed, so counting takes about a hundredth of a core at any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import connection

from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat
from linli.scenarios.population.quality import checking, finding, records, rules, standings
from linli.scenarios.population.quality.models import Tally
from linli.scenarios.population.quality.rules import Ruled
from linli.scenarios.population.quality.sources import BEFORE, SOURCES
from linli.scenarios.population.quality.standings import Standing

DAILY = timedelta(days=1)
HOLD = 100  # times as long as counting took, until a community that changes all the time is counted again
MOST = 50  # communities of one round
ALL = list(records.RECORDS)
AT_MOST = 10.0  # seconds of one round, after which the rest waits for the next


@dataclass(frozen=True, slots=True)
class Waiting:
    """A community that is to be counted: the codes from the city down to it, and the rules it was counted by last."""

    scope_id: int
    line: tuple[str, ...]
    rules: tuple[int, ...]
    is_due: bool


def count_quality(*, by: Hat, now: datetime, most: int = MOST, seconds: float = AT_MOST) -> int:
    """Count what waits and look it through, longest waiting first; how many communities were counted."""
    policy.require(by, "quality.count")
    with scope.reading(by, now=now):
        held, entries = rules.sets(at=now), checking.held(at=now)
        waiting = _waiting(now)
    began, done = perf_counter(), 0
    for one in waiting:
        ruled = rules.ruled(one.line, held)
        if not one.is_due and ruled.versions == one.rules:
            continue
        count_community(one.scope_id, ruled, by=by, now=now)
        finding.look_through(one.scope_id, checking.looked_for(one.line, entries), by=by, now=now)
        done += 1
        if done == most or perf_counter() - began > seconds:
            break
    return done


def count_community(scope_id: int, ruled: Ruled, *, by: Hat, now: datetime) -> None:
    """Count one community anew, all of its buildings with it."""
    policy.require(by, "quality.count")
    began = perf_counter()
    with scope.writing(by, now=now), connection.cursor() as cursor:
        cursor.execute("delete from population_tally where scope_id = %s and record = any(%s)", [scope_id, ALL])
        for record in ruled.records:
            sql, values = _counting(record, ruled)
            cursor.execute(sql, {**values, "scope": scope_id, "now": now})
        whole = Tally.objects.filter(scope_id=scope_id, is_whole=True, record__in=ALL)
        cursor.execute(_NOTE, {
            **_comes_to(standings.of_rows(whole, ruled)), "scope": scope_id, "now": now, "rules": list(ruled.versions),
            "took": round(1000 * (perf_counter() - began)),
        })  # fmt: skip


def touch(scope_ids: Sequence[int], *, by: Hat, now: datetime) -> None:
    """Note that something has changed in these communities."""
    policy.require(by, "quality.count")
    with scope.writing(by, now=now), connection.cursor() as cursor:
        cursor.execute(
            "insert into population_counted (scope_id, rules, changed, took) select unnest(%s), '{}', %s, 0"
            " on conflict (scope_id) do update set changed = excluded.changed",
            [sorted(set(scope_ids)), now],
        )


def _comes_to(whole: Standing) -> dict[str, float]:
    """What a community's counts come to."""
    return {
        "complete_needed": whole.complete.needed,
        "complete_filled": whole.complete.filled,
        "complete_base": whole.complete.base,
        "fresh_needed": whole.fresh.needed,
        "fresh_filled": whole.fresh.filled,
        "fresh_base": whole.fresh.base,
        "due": whole.all_due,
    }


_SUMS = list(_comes_to(Standing()))
_NOTE = (
    f"insert into population_counted (scope_id, rules, counted, changed, took, {', '.join(_SUMS)})"  # noqa: S608
    f" values (%(scope)s, %(rules)s, %(now)s, null, %(took)s, {', '.join(f'%({name})s' for name in _SUMS)})"
    f" on conflict (scope_id) do update set (rules, counted, changed, took, {', '.join(_SUMS)}) ="
    f" row(excluded.rules, excluded.counted, null, excluded.took, {', '.join(f'excluded.{name}' for name in _SUMS)})"
)

# Communities that were never counted first, then those that changed, then by age; with the codes above each.
_WAITING = """
select c.id, array(select u.code from places_place u where c.lo between u.lo and u.hi
        and u.level in ('city', 'district', 'street', 'community') order by u.lo, u.hi desc),
    coalesce(n.rules, '{}'),
    n.counted is null or n.counted <= %(now)s - %(daily)s
        or (n.changed is not null and n.counted <= %(now)s - n.took * %(hold)s * interval '1 millisecond')
from places_place c left join population_counted n on n.scope_id = c.id
where c.level = 'community' and c.until is null
order by n.counted is not null, n.changed is null, n.counted, c.id
"""


def _waiting(now: datetime) -> list[Waiting]:
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"now": now, "daily": DAILY, "hold": HOLD}
        cursor.execute(_WAITING, asked)
        return [Waiting(row[0], tuple(row[1]), tuple(row[2]), row[3]) for row in cursor.fetchall()]


def _counting(record: str, ruled: Ruled) -> tuple[str, dict[str, Any]]:
    """The statement that counts one kind of record of a community by its buildings and as a whole."""
    needs = [(name, records.FIELDS[record][name]) for name in ruled.needs(record)]
    needed = ", ".join(f"count(*) filter (where {field.asked})" for _name, field in needs)
    filled = ", ".join(f"count(*) filter (where ({field.asked}) and ({field.filled}))" for _name, field in needs)
    holds, values = holding(record, ruled)
    sql = _COUNT.format(
        before=BEFORE.get(record, ""), source=SOURCES[record], holds=holds,
        needed=f"array[{needed}]::int[]", filled=f"array[{filled}]::int[]",
    )  # fmt: skip
    return sql, {**values, "record": record, "fields": [name for name, _field in needs]}


def holding(record: str, ruled: Ruled) -> tuple[str, dict[str, Any]]:
    """For how long a confirmation of the record ``t`` holds, as SQL; null where nobody has to confirm it again."""
    kinds = {kind: ruled.holds(record, kind) for kind in records.KINDS.get(record, ())}
    given = [(kind, days) for kind, days in kinds.items() if days is not None]
    values: dict[str, Any] = {f"holds_{kind}": timedelta(days=days) for kind, days in given}
    other = ruled.holds(record)
    values["holds_other"] = None if other is None else timedelta(days=other)
    cases = " ".join(f"when '{kind}' then %(holds_{kind})s::interval" for kind, _days in given)
    rest = "%(holds_other)s::interval"
    return (f"case t.kind {cases} else {rest} end" if cases else rest), values


_COUNT = """
{before}
insert into population_tally
    (scope_id, place_id, is_whole, record, records, dated, fresh, never, oldest, fields, needed, filled)
select %(scope)s, coalesce(t.building, %(scope)s), grouping(t.building) = 1, %(record)s, count(*), count(t.holds),
    count(*) filter (where t.confirmed + t.holds > %(now)s),
    count(*) filter (where t.holds is not null and t.confirmed is null),
    min(t.confirmed) filter (where t.holds is not null), %(fields)s, {needed}, {filled}
from (select t.*, {holds} as holds from ({source}) t) t
group by grouping sets ((t.building), ()) having count(*) > 0 and (grouping(t.building) = 1 or t.building is not null)
"""
