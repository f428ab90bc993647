"""Asking about looks behind masks: what waits for a second person, what could not wait."""

from __future__ import annotations

from linli.kernel.people.models_looks import Look

MOST = 200


def waiting_looks() -> list[Look]:
    """Looks beyond somebody's number that wait for a second person, the oldest first. The wall is the filter."""
    return list(Look.objects.filter(state="waiting").order_by("at", "id")[:MOST])


def looks_to_review() -> list[Look]:
    """Urgent looks nobody has said of yet whether they were fit, the longest due first."""
    return list(
        Look.objects.filter(review_due__isnull=False, reviewed__isnull=True).order_by("review_due", "id")[:MOST]
    )


def reviewed_looks(*, limit: int = 30) -> list[Look]:
    """The last that were looked at."""
    return list(Look.objects.filter(reviewed__isnull=False).order_by("-reviewed", "-id")[:limit])
