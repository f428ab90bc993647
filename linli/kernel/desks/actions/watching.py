"""Watching a case, and no longer watching it."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.cases.models import Case
from linli.kernel.desks.models import Watch
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


def watch(*, case_id: int, by: Hat, now: datetime) -> None:
    """From now on be told when the case moves. A second time does nothing more."""
    policy.require(by, "case.act")
    if not by.post:
        raise NotAllowed
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        running = Watch.objects.filter(case_id=case.id, account_id=by.account, until__isnull=True)
        if running.filter(post_id=by.post).exists():
            return
        running.update(until=now)
        row = Watch(case_id=case.id, account_id=by.account, post_id=by.post, name=by.label, since=now)
        bulk.add([row])
        journal.append(verb="case.watch", kind="case", record=case.id, by=by, at=now)


def unwatch(*, case_id: int, by: Hat, now: datetime) -> None:
    """No longer be told."""
    policy.require(by, "case.act")
    with scope.writing(by, now=now):
        case = Case.objects.get(id=case_id)
        ended = Watch.objects.filter(case_id=case.id, account_id=by.account, until__isnull=True).update(until=now)
        if ended:
            journal.append(verb="case.unwatch", kind="case", record=case.id, by=by, at=now)


def end_watches(*, watches: list[int], by: Hat, now: datetime) -> None:
    """End watches whose post is over or no longer sees the case."""
    with scope.writing(by, now=now):
        Watch.objects.filter(id__in=watches, until__isnull=True).update(until=now)
        journal.append(verb="case.watch_over", kind="watch", record=0, by=by, at=now, payload={"count": len(watches)})
