"""Technical rows go when they are over, and not before; a fact stays until everybody has heard it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from linli.plumbing import expiry
from linli.plumbing.models import DispatchCursor, IdempotencyKey, OutboxRow, RateBucket

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_keys_and_counted_tries_are_forgotten_when_they_are_over() -> None:
    for name, age in ((b"old", timedelta(days=31)), (b"new", timedelta(hours=1))):
        RateBucket.objects.create(key=name, since=NOW - age, used=1)
        IdempotencyKey.objects.create(client=name, key="k", digest=b"d")
        IdempotencyKey.objects.filter(client=name).update(recorded=NOW - age)
    expiry.sweep(listeners=[], now=NOW)
    assert [bytes(one.key) for one in RateBucket.objects.all()] == [b"new"]
    assert [bytes(one.client) for one in IdempotencyKey.objects.all()] == [b"new"]


@pytest.mark.django_db
@pytest.mark.usefixtures("bare")
def test_a_fact_stays_until_the_last_listener_has_heard_it() -> None:
    row = OutboxRow.objects.create(name="test.old", body={}, line=0, actor=0, role="robot", at=NOW)
    OutboxRow.objects.update(recorded=NOW - timedelta(days=31))
    with connection.cursor() as cursor:
        cursor.execute("select xid::text from plumbing_outbox")
        xid = cursor.fetchone()[0]
    DispatchCursor.objects.create(listener="quick", xid=xid, row=row.id)
    expiry.sweep(listeners=["quick", "new"], now=NOW)
    DispatchCursor.objects.create(listener="slow", xid=xid, row=row.id - 1)
    expiry.sweep(listeners=["quick", "slow"], now=NOW)
    assert OutboxRow.objects.exists()
    DispatchCursor.objects.filter(listener="slow").update(row=row.id)
    expiry.sweep(listeners=["quick", "slow"], now=NOW)
    assert not OutboxRow.objects.exists()
