"""Withdrawing a matter: by its reporter, by a clerk for a caller, or by the register whose own question is answered.

What concerns public safety goes on.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.engines import flow
from linli.kernel.cases import catalogue
from linli.kernel.cases.actions import events, guarding
from linli.kernel.cases.facts import CaseClosed, CaseMoved
from linli.kernel.cases.models import Case, Clock, Lamp, Task
from linli.kernel.cases.reports import REGISTER, NotAReport, tidy
from linli.kernel.journal import actions as journal
from linli.kernel.publications import actions as publications
from linli.plumbing import facts, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

WITHDRAWN = "withdrawn"


def withdraw(*, case_id: int, text: str = "", by: Hat, now: datetime) -> bool:
    """Withdraw a matter; whether it is closed by it. One of public safety goes on, and history says who left it.

    A withdrawn matter has an outcome of its own, so that no figure counts it as answered, late or solved.
    """
    policy.require(by, "case.withdraw")
    words = tidy(text)[:500]
    if by.surface != "public" and not words:
        raise NotAReport("withdrawn", _("Write why the caller withdraws it."))
    with scope.writing(by, now=now):
        case = Case.objects.select_for_update().get(id=case_id)
        if by.surface == "public" and case.subject_id not in by.subjects:
            raise NotAllowed
        if by.role == "robot" and case.channel != REGISTER:
            raise NotAllowed
        if case.closed is not None:
            raise NotAReport("withdrawn", _("This matter is closed already."))
        matter = catalogue.of_versions(case.item_version, case.flow_version)
        goes_on = matter.item.safety
        line = journal.append(verb="case.withdraw", kind="case", record=case_id, by=by, at=now)
        happening = events.Happening(
            case_id=case_id,
            verb="left_to_us" if goes_on else WITHDRAWN,
            step=case.step,
            to_step=case.step if goes_on else flow.END.name,
            line=line,
            at=now,
            text=words,
            veiled=guarding.is_veiled(case, by),
        )
        event = events.write([happening], by=by)[0]
        told: list[facts.Fact] = [CaseMoved(case_id, event.id, 0)]
        if not goes_on:
            _close(case, now=now)
            told.append(CaseClosed(case_id, event.id))
        facts.tell_many(told, line=line, by=by, at=now)
    return not goes_on


def _close(case: Case, *, now: datetime) -> None:
    Task.objects.filter(case_id=case.id, done__isnull=True).update(done=now, action=WITHDRAWN)
    Task.objects.filter(case_id=case.id, first=True).update(first=False)
    Clock.objects.filter(case_id=case.id, stopped__isnull=True).update(stopped=now, turns=None)
    case.closed, case.outcome, case.step = now, WITHDRAWN, flow.END.name
    case.lamp, case.supervised = Lamp.GREEN, None
    case.save()
    turn = publications.Turn("closed", now, due=case.due, closed=now, outcome=WITHDRAWN)
    publications.change(case.id, turn)
