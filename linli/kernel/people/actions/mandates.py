"""Mandates: somebody acts for somebody else, for a purpose, until a day."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Account, Mandate
from linli.plumbing import bulk, ids, policy, scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat


class MandateRefused(ValueError):
    """A mandate for oneself, or one that ends before it begins."""

    sentence = _("A mandate is given to somebody else and ends on a later day.")

    def __str__(self) -> str:
        return str(self.sentence)


_COLUMNS = {
    "id": "bigint",
    "subject_id": "bigint",
    "taker_subject_id": "bigint",
    "purpose": "text",
    "since": "timestamptz",
    "until": "timestamptz",
}


def give_mandate(
    *, giver_subject: int, taker_subject: int, purpose: str, until: datetime, by: Hat, now: datetime
) -> int:
    """Let the taker act for the giver from now on; returns the mandate's id.

    A resident gives their own and nobody else's; a clerk writes down what somebody of their community declares.
    """
    policy.require(by, "mandate.give")
    if giver_subject == taker_subject or until <= now:
        raise MandateRefused
    with scope.writing(by, now=now):
        if by.surface == "public" and _own_subject(by) != giver_subject:
            raise NotAllowed
        number = ids.reserve("people_mandate")
        bulk.insert("people_mandate", _COLUMNS, [(number, giver_subject, taker_subject, purpose.strip(), now, until)])
        journal.append(verb="mandate.give", kind="mandate", record=number, by=by, at=now)
    return number


def revoke_mandate(*, mandate_id: int, by: Hat, now: datetime) -> None:
    """End a mandate: the giver takes it back, the taker gives it up, or a clerk writes that down."""
    policy.require(by, "mandate.revoke")
    with scope.writing(by, now=now):
        ended = Mandate.objects.filter(id=mandate_id, revoked__isnull=True).update(revoked=now)
        if not ended:
            raise NotAllowed
        journal.append(verb="mandate.revoke", kind="mandate", record=mandate_id, by=by, at=now)


def _own_subject(by: Hat) -> int | None:
    return Account.objects.filter(id=by.account).values_list("subject_id", flat=True).first()
