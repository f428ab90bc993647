"""The callers' list (回访): who is to be called about an answer, who is calling already, what was said today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as Either
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, When

from linli.kernel.cases.models import Case, Task
from linli.kernel.people.models import Subject
from linli.kernel.ratings.models import FollowUp, Rating
from linli.plumbing.scope import Hat

HELD = timedelta(minutes=20)  # whoever took a call and never said what came of it holds it no longer
PAUSE = timedelta(hours=1)  # who was not reached is tried again after an hour, the others first
MOST = 50
BY_THEMSELVES = ("no_app", "asked")  # put on the list to hear what a rating says as well


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the list: the row, the case the call is about, its reporter's side."""

    row: FollowUp
    case: Case
    reporter: Subject


def to_call(hat: Hat, *, now: datetime, limit: int = MOST) -> list[Waiting]:
    """Whom this desk is to call, the most pressing first; who was tried within the hour stands last. Three statements.

    Left out is what is not for this desk: matters its own unit has worked on, reporters it may not know, answers that
    were given back since, and those on which the reporter has given a word without being asked.
    """
    fresh = Either(When(tried__gt=now - PAUSE, then=Value(1)), default=Value(0))
    rows = list(_open(hat).order_by(fresh, F("due").asc(nulls_last=True), "id")[:limit])
    cases = Case.objects.in_bulk([row.case_id for row in rows])
    reporters = Subject.objects.in_bulk([case.subject_id for case in cases.values()])
    found = [(row, cases[row.case_id]) for row in rows if row.case_id in cases]
    return [Waiting(row, case, reporters[case.subject_id]) for row, case in found if case.subject_id in reporters]


def may_call(hat: Hat, case_id: int) -> bool:
    """Whether a case stands on the list of this desk."""
    return _open(hat).filter(case_id=case_id).exists()


def open_call(case_id: int) -> FollowUp | None:
    """The row of a case on which somebody is still to be called."""
    return FollowUp.objects.filter(case_id=case_id, done__isnull=True).order_by("-round").first()


def is_held(row: FollowUp, *, now: datetime) -> bool:
    """Whether somebody is calling just now."""
    return row.taken is not None and row.done is None and row.taken > now - HELD


def called(account: int, *, since: datetime) -> list[FollowUp]:
    """What this member of staff has asked about since a moment, the latest first."""
    said = Q(done__gte=since) | Q(tried__gte=since)
    return list(
        FollowUp.objects.filter(said, account=account).order_by(F("tried").desc(nulls_last=True), "-done")[:MOST]
    )


def _open(hat: Hat) -> QuerySet[FollowUp]:
    about = Case.objects.filter(
        Exists(Subject.objects.filter(id=OuterRef("subject_id"))), id=OuterRef("case_id"), reopened=OuterRef("round")
    )
    own = Task.objects.filter(case_id=OuterRef("case_id"), unit_id=hat.unit).exclude(role="clerk", step="place")
    rated = Rating.objects.filter(case_id=OuterRef("case_id"), round=OuterRef("round"))
    return FollowUp.objects.filter(Exists(about), ~Exists(own), done__isnull=True).exclude(
        Exists(rated), why__in=BY_THEMSELVES
    )
