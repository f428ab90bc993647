"""Asking for ratings."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.cases.models import Case
from linli.kernel.ratings.models import Exclusion, FollowUp, Rating, Rectification
from linli.plumbing import rows


def of_case(case_id: int) -> list[Rating]:
    """The ratings of a case, one for each round of answer and reopening, the oldest first."""
    return rows.read(Rating, "where t.case_id = %s order by t.round", [case_id])


def follow_ups_of(case_id: int) -> list[FollowUp]:
    """The calls about a case, one row for each round of answer, the oldest first."""
    return list(FollowUp.objects.filter(case_id=case_id).order_by("round"))


def rectifications_of(case_id: int) -> list[Rectification]:
    """What has had to be put right about a case, the latest first."""
    return list(Rectification.objects.filter(case_id=case_id).order_by("-id"))


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of the ledger: what is to be put right, about which case, after which bad grade."""

    row: Rectification
    case: Case
    grade: int | None


def to_put_right(*, unit_id: int | None = None, ended: bool = False, limit: int = 100) -> list[Owed]:
    """The ledger of what is still to be put right, the most pressing first; or of what has ended, the latest first.

    ``unit_id`` leaves the lines of one unit. Four statements.
    """
    rows = Rectification.objects.filter(closed__isnull=not ended)
    rows = rows if unit_id is None else rows.filter(unit_id=unit_id)
    found = list(rows.order_by(*(("-closed", "-id") if ended else ("due", "id")))[:limit])
    cases = Case.objects.in_bulk([row.case_id for row in found])
    return [Owed(row, cases[row.case_id], grade) for row, grade in _graded(found) if row.case_id in cases]


def _graded(rows: list[Rectification]) -> list[tuple[Rectification, int | None]]:
    """Each line with the grade that opened it: given by the resident, or said in a call."""
    about = [row.case_id for row in rows]
    given = Rating.objects.filter(case_id__in=about).values_list("case_id", "round", "grade")
    said = FollowUp.objects.filter(case_id__in=about, grade__isnull=False).values_list("case_id", "round", "grade")
    rated = {(case, round_): grade for case, round_, grade in given}
    called = {(case, round_): grade for case, round_, grade in said}
    return [(row, (called if row.source == "call" else rated).get((row.case_id, row.round))) for row in rows]


def left_out(case_id: int) -> dict[int, Exclusion]:
    """The ratings of a case that do not count, with the decision about each."""
    return {row.rating_id: row for row in Exclusion.objects.filter(case_id=case_id)}
