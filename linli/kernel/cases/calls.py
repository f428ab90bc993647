"""Asking for calls: who waits, the log of a day, how soon calls were taken, what a caller brought before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.models_calls import Call
from linli.kernel.people.models import Subject

FORGOTTEN = timedelta(hours=1)  # what rang this long ago and was never ended waits no more
MOST = 200
MOST_BEFORE = 20


def waiting(*, now: datetime) -> list[Call]:
    """Calls that ring and nobody has taken, the longest first."""
    return list(Call.objects.filter(answered=None, ended=None, rang__gt=now - FORGOTTEN).order_by("rang")[:MOST])


def in_hand(account: int) -> list[Call]:
    """Calls this member of staff has on the line."""
    return list(Call.objects.filter(account=account, ended=None).order_by("-answered")[:5])


def log(*, since: datetime, until: datetime, limit: int = MOST) -> list[Call]:
    """The calls of a span, the newest first."""
    return list(Call.objects.filter(rang__gte=since, rang__lt=until).order_by("-rang", "-id")[:limit])


def numbers_of(calls: Sequence[Call]) -> dict[int, str]:
    """The public numbers of the cases these calls were about, as far as the hat may see them."""
    wanted = {call.case_id for call in calls if call.case_id}
    return dict(Case.objects.filter(id__in=wanted).values_list("id", "number")) if wanted else {}


@dataclass(frozen=True, slots=True)
class Answering:
    """How calls were answered in a span: how many rang, were taken, and taken in time; how many wait still."""

    total: int
    taken: int
    in_time: int
    ringing: int

    @property
    def decided(self) -> int:
        """Those of which it is known whether somebody took them: the base of both shares."""
        return self.total - self.ringing

    @property
    def connected(self) -> float | None:
        """接通率: the share that was taken; None while there is none to speak of."""
        return self.taken / self.decided if self.decided else None

    @property
    def prompt(self) -> float | None:
        """The share of those taken that were taken in time."""
        return self.in_time / self.taken if self.taken else None


def answering(*, since: datetime, until: datetime, within: timedelta, now: datetime) -> Answering:
    """How the calls of a span were answered. One statement.

    A call that has rung without an end for longer than ``FORGOTTEN`` counts as lost.
    """
    span = Call.objects.filter(rang__gte=since, rang__lt=until)
    counted = span.aggregate(
        total=Count("id"),
        taken=Count("id", filter=Q(answered__isnull=False)),
        in_time=Count("id", filter=Q(answered__lte=F("rang") + within)),
        ringing=Count("id", filter=Q(answered=None, ended=None, rang__gt=now - FORGOTTEN)),
    )
    return Answering(**counted)


def before(call: Call) -> list[Case]:
    """What the caller brought before, by the number they call from, the newest first: as far as the hat may see it."""
    if call.phone_blind is None:
        return []
    subjects = Subject.objects.filter(phone_blind=bytes(call.phone_blind)).values_list("id", flat=True)
    found = Task.objects.filter(subject_id__in=list(subjects[:MOST])).values_list("case_id", flat=True).distinct()
    return list(Case.objects.filter(id__in=list(found[:MOST])).order_by("-at")[:MOST_BEFORE])


def earlier(call: Call) -> list[Call]:
    """Earlier calls from the same number."""
    if call.phone_blind is None:
        return []
    same = Call.objects.filter(phone_blind=bytes(call.phone_blind), rang__lt=call.rang)
    return list(same.order_by("-rang")[:MOST_BEFORE])
