"""The work that waits: facts nobody has heard yet, messages not sent, jobs nobody does, photos not drawn anew.

Asked as the worker, over the whole city, in one read-only transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from linli.main.doctor import GOOD, LOOK, WRONG, Finding
from linli.main.terminal import _
from linli.plumbing.dispatch import Listening

SOON = timedelta(minutes=1)  # longer than that a running worker leaves nothing waiting
LATE = timedelta(minutes=10)

_BEHIND = """
select count(*), min(o.recorded), coalesce(max(c.failures), 0)
from plumbing_outbox o left join plumbing_cursor c on c.listener = %s
where o.name = any(%s) and (c.listener is null or (o.xid, o.id) > (c.xid, c.row))
"""
_FAILED = "select listener, count(*) from plumbing_failed_fact group by 1 order by 2 desc, 1"
_NOTICES = """
select state, count(*), min(coalesce(not_before, at)) filter (where coalesce(not_before, at) < %s)
from notices_notice where address_sealed is not null and state in ('waiting', 'failed') group by 1
"""
_JOBS = """
select count(*) filter (where j.status = 'failed'),
       count(*) filter (where j.status = 'doing' and coalesce(w.last_heartbeat, 'epoch') < %(silent)s),
       count(*) filter (where j.status = 'todo' and coalesce(j.scheduled_at, e.at) < %(silent)s)
from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
left join lateral (select min(at) as at from procrastinate_events where job_id = j.id) e on true
where j.status in ('failed', 'doing', 'todo')
"""
_PAPERS = "select count(*), min(recorded) from papers_paper where state = 'quarantined'"


def facts(listeners: Iterable[Listening], *, now: datetime) -> list[Finding]:
    """How far each listener is behind, and what it could not take."""
    behind = [finding for one in listeners if (finding := _behind(one, now=now))]
    failed = [
        Finding(
            _("facts"),
            WRONG,
            _("%(listener)s could not take %(count)s facts. They are kept in plumbing_failed_fact with the reason.")
            % {"listener": listener, "count": count},
        )
        for listener, count in _rows(_FAILED)
    ]
    return behind + failed or [Finding(_("facts"), GOOD, _("Every listener has heard everything."))]


def _behind(one: Listening, *, now: datetime) -> Finding | None:
    count, oldest, failures = _rows(_BEHIND, [one.name, sorted(one.hears)])[0]
    if not count or now - oldest < SOON:
        return None
    state = WRONG if failures or now - oldest > LATE else LOOK
    values = {"listener": one.name, "count": count, "since": _span(now - oldest), "failures": failures}
    if failures:
        sentence = _("%(listener)s failed %(failures)s times at the next fact; %(count)s wait. See logs/worker.log.")
    else:
        sentence = _("%(count)s facts wait for %(listener)s, the oldest for %(since)s. Does linli worker run?")
    return Finding(_("facts"), state, sentence % values)


def notices(*, now: datetime) -> Finding:
    """Messages that have not left the house."""
    states = {state: (count, oldest) for state, count, oldest in _rows(_NOTICES, [now - LATE])}
    failed, _when = states.get("failed", (0, None))
    waiting, oldest = states.get("waiting", (0, None))
    if failed:
        return Finding(
            _("messages"),
            WRONG,
            _("%(count)s messages could not be sent; notices_notice says why. Repair the way out.") % {"count": failed},
        )
    if oldest is not None:
        return Finding(
            _("messages"),
            LOOK,
            _("%(count)s messages wait, the oldest for %(since)s. Is the way out closed?")
            % {"count": waiting, "since": _span(now - oldest)},
        )
    return Finding(_("messages"), GOOD, _("%(count)s messages wait, none of them late.") % {"count": waiting})


def jobs(*, now: datetime) -> Finding:
    """Jobs that failed for good, whose worker died, or that nobody begins."""
    failed, stalled, late = _rows(_JOBS, {"silent": now - LATE})[0]
    what = _("jobs")
    if failed:
        return Finding(what, WRONG, _("%(count)s jobs failed for good. See procrastinate_jobs.") % {"count": failed})
    if stalled or late:
        return Finding(
            what,
            WRONG,
            _("%(stalled)s jobs have lost their worker and %(late)s wait too long. Does linli worker run?")
            % {"stalled": stalled, "late": late},
        )
    return Finding(what, GOOD, _("No job has failed or stands still."))


def photos(*, now: datetime) -> Finding:
    """Photos that wait to be drawn anew; until then nobody sees them."""
    count, oldest = _rows(_PAPERS)[0]
    if count and now - oldest > SOON:
        return Finding(
            _("photos"),
            WRONG if now - oldest > LATE else LOOK,
            _("%(count)s photos wait in quarantine, the oldest for %(since)s. Does linli worker run?")
            % {"count": count, "since": _span(now - oldest)},
        )
    return Finding(_("photos"), GOOD, _("No photo waits in quarantine for long."))


def _span(waited: timedelta) -> str:
    minutes = int(waited.total_seconds() // 60)
    return f"{minutes // 60}:{minutes % 60:02d} h" if minutes >= 60 else f"{minutes} min"


def _rows(sql: str, values: list[Any] | Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
