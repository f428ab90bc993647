"""Which case an answer to one of our mails belongs to."""

from __future__ import annotations

from datetime import datetime

from linli.gates.mail import tokens
from linli.gates.mail.models import Thread
from linli.kernel.cases.models import Case
from linli.plumbing import scope
from linli.plumbing.scope import Hat


def remember(case: Case, *, by: Hat, now: datetime) -> None:
    """Before a mail about a case leaves: an answer to it may come back. Once for each case."""
    blind = tokens.blind(tokens.token_of(case.number))
    with scope.writing(by, now=now):
        rows = [Thread(token_blind=blind, case_id=case.id, subject_id=case.subject_id)]
        Thread.objects.bulk_create(rows, ignore_conflicts=True)


def find(token: str) -> Thread | None:
    """The case of a token, for whoever holds it; inside a reading transaction."""
    return Thread.objects.filter(token_blind=tokens.blind(token)).first() if token else None
