"""One-time codes: six digits to a phone, kept hashed, good for ten minutes and five tries."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.people import phones
from linli.kernel.people.actions.accounts import NewAccount, write_accounts
from linli.kernel.people.models import Account, LoginCode
from linli.kernel.people.queries import find_account
from linli.plumbing import crypto, ids, scope
from linli.plumbing.scope import VISITOR, Hat

HOLDS = timedelta(minutes=10)
TRIES = 5


class CodeRefused(ValueError):
    """The code does not open the account. ``str()`` says what to do."""

    sentence: str | Promise = ""

    def __str__(self) -> str:
        return str(self.sentence)


class CodeWrong(CodeRefused):
    sentence = _("This code is wrong. Look at the newest message and type its six digits.")


class CodeGone(CodeRefused):
    sentence = _("This code is no longer good: it holds ten minutes and opens once. Ask for a new one.")


class CodeSpent(CodeRefused):
    sentence = _("Five wrong tries. This code is locked; ask for a new one.")


class AccountClosed(CodeRefused):
    sentence = _("This account has been closed. Ask at the community's front desk.")


def ask_code(*, phone: str, now: datetime) -> str:
    """A fresh code for a phone; an older one stops working. Raises ``PhoneWrong``.

    The caller sends it to that phone and nowhere else, and lets each phone and each address ask only so often.
    """
    number = phones.checked(phone)
    code = f"{secrets.randbelow(1_000_000):06d}"
    fresh = LoginCode(phone_blind=phones.index(number), code_blind=_blind(number, code), tries=0, until=now + HOLDS)
    with scope.writing(VISITOR, now=now):
        LoginCode.objects.bulk_create(
            [fresh],
            update_conflicts=True,
            unique_fields=["phone_blind"],
            update_fields=["code_blind", "tries", "until"],
        )
    return code


def check_code(*, phone: str, code: str, now: datetime) -> Account:
    """The account of the phone that was sent this code, made at its first use. Raises ``CodeRefused``.

    The answer holds what a login needs (id, password, until, subject) and nothing else of the account.
    """
    number = phones.checked(phone)
    with scope.writing(VISITOR, now=now):
        refused = _try(number, phones.tidy(code), now)
        account = None if refused else find_account(phone=number)
        if not refused and account is None:
            account = _register(number, now)
        if account is not None and account.until is not None and account.until <= now:
            refused = AccountClosed()
    if refused or account is None:  # raised out here, so that the try stays counted
        raise refused or CodeGone()
    return account


def forget_codes(*, by: Hat, now: datetime) -> int:
    """Take away codes that are no longer good: who once asked for one is nobody's business. Returns how many."""
    with scope.writing(by, now=now):
        return LoginCode.objects.filter(until__lt=now).delete()[0]


def _try(number: str, code: str, now: datetime) -> CodeRefused | None:
    """Count one try; the right code is used up by it. The row is locked, so that tries are never counted twice."""
    asked = LoginCode.objects.select_for_update().filter(phone_blind=phones.index(number)).first()
    if asked is None or asked.until <= now:
        return CodeGone()
    if asked.tries >= TRIES:
        return CodeSpent()
    if hmac.compare_digest(bytes(asked.code_blind), _blind(number, code)):
        asked.delete()
        return None
    asked.tries += 1
    asked.save(update_fields=["tries"])
    return CodeSpent() if asked.tries >= TRIES else CodeWrong()


def _register(number: str, now: datetime) -> Account:
    """The account of a phone nobody knew: it stands for itself until somebody shows who they are."""
    account_id = ids.reserve("people_account")
    by = replace(VISITOR, account=account_id)
    scope.become(by, now=now)
    write_accounts([NewAccount(phone=number)], numbers=[account_id], with_subjects=True, by=by, now=now)
    return Account.objects.get(id=account_id)


def _blind(number: str, code: str) -> bytes:
    return crypto.blind(f"{number}:{code}", purpose="login code")
