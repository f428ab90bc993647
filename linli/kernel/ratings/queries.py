"""Asking for ratings."""

from __future__ import annotations

from linli.kernel.ratings.models import FollowUp, Rating


def of_case(case_id: int) -> list[Rating]:
    """The ratings of a case, one for each round of answer and reopening, the oldest first."""
    return list(Rating.objects.filter(case_id=case_id).order_by("round"))


def follow_ups_of(case_id: int) -> list[FollowUp]:
    """The calls about a case, one row for each round of answer, the oldest first."""
    return list(FollowUp.objects.filter(case_id=case_id).order_by("round"))


def to_call(*, limit: int = 50) -> list[FollowUp]:
    """The callers' list: what nobody has called about yet, the most pressing first."""
    return list(FollowUp.objects.filter(done__isnull=True).order_by("due", "id")[:limit])
