"""Reminding editors of what has to be looked at again. Run by the worker; nothing ticks per publication."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.kernel.journal import actions as journal
from linli.kernel.publications.facts import PublicationStale
from linli.kernel.publications.models_talks import SHOWN, Publication
from linli.plumbing import facts, scope
from linli.plumbing.scope import Hat

AHEAD = timedelta(days=3)
BATCH = 200


def remind_editors(*, by: Hat, now: datetime) -> int:
    """Tell once of everything whose day to be checked is near and whose time is not over; returns how many."""
    with scope.writing(by, now=now):
        near = Publication.objects.select_for_update(skip_locked=True).filter(
            state=SHOWN, reminded=None, check_by__lte=now + AHEAD, until__gt=now + AHEAD
        )
        found = list(near.order_by("check_by")[:BATCH])
        for one in found:
            line = journal.append(verb="publication.remind", kind="publication", record=one.id, by=by, at=now)
            facts.tell(PublicationStale(one.id), line=line, by=by, at=now)
        Publication.objects.filter(id__in=[one.id for one in found]).update(reminded=now)
        return len(found)
