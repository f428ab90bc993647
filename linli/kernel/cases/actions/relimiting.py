"""Putting the clocks of a running case under the limits of another item; what has elapsed stays elapsed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.engines import worktime
from linli.kernel.cases import catalogue, clocks
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.models import Case, Clock, Lamp

BEGIN_WITH_THE_ROUND = ("promised", "statutory")
COLUMNS = ["limit", "stopped", "due", "turns", "lamp", "paused", "provisional", "reason", "resumes"]
Limits = dict[str, list[str]]


def put_under(case: Case, matter: Matter, *, now: datetime) -> Limits:
    """A part: the clocks of a case under the limits of the matter it is now; which limit became which, by kind.

    A clock that runs goes on, also where the new matter has no such limit: what was promised stays promised. What
    the new matter promises and the old one did not counts from the round's beginning, as if it had been known.
    """
    calendar, pauses = catalogue.calendar(at=now), clocks.standing_still([case.id]).get(case.id, [])
    ever = list(Clock.objects.filter(case_id=case.id).order_by("id"))
    limits = matter.limits(at=now)
    changed: Limits = {}
    running = [clock for clock in ever if clock.stopped is None]
    for clock in running:
        limit = limits.get(clock.kind, clock.limit)
        if clock.kind == "dispatch" and matter.is_dispatched(case.step):
            clock.stopped, clock.turns = now, None
        elif limit != clock.limit and not _would_undo(clock, limit, pauses, calendar=calendar, now=now):
            changed[clock.kind] = [clock.limit, limit]
            clocks.change_limit(clock, limit, calendar=calendar, now=now, pauses=pauses)
    Clock.objects.bulk_update(running, COLUMNS)
    for clock in _begun(case, ever, limits):
        changed[clock.kind] = ["", clock.limit]
        clocks.set_clock(clock, calendar=calendar, now=now, pauses=pauses)
        Clock.objects.bulk_create([clock])
        running.append(clock)
    going = [clock for clock in running if clock.stopped is None]
    case.lamp = max((clock.lamp for clock in going), default=Lamp.GREEN)
    case.due = next((clock.due for clock in going if clock.kind == "promised"), case.due)
    return changed


def _would_undo(clock: Clock, limit: str, pauses: clocks.Pauses, *, calendar: worktime.Calendar, now: datetime) -> bool:
    """Whether a clock that is late would not be late any more: what is late stays late."""
    other = Clock(kind=clock.kind, limit=limit, started=clock.started)
    before, after = (clocks.reading(one, pauses, calendar=calendar, now=now) for one in (clock, other))
    return before.due < now <= after.due


def _begun(case: Case, ever: Sequence[Clock], limits: dict[str, str]) -> list[Clock]:
    """The clocks the new matter has and the old one had not."""
    known = {clock.kind for clock in ever}
    began = next((clock.started for clock in reversed(ever) if clock.kind == "promised"), case.at)
    fresh = [kind for kind in BEGIN_WITH_THE_ROUND if kind in limits and kind not in known]
    return [Clock(case_id=case.id, kind=kind, limit=limits[kind], started=began) for kind in fresh]
