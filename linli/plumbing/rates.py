"""How often: a bucket in the database for each address, account, phone or record, shared by all processes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import connection

from linli.plumbing.models import RateBucket

_TAKE = """
insert into plumbing_rate_bucket as bucket (key, since, used) values (%(key)s, %(now)s, %(count)s)
on conflict (key) do update set
    used = case when bucket.since <= %(over)s then excluded.used else bucket.used + excluded.used end,
    since = case when bucket.since <= %(over)s then %(now)s else bucket.since end
returning used
"""


def allow(what: str, who: object, *, most: int, per: timedelta, now: datetime, count: int = 1) -> bool:
    """Count one more, or ``count``, of ``what`` by ``who``; False when it is more than ``most`` in the span."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": _key(what, who), "now": now, "over": now - per, "count": count})
        row = cursor.fetchone()
    return bool(row and row[0] <= most)


def is_used_up(what: str, who: object, *, most: int, per: timedelta, now: datetime) -> bool:
    """Whether the next of ``what`` by ``who`` would be one too many; counts nothing."""
    return RateBucket.objects.filter(key=_key(what, who), since__gt=now - per, used__gte=most).exists()


def _key(what: str, who: object) -> bytes:
    return hashlib.blake2b(f"{what}\x1f{who}".encode(errors="surrogatepass"), digest_size=16).digest()
