"""Asking for announcements and topics: what stands at a place, what waits for staff, how fresh a community is.

Nothing that is over, taken down, or past the day somebody had to look at it is ever among what residents read:
the question itself asks for the time, so it does not need a worker to be true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet

from linli.kernel.publications.models_talks import SHOWN, Publication, Reply, Submission, Wording
from linli.plumbing import numbers

MOST = 200


def standing(
    scopes: Sequence[int], *, kind: str = "", now: datetime, limit: int = 30, offset: int = 0
) -> list[Publication]:
    """What stands at these divisions: what is pinned first, then the newest."""
    rows = _fresh(Publication.objects.filter(scope_id__in=scopes), now)
    rows = rows.filter(kind=kind) if kind else rows
    return list(rows.order_by("-pinned", "-published", "-id")[offset : offset + limit])


def one(number: str, *, now: datetime) -> Publication:
    """A publication as residents may read it; ``Publication.DoesNotExist`` where it is over or unlooked at.

    What was taken down is still found: its reason stands in its place.
    """
    rows = Publication.objects.filter(number=numbers.tidy(number))
    return rows.get(Q(state=SHOWN, until__gt=now, check_by__gt=now) | ~Q(state=SHOWN))


def at_desk(number: str) -> Publication:
    """A publication in whatever state, for the desks of its place."""
    return Publication.objects.get(number=numbers.tidy(number))


def replies(publication: int, *, limit: int = MOST) -> list[Reply]:
    """What was said below, the oldest first."""
    return list(Reply.objects.filter(publication_id=publication).order_by("number")[:limit])


def wordings(publication: int) -> list[Wording]:
    """The words as they stood, the newest first. For staff."""
    return list(Wording.objects.filter(publication_id=publication).order_by("-number")[:MOST])


def sent(*, limit: int = 20) -> list[Submission]:
    """What the residents this hat stands behind have sent, the newest first. The wall is the filter."""
    return list(Submission.objects.order_by("-id")[:limit])


def waiting(*, limit: int = MOST) -> list[Submission]:
    """What waits for somebody to look at it, the most urgent first. The wall is the filter."""
    return list(Submission.objects.filter(state="waiting").order_by("due", "id")[:limit])


def unanswered(*, limit: int = MOST) -> list[Publication]:
    """Topics that wait for an official answer, the most urgent first."""
    rows = Publication.objects.filter(kind="topic", state=SHOWN, answered=None)
    return list(rows.order_by(F("answer_due").asc(nulls_last=True), "id")[:limit])


def to_check(*, now: datetime, ahead: timedelta, limit: int = MOST) -> list[Publication]:
    """What somebody has to look at again, the most overdue first: not over yet, and its day past or near."""
    rows = Publication.objects.filter(state=SHOWN, until__gt=now, check_by__lte=now + ahead)
    return list(rows.exclude(check_by=F("until"), check_by__gt=now).order_by("check_by", "id")[:limit])


def shown_now(*, now: datetime, limit: int = MOST) -> list[Publication]:
    """What the desks of this hat have standing, the newest first."""
    return list(_fresh(Publication.objects.all(), now).order_by("-published", "-id")[:limit])


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh what a division shows is: what stands, what nobody has looked at in time, the last new thing."""

    scope_id: int
    standing: int
    unchecked: int
    late_answers: int
    last: datetime | None

    def is_silent(self, now: datetime, quiet: timedelta) -> bool:
        """Nothing new for longer than ``quiet``."""
        return self.last is None or self.last < now - quiet


def freshness(scopes: Sequence[int], *, now: datetime) -> list[Freshness]:
    """One line a division, also for those that show nothing at all. One statement."""
    live = Q(state=SHOWN, until__gt=now)
    counted = (
        Publication.objects.filter(scope_id__in=scopes)
        .values("scope_id")
        .annotate(
            standing=Count("id", filter=live & Q(check_by__gt=now)),
            unchecked=Count("id", filter=live & Q(check_by__lte=now)),
            late_answers=Count("id", filter=Q(state=SHOWN, kind="topic", answered=None, answer_due__lt=now)),
            last=Max("published"),
        )
    )
    found = {row["scope_id"]: Freshness(**row) for row in counted}
    return [found.get(scope, Freshness(scope, 0, 0, 0, None)) for scope in scopes]


def _fresh(rows: QuerySet[Publication], now: datetime) -> QuerySet[Publication]:
    return rows.filter(state=SHOWN, until__gt=now, check_by__gt=now)
