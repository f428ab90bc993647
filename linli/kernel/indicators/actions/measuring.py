"""The worker's round: measure the cases that changed, then compute the figures that follow from them.

Everything is set-based and only what is touched is done: cases by the facts told about them, figures by the places,
units and periods of those cases. Cut short, a round leaves its work marked and the next one takes it up. What counts
very many cases is counted again after a while that grows with their number, so counting costs a city of any size the
same share of a core (:data:`linli.kernel.indicators.actions.computing.DUE`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from linli.kernel.cases import catalogue
from linli.kernel.indicators import versions
from linli.kernel.indicators.actions import computing
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat

CASES, CELLS = 1_000, 2_000  # of one transaction
MOST_ROUNDS = 50


def touch(*, case_ids: Sequence[int], by: Hat, now: datetime) -> None:
    """Note that something has happened to these cases."""
    policy.require(by, "figure.measure")
    with scope.writing(by, now=now), connection.cursor() as cursor:
        cursor.execute("insert into indicators_touched select unnest(%s) on conflict do nothing", [list(case_ids)])


def measure(*, by: Hat, now: datetime, rounds: int = MOST_ROUNDS) -> int:
    """Measure what was touched and compute what is stale, a limited part in each transaction; how much was done."""
    policy.require(by, "figure.measure")
    done = 0
    zone = catalogue.city(at=now).zone
    for _round in range(rounds):
        with scope.writing(by, now=now):
            cases = _measure_cases(zone, now)
        done += cases
        if cases == CASES:
            continue  # the figures of these cases wait for the rest: after an import each would be counted many times
        with scope.writing(by, now=now):
            computing.reckon_with_new_versions(ZoneInfo(zone), now)
            cells = computing.compute(ZoneInfo(zone), now, most=CELLS)
        done += cells
        if cells < CELLS:
            break
    return done


def _measure_cases(zone: str, now: datetime) -> int:
    """The next cases that were touched, or that time alone has turned: measured, and their figures marked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with taken as (delete from indicators_touched where case_id in"
            " (select case_id from indicators_touched order by case_id limit %s) returning case_id)"
            " select case_id from taken union"
            " (select case_id from indicators_measured where turns <= %s order by turns limit %s)",
            [CASES, now, CASES],
        )
        found = [row[0] for row in cursor.fetchall()]
        if not found:
            return 0
        days = {one.entry.days for of_code in versions.rulings(zone=ZoneInfo(zone)).values() for one in of_code}
        values: dict[str, Any] = {"cases": found, "now": now, "zone": zone, "days": sorted(one for one in days if one)}
        for statement in (computing.MARK, _MEASURE, _LET_GO, _HOLD, computing.MARK):
            cursor.execute(statement, values)
    return len(found)


# A case is rated by the unit whose answer stands, or that holds it now; the first promise counts, whatever came after.
_MEASURE = """
insert into indicators_measured (case_id, scope_id, lo, item, unit_id, at, answered, closed, contact_due, contacted,
    promise_due, reopened, excluded, drawn, said_contacted, said_solved, said_grade, rated, rated_grade, turns)
select c.id, c.scope_id, p.lo, c.item, t.unit_id, c.at, c.answered, c.closed, k.due, k.stopped, w.due, c.reopened,
    exists (select 1 from indicators_exclusion x
        where x.case_id = c.id and x.approved is not null and x.ended is null),
    d.closed, f.contacted, f.solved, f.grade, r.at, r.grade,
    (select min(next) from unnest(array[k.due, w.due]
        || array(select c.at + make_interval(days => days) from unnest(%(days)s::int[]) days)) next
     where next > %(now)s)
from cases_case c join places_place p on p.id = c.scope_id
left join lateral (select due, stopped from cases_clock where case_id = c.id and kind = 'contact' order by id limit 1) k
    on true
left join lateral (select due from cases_clock where case_id = c.id and kind = 'promised' order by id limit 1) w on true
left join lateral (select unit_id from cases_task where case_id = c.id and unit_id is not null
    order by coalesce(done = c.answered, false) desc, id desc limit 1) t on true
left join lateral (select closed, round from indicators_drawn where case_id = c.id order by round limit 1) d on true
left join ratings_follow_up f on f.case_id = c.id and f.round = d.round and f.reached
left join lateral (select at, grade from ratings_rating where case_id = c.id order by round limit 1) r on true
where c.id = any(%(cases)s) and c.parent_id is null  -- a matter taken apart still counts once
    and c.channel <> 'register'  -- what the register itself asks to be looked at is nobody's report
on conflict (case_id) do update set (scope_id, lo, item, unit_id, at, answered, closed, contact_due, contacted,
    promise_due, reopened, excluded, drawn, said_contacted, said_solved, said_grade, rated, rated_grade, turns) =
    row(excluded.scope_id, excluded.lo, excluded.item, excluded.unit_id, excluded.at, excluded.answered,
    excluded.closed, excluded.contact_due, excluded.contacted, excluded.promise_due, excluded.reopened,
    excluded.excluded, excluded.drawn, excluded.said_contacted, excluded.said_solved, excluded.said_grade,
    excluded.rated, excluded.rated_grade, excluded.turns)
"""

_LET_GO = "delete from indicators_held where case_id = any(%(cases)s)"

# The unit whose answer stands, and every unit that had the case for a day or longer, whoever answered in the end.
_HOLD = """
insert into indicators_held (case_id, scope_id, unit_id)
select distinct m.case_id, m.scope_id, t.unit_id from indicators_measured m join cases_task t on t.case_id = m.case_id
where m.case_id = any(%(cases)s) and t.unit_id is not null
    and (t.unit_id = m.unit_id or coalesce(t.done, %(now)s) - t.opened >= interval '1 day')
"""
