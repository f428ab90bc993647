"""What the technical tables forget: answered keys, counted tries, ended sessions, facts everybody has heard.

Each table gives up a bounded number of rows at a time, so that nothing waits for a sweep.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

MOST = 5000
DAY = timedelta(days=1)
KEYS, FACTS = 30 * DAY, 30 * DAY  # an answered form may be sent again, and a fact looked into, for so long

_OVER: dict[str, tuple[str, dict[str, timedelta]]] = {
    "plumbing_rate_bucket": ("since < %(now)s - %(day)s", {"day": DAY}),
    "plumbing_idempotency": ("recorded < %(now)s - %(keys)s", {"keys": KEYS}),
    "django_session": ("expire_date < %(now)s", {}),
    "plumbing_outbox": (
        "recorded < %(now)s - %(facts)s and (xid, id) <= all ("
        "select coalesce(c.xid, '0'::xid8), coalesce(c.row, 0) from unnest(%(listeners)s::text[]) as one (name)"
        " left join plumbing_cursor c on c.listener = one.name)",
        {"facts": FACTS},
    ),
}


def sweep(*, listeners: Iterable[str], now: datetime) -> int:
    """Take away what is over; returns how many rows. ``listeners`` are all that must have heard a fact first."""
    everybody = list(listeners)
    return sum(
        _delete(table, over, {"now": now, "listeners": everybody, **spans}) for table, (over, spans) in _OVER.items()
    )


def _delete(table: str, over: str, values: dict[str, Any]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"delete from {table} where ctid in (select ctid from {table} where {over} limit {MOST})",  # noqa: S608
            values,
        )
        return int(cursor.rowcount)
