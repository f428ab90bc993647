"""Asking for notices."""

from __future__ import annotations

from django.db import connection

from linli.kernel.notices.models import Notice
from linli.plumbing.scope import Hat


def unread(hat: Hat, *, limit: int = 20) -> list[Notice]:
    """What waits in the app for this reader, the newest first. The wall leaves only the reader's own."""
    rows = Notice.objects.filter(channel="app", read__isnull=True)
    rows = rows.filter(account_id=hat.account) if hat.surface == "desk" else rows
    return list(rows.order_by("-id")[:limit])


def count_unread(account: int, *, most: int) -> int:
    """How many notices wait in the app for an account, of at most ``most``: the bell of every page of the desk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from (select 1 from notices_notice"
            " where account_id = %s and channel = 'app' and read is null limit %s) waiting",
            [account, most],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
