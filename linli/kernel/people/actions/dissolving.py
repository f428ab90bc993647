"""The end of a body: from now on it answers for nothing. What it answered for goes to its successor, if it has one."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Duty, Organisation, Post
from linli.plumbing import ids, policy, scope
from linli.plumbing.scope import Hat

Row = TypeVar("Row", Organisation, Duty, Post)


def dissolve(*, organisation_id: int, successor_id: int | None = None, by: Hat, now: datetime) -> int:
    """End a body, its posts and its lines of the duty table; the successor gets lines of its own. Returns how many.

    ``Organisation.DoesNotExist`` where it has ended already, or where the successor has.
    """
    policy.require(by, "organisation.end")
    with scope.writing(by, now=now):
        _running(Organisation.objects.all(), now).get(id=organisation_id)
        duties = list(_running(Duty.objects.filter(organisation_id=organisation_id), now).order_by("id"))
        if successor_id is not None:
            _running(Organisation.objects.exclude(id=organisation_id), now).get(id=successor_id)
            Duty.objects.bulk_create(
                Duty(
                    id=ids.reserve("people_duty"),
                    role=duty.role,
                    place_id=duty.place_id,
                    area_id=duty.area_id,
                    organisation_id=successor_id,
                    since=now,
                )
                for duty in duties
            )
        Duty.objects.filter(id__in=[duty.id for duty in duties]).update(until=now)
        _running(Post.objects.filter(organisation_id=organisation_id), now).update(until=now)
        Organisation.objects.filter(id=organisation_id).update(until=now)
        payload = {"successor": successor_id, "duties": [duty.id for duty in duties]}
        journal.append(
            verb="organisation.end", kind="organisation", record=organisation_id, by=by, at=now, payload=payload
        )
    return len(duties)


def _running(rows: QuerySet[Row], now: datetime) -> QuerySet[Row]:
    return rows.filter(Q(until__isnull=True) | Q(until__gt=now))
