"""Leaving a case out of all figures (剔除): one person asks with a reason, another of an untouched unit agrees.

The unit that is measured by the case may ask, because it knows the case; it never decides. Every decision can be
taken back by the same kind of person, with a reason, and all of it stays readable.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.indicators.facts import CaseCountedAgain, CaseExcluded
from linli.kernel.indicators.models import Exclusion
from linli.kernel.journal import actions as journal
from linli.plumbing import bulk, facts, ids, policy, scope
from linli.plumbing.scope import Hat

UNREASONABLE, DUPLICATE = "unreasonable", "duplicate"
KINDS = (UNREASONABLE, DUPLICATE)
MOST_WORDS = 2000


class OwnUnit(policy.NotAllowed):
    """Whoever is measured by a case does not decide that it counts for nothing."""

    sentence = _("Your unit has worked on this matter, so somebody else decides whether it counts.")


class SamePerson(policy.NotAllowed):
    """Whoever asked does not agree."""

    sentence = _("You asked for it yourself, so a second person decides.")


def exclude(*, case_id: int, kind: str, reason: str, by: Hat, now: datetime) -> Exclusion:
    """Ask that a case counts for no figure. Nothing changes until a second person agrees."""
    policy.require(by, "board.exclude")
    reason = _reason(reason, _("Write down why it should not count, in up to 2,000 characters."))
    if kind not in KINDS:
        raise NotAReport("kind", _("Say whether what was asked for is unreasonable, or was reported twice."))
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        if Exclusion.objects.filter(case_id=case_id, ended__isnull=True).exists():
            raise NotAReport("case", _("Somebody has asked for it already. Look for it in the list below."))
        if case.parent_id is not None:
            raise NotAReport(
                "case", _("It is a part of another matter, and only the whole is measured. Name that one.")
            )
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
        bulk.add([row])
    return row


def agree(*, exclusion_id: int, by: Hat, now: datetime) -> None:
    """The second person agrees: from now on the case counts for no figure. It stays among the matters."""
    policy.require(by, "board.exclude_agree")
    with scope.writing(by, now=now):
        row = _asked(exclusion_id)
        _is_second(row, by)
        line = journal.append(verb="case.exclude_agree", kind="case", record=row.case_id, by=by, at=now)
        row.approved, row.approved_by, row.approved_who = now, by.account, by.label
        row.save()
        facts.tell(CaseExcluded(row.case_id, row.id), line=line, by=by, at=now)


def refuse(*, exclusion_id: int, why: str, by: Hat, now: datetime) -> None:
    """The second person does not agree, and says why; whoever asked takes it back by the same word."""
    policy.require(by, "board.exclude")
    why = _reason(why, _("Write down why, in up to 2,000 characters."))
    with scope.writing(by, now=now):
        row = _asked(exclusion_id)
        if row.account == by.account:
            _end(row, "withdrawn", why, by=by, now=now)
            return
        policy.require(by, "board.exclude_agree")
        _is_second(row, by)
        _end(row, "refused", why, by=by, now=now)


def take_back(*, exclusion_id: int, why: str, by: Hat, now: datetime) -> None:
    """The case counts again from now on. Figures that were published stay as they are."""
    policy.require(by, "board.exclude_agree")
    why = _reason(why, _("Write down why, in up to 2,000 characters."))
    with scope.writing(by, now=now):
        row = Exclusion.objects.select_for_update().get(id=exclusion_id)
        if row.approved is None or row.ended is not None:
            raise NotAReport("why", _("It is not left out any more. Look at the list as it is now."))
        _is_untouched(row, by)
        line = _end(row, "taken_back", why, by=by, now=now)
        facts.tell(CaseCountedAgain(row.case_id, row.id), line=line, by=by, at=now)


def _reason(given: str, sentence: object) -> str:
    reason = tidy(given)
    if not 0 < len(reason) <= MOST_WORDS:
        raise NotAReport("reason", sentence)
    return reason


def _asked(exclusion_id: int) -> Exclusion:
    row = Exclusion.objects.select_for_update().get(id=exclusion_id)
    if row.approved is not None or row.ended is not None:
        raise NotAReport("why", _("Somebody has decided it meanwhile. Look at the list as it is now."))
    return row


def _is_second(row: Exclusion, by: Hat) -> None:
    if row.account == by.account:
        raise SamePerson
    _is_untouched(row, by)


def _is_untouched(row: Exclusion, by: Hat) -> None:
    """Of a unit that has no hand in the case."""
    if not by.unit or Task.objects.filter(case_id=row.case_id, unit_id=by.unit).exists():
        raise OwnUnit


def _end(row: Exclusion, ending: str, why: str, *, by: Hat, now: datetime) -> int:
    verb = f"case.exclude_{ending}"
    line = journal.append(verb=verb, kind="case", record=row.case_id, by=by, at=now)
    row.ended, row.ended_by, row.ended_who, row.ended_why, row.ending = now, by.account, by.label, why, ending
    row.save()
    return line
