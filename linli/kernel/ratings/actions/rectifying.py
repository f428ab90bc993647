"""Putting it right (整改): a bad grade under a real name is called back, and ended with an explanation."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import worktime
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import events
from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import NotAReport, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.ratings.models import ENDINGS, Exclusion, Rating, Rectification
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

UNFOUNDED = "unfounded"
WHYS = ("not_about_it", "false", "malicious", "duplicate")


def begin(case: Case, *, unit_id: int | None, source: str, now: datetime) -> Rectification | None:
    """A part: put the answer of this round on the ledger of what has to be put right; each round once."""
    if Rectification.objects.filter(case_id=case.id, round=case.reopened).exists():
        return None
    limit = catalogue.ladder(at=now).rectify.limit
    row = Rectification(
        id=ids.reserve("ratings_rectification"),
        case_id=case.id,
        round=case.reopened,
        scope_id=case.scope_id,
        unit_id=unit_id,
        source=source,
        opened=now,
        limit=limit,
        due=catalogue.calendar(at=now).due(now, worktime.parse_limit(limit)),
    )
    bulk.add([row])
    return row


def call_about(*, case_id: int, words: str, by: Hat, now: datetime) -> None:
    """The unit has called the resident back and asked what was wrong. Nothing can be ended without it."""
    policy.require(by, "case.act")
    if not tidy(words):
        raise NotAReport("called", _("Write what the resident said when you called."))
    with scope.writing(by, now=now):
        row, case = _open(case_id)
        _may(row, by)
        row.called, row.called_by, row.words = now, by.label, tidy(words)[:2000]
        row.save()
        _happened(case, "rectify_called", tidy(words)[:2000], shown=False, by=by, now=now)


def end(*, case_id: int, ending: str, explanation: str, by: Hat, now: datetime) -> None:
    """Fixed, or with reasons why it takes longer or cannot be, or unfounded: always with an explanation.

    That a complaint was unfounded is for who oversees to say, never for the unit it is about.
    """
    policy.require(by, "case.act")
    if ending not in ENDINGS:
        raise NotAReport("rectified", _("Say how it ends: fixed, with reasons, or unfounded."))
    if not tidy(explanation):
        raise NotAReport("explanation", _("Explain it in a few words. The resident reads them."))
    with scope.writing(by, now=now):
        row, case = _open(case_id)
        _may(row, by)
        if row.called is None:
            raise NotAReport("called", _("Call the resident back first, and write down what they said."))
        if ending == UNFOUNDED and not (policy.may(by, "case.oversee") and by.unit != row.unit_id):
            raise NotAReport("rectified", _("That it is unfounded is for the street or the city to say."))
        row.closed, row.ending, row.explanation, row.account = now, ending, tidy(explanation)[:2000], by.account
        row.save()
        _happened(case, "rectified", row.explanation, shown=True, by=by, now=now, ending=ending)


def exclude(*, rating_id: int, why: str, text: str, by: Hat, now: datetime) -> Exclusion:
    """Leave a rating out of the figures by a recorded decision of somebody who is not the rated unit.

    The rating itself stays where it is, and is shown as left out.
    """
    policy.require(by, "case.oversee")
    if why not in WHYS:
        raise NotAReport("why", _("Choose why the grade is left out."))
    if not tidy(text):
        raise NotAReport("exclusion", _("Write down what was looked into, and what shows it."))
    with scope.writing(by, now=now):
        rating = Rating.objects.get(id=rating_id)
        handled = Task.objects.filter(case_id=rating.case_id, unit_id=by.unit).exclude(unit_id__isnull=True)
        if rating.unit_id == by.unit or handled.exists():
            raise NotAllowed
        if Exclusion.objects.filter(rating_id=rating_id).exists():
            raise NotAReport("why", _("This grade is left out already."))
        line = journal.append(verb="rating.exclude", kind="rating", record=rating_id, by=by, at=now)
        row = Exclusion(
            id=ids.reserve("ratings_exclusion"),
            rating_id=rating_id,
            case_id=rating.case_id,
            why=why,
            text=tidy(text)[:2000],
            account=by.account,
            unit_id=by.unit,
            who=by.label,
            at=now,
            line=line,
        )
        bulk.add([row])
        return row


def _open(case_id: int) -> tuple[Rectification, Case]:
    case = Case.objects.select_for_update().get(id=case_id)
    row = Rectification.objects.filter(case_id=case_id, closed__isnull=True).order_by("id").first()
    if row is None:
        raise NotAReport("rectified", _("There is nothing left to put right here."))
    return row, case


def _may(row: Rectification, by: Hat) -> None:
    if by.unit != row.unit_id and not policy.may(by, "case.oversee"):
        raise NotAllowed


def _happened(case: Case, verb: str, text: str, *, shown: bool, by: Hat, now: datetime, ending: str = "") -> None:
    line = journal.append(verb=f"case.{verb}", kind="case", record=case.id, by=by, at=now)
    happening = events.Happening(
        case_id=case.id,
        verb=verb,
        step=case.step,
        to_step=case.step,
        line=line,
        at=now,
        text=text,
        data={"ending": ending} if ending else {},
        shown=shown,
    )
    events.write([happening], by=by)
