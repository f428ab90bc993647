"""Mandates: somebody acts for somebody else, for a purpose, until a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.models import Account, Mandate
from linli.kernel.people.models_factors import MandateOffer
from linli.plumbing import bulk, crypto, ids, numbers, policy, scope
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


OFFERED = timedelta(days=7)
LONGEST = timedelta(days=3 * 366)


class NoOffer(ValueError):
    """No such code, or it was used, or a week has gone by, or it is one's own."""

    sentence = _("No mandate is offered under this code. It works once, for a week, and not for whoever offers it.")

    def __str__(self) -> str:
        return str(self.sentence)


def offer_mandate(*, purpose: str, until: datetime, by: Hat, now: datetime) -> str:
    """Offer somebody to act for oneself; returns the code that is told this once. Nobody is looked up for it."""
    policy.require(by, "mandate.give")
    if not purpose.strip() or not now < until <= now + LONGEST:
        raise MandateRefused
    code = numbers.receipt_code()
    with scope.writing(by, now=now):
        giver = _own_subject(by)
        if giver is None:
            raise NotAllowed
        offer = MandateOffer(
            id=ids.reserve("people_mandate_offer"), subject_id=giver, code_blind=_blind(code),
            purpose=purpose.strip()[:60], ends=until, until=now + OFFERED,
        )  # fmt: skip
        bulk.add([offer])
        journal.append(verb="mandate.offer", kind="mandate_offer", record=offer.id, by=by, at=now)
    return code


def take_mandate(*, code: str, by: Hat, now: datetime) -> None:
    """Take the mandate that is offered under a code. Raises ``NoOffer``."""
    policy.require(by, "mandate.take")
    number = ids.reserve("people_mandate")
    with scope.writing(by, now=now):
        with connection.cursor() as cursor:
            sql = "select people_take_mandate(%s, %s, %s, %s)"
            cursor.execute(sql, [_blind(code), number, _own_subject(by), now])
            if not cursor.fetchone()[0]:
                raise NoOffer
        journal.append(verb="mandate.take", kind="mandate", record=number, by=by, at=now)


def revoke_mandate(*, mandate_id: int, by: Hat, now: datetime) -> None:
    """End a mandate: the giver takes it back, the taker gives it up, or a clerk writes that down."""
    policy.require(by, "mandate.revoke")
    with scope.writing(by, now=now):
        ended = Mandate.objects.filter(id=mandate_id, revoked__isnull=True).update(revoked=now)
        if not ended:
            raise NotAllowed
        journal.append(verb="mandate.revoke", kind="mandate", record=mandate_id, by=by, at=now)


def _blind(code: str) -> bytes:
    return crypto.blind(numbers.tidy_code(code), purpose="mandate offer")


def _own_subject(by: Hat) -> int | None:
    return Account.objects.filter(id=by.account).values_list("subject_id", flat=True).first()
