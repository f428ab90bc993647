"""Asking for ratings."""

from __future__ import annotations

from linli.kernel.ratings.models import Rating


def of_case(case_id: int) -> list[Rating]:
    """The ratings of a case, one for each round of answer and reopening, the oldest first."""
    return list(Rating.objects.filter(case_id=case_id).order_by("round"))
