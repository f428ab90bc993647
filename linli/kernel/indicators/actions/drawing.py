"""Drawing closed cases at random to be called back (随机回访), so that anybody can repeat the draw.

The cases that can be drawn are listed in the order of their public numbers; the draw takes those whose
SHA-256 of seed and number is smallest. The seed comes from the machine's source of chance when it is drawn and is
published with it; there is one draw for a unit and period, so nobody draws until they like the outcome.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.kernel.cases import catalogue
from linli.kernel.cases.reports import NotAReport
from linli.kernel.indicators.facts import CaseDrawn
from linli.kernel.indicators.models import Draw, Drawn
from linli.kernel.indicators.periods import Period
from linli.kernel.journal import actions as journal
from linli.kernel.people import queries as people
from linli.kernel.ratings import actions as ratings
from linli.plumbing import bulk, facts, ids, policy, scope
from linli.plumbing.scope import Hat

SIZE, MOST = 30, 500
CALL_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Drew:
    """A draw as made: its seed, how many could have been drawn, the numbers in the order of the draw."""

    draw_id: int
    seed: str
    frame: int
    numbers: tuple[str, ...]


def order_of(numbers: Sequence[str], *, seed: str) -> list[str]:
    """The order in which these numbers are drawn; the first so many are the draw."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}\n{number}".encode()).digest())


def digest_of(numbers: Sequence[str]) -> str:
    """SHA-256 over the numbers that could be drawn, sorted, one a line."""
    return hashlib.sha256("".join(f"{number}\n" for number in sorted(numbers)).encode()).hexdigest()


def draw(*, unit_id: int, period: Period, size: int = SIZE, by: Hat, now: datetime) -> Drew:
    """Draw closed cases of a unit and a period that is over, and put them on the callers' list."""
    policy.require(by, "board.draw")
    unit = people.organisation(unit_id)
    begins, ends = period.bounds(ZoneInfo(catalogue.city(at=now).zone))
    if unit is None or ends is None or ends > now:
        raise NotAReport("period", _("Draw for a unit, and for a week, month or year that is over."))
    if by.unit == unit_id or not 0 < size <= MOST:
        raise NotAReport("size", _("Somebody of another unit draws, up to 500 matters at once."))
    with scope.writing(by, now=now):
        if Draw.objects.filter(unit_id=unit_id, span=period.span, since=period.since).exists():
            raise NotAReport("period", _("It has been drawn for this unit and period. There is no second draw."))
        frame = _frame(unit_id, begins, ends)
        if not frame:
            raise NotAReport("period", _("No closed matter of this unit and period has a reporter who can be called."))
        seed = secrets.token_hex(16)
        chosen = order_of(list(frame), seed=seed)[:size]
        made = _write(unit.place_id, frame, chosen, seed, unit_id=unit_id, period=period, by=by, now=now)
        taken = [frame[number].case_id for number in chosen]
        ratings.put_on_list(taken, why="drawn", by=by, now=now, due=now + CALL_WITHIN)
    return Drew(made.id, seed, len(frame), tuple(chosen))


@dataclass(frozen=True, slots=True)
class Closed:
    """A case that can be drawn."""

    case_id: int
    scope_id: int
    round: int
    closed: datetime


# Those who left a telephone or have an account. A case that was called about in this round is not drawn again.
_FRAME = """
select c.number, c.id, c.scope_id, c.reopened, c.closed from indicators_measured m
join indicators_held h on h.case_id = m.case_id and h.unit_id = %s
join cases_case c on c.id = m.case_id join people_subject s on s.id = c.subject_id
where c.closed >= %s and c.closed < %s and not m.excluded and (s.phone_blind is not null or s.account_id is not null)
    and not exists (select 1 from indicators_drawn d where d.case_id = c.id and d.round = c.reopened)
"""


def _frame(unit_id: int, begins: datetime, ends: datetime) -> dict[str, Closed]:
    with connection.cursor() as cursor:
        cursor.execute(_FRAME, [unit_id, begins, ends])
        return {row[0]: Closed(*row[1:]) for row in cursor.fetchall()}


def _write(
    scope_id: int,
    frame: dict[str, Closed],
    chosen: Sequence[str],
    seed: str,
    *,
    unit_id: int,
    period: Period,
    by: Hat,
    now: datetime,
) -> Draw:
    made = Draw(
        id=ids.reserve("indicators_draw"),
        unit_id=unit_id,
        scope_id=scope_id,
        span=period.span,
        since=period.since,
        seed=seed,
        frame=len(frame),
        frame_digest=digest_of(list(frame)),
        size=len(chosen),
        who=by.label,
        at=now,
    )
    told = {"unit": unit_id, "frame": made.frame_digest, "seed": seed}
    made.line = journal.append(verb="board.draw", kind="draw", record=made.id, by=by, at=now, payload=told)
    bulk.add([made])
    rows = _drawn(made, [frame[number] for number in chosen])
    bulk.add(rows)
    facts.tell_many([CaseDrawn(row.case_id, made.id) for row in rows], line=made.line, by=by, at=now)
    return made


def _drawn(made: Draw, chosen: Sequence[Closed]) -> list[Drawn]:
    """The cases of a draw in the order in which they were drawn."""
    numbers = ids.reserve_many("indicators_drawn", len(chosen))
    return [
        Drawn(
            id=number,
            draw_id=made.id,
            case_id=one.case_id,
            scope_id=one.scope_id,
            round=one.round,
            order=order,
            closed=one.closed,
        )
        for order, (number, one) in enumerate(zip(numbers, chosen, strict=True), start=1)
    ]
