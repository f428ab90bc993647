"""Asking for ratings."""

from __future__ import annotations

from linli.kernel.ratings.models import Exclusion, FollowUp, Rating, Rectification


def of_case(case_id: int) -> list[Rating]:
    """The ratings of a case, one for each round of answer and reopening, the oldest first."""
    return list(Rating.objects.filter(case_id=case_id).order_by("round"))


def follow_ups_of(case_id: int) -> list[FollowUp]:
    """The calls about a case, one row for each round of answer, the oldest first."""
    return list(FollowUp.objects.filter(case_id=case_id).order_by("round"))


def rectifications_of(case_id: int) -> list[Rectification]:
    """What has had to be put right about a case, the latest first."""
    return list(Rectification.objects.filter(case_id=case_id).order_by("-id"))


def to_put_right(*, limit: int = 100) -> list[Rectification]:
    """The ledger of what is still to be put right, the most pressing first."""
    return list(Rectification.objects.filter(closed__isnull=True).order_by("due", "id")[:limit])


def left_out(case_id: int) -> dict[int, Exclusion]:
    """The ratings of a case that do not count, with the decision about each."""
    return {row.rating_id: row for row in Exclusion.objects.filter(case_id=case_id)}
