"""Leaving a case out of all figures (剔除): a reasoned decision by somebody whose unit is not measured by it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.indicators.facts import CaseExcluded
from linli.kernel.indicators.models import Exclusion
from linli.kernel.journal import actions as journal
from linli.plumbing import facts, ids, policy, scope
from linli.plumbing.scope import Hat

UNREASONABLE, DUPLICATE = "unreasonable", "duplicate"
KINDS = (UNREASONABLE, DUPLICATE)
MOST_WORDS = 2000


class OwnUnit(policy.NotAllowed):
    """Whoever is measured by a case does not decide that it counts for nothing."""

    sentence = _("Your unit has worked on this matter, so somebody else decides whether it counts.")


def exclude(*, case_id: int, kind: str, reason: str, by: Hat, now: datetime) -> Exclusion:
    """Decide that a case counts for no figure. It stays among the matters, and the decision is shown on the board."""
    policy.require(by, "board.exclude")
    reason = tidy(reason)
    if kind not in KINDS:
        raise NotAReport("kind", _("Say whether what was asked for is unreasonable, or was reported twice."))
    if not 0 < len(reason) <= MOST_WORDS:
        raise NotAReport("reason", _("Write down why it should not count, in up to 2,000 characters."))
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        if not by.unit or Task.objects.filter(case_id=case_id, unit_id=by.unit).exists():
            raise OwnUnit
        if Exclusion.objects.filter(case_id=case_id).exists():
            raise NotAReport("case", _("It has been decided already that this matter does not count."))
        line = journal.append(verb="case.exclude", kind="case", record=case_id, by=by, at=now, payload={"kind": kind})
        row = Exclusion(
            id=ids.reserve("indicators_exclusion"),
            case_id=case_id,
            scope_id=case.scope_id,
            kind=kind,
            reason=reason,
            account=by.account,
            who=by.label,
            unit_id=by.unit,
            at=now,
            line=line,
        )
        try:
            Exclusion.objects.bulk_create([row])
        except IntegrityError as twice:
            raise NotAReport("case", _("It has been decided already that this matter does not count.")) from twice
        facts.tell(CaseExcluded(case_id, row.id), line=line, by=by, at=now)
    return row
