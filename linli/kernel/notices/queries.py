"""Asking for notices."""

from __future__ import annotations

from linli.kernel.notices.models import Notice
from linli.plumbing.scope import Hat


def unread(hat: Hat, *, limit: int = 20) -> list[Notice]:
    """What waits in the app for this reader, the newest first. The wall leaves only the reader's own."""
    rows = Notice.objects.filter(channel="app", read__isnull=True)
    rows = rows.filter(account_id=hat.account) if hat.surface == "desk" else rows
    return list(rows.order_by("-id")[:limit])
