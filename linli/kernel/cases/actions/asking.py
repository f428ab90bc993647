"""Asking a reporter through the intake desk: how a unit works on a matter whose reporter it may not know."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.cases.actions import events
from linli.kernel.cases.facts import IntakeAsked
from linli.kernel.cases.models import Case
from linli.kernel.cases.reports import NotAReport, check_text, tidy
from linli.kernel.journal import actions as journal
from linli.plumbing import facts, policy, scope
from linli.plumbing.scope import Hat

VERB = "asked_intake"


def ask_intake(*, case_id: int, text: str, by: Hat, now: datetime) -> None:
    """Let the intake desk ask the reporter something, or arrange a time. It stands among the staff's notes."""
    policy.require(by, "case.act")
    if not tidy(text):
        raise NotAReport("ask", _("Write what the intake desk should ask the reporter."))
    asked = check_text(text)
    with scope.writing(by, now=now):
        case = Case.objects.get(id=case_id)
        if not case.secret:
            raise NotAReport("ask", _("The reporter can be asked directly: their number stands on this page."))
        line = journal.append(verb="case.ask_intake", kind="case", record=case_id, by=by, at=now)
        happening = events.Happening(
            case_id=case_id, verb=VERB, step=case.step, to_step=case.step, line=line, at=now, text=asked, shown=False
        )
        event = events.write([happening], by=by)[0]
        facts.tell(IntakeAsked(case_id, event.id), line=line, by=by, at=now)
