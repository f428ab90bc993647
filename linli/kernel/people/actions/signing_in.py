"""Signing in and out: a row for every time somebody came in, by which their session runs and can be ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.kernel.journal import actions as journal
from linli.kernel.people.facts import NewBrowser
from linli.kernel.people.models import Account
from linli.kernel.people.models_factors import SignIn
from linli.plumbing import bulk, crypto, facts, ids, scope
from linli.plumbing.scope import Hat

FEWEST_SIGNS, MOST_SIGNS = 10, 200
REMEMBERED = timedelta(days=180)  # how long a browser is known


class PasswordWeak(ValueError):
    """A password that is guessed too soon. What it is made of is its owner's business; its length is not."""

    short = _("A password has ten signs or more. A sentence is easy to remember.")
    common = _("This password is among the first anybody tries. Choose another one.")

    def __init__(self, *, is_common: bool) -> None:
        super().__init__()
        self.is_common = is_common

    def __str__(self) -> str:
        return str(self.common if self.is_common else self.short)


@dataclass(frozen=True, slots=True)
class Came:
    """How somebody came in: what they showed, and with what kind of device and which browser."""

    shown: str  # "authenticator", "passkey", "recovery", "code", "password" or "city"
    device: str
    browser: str


def sign_in(*, came: Came, by: Hat, now: datetime) -> int:
    """Note that the account of the hat came in at its surface; returns the id its session runs by.

    Its holder is told where it was not for the first time, and with a browser that was never here with them.
    """
    blind = crypto.blind(came.browser, purpose="browser")
    with scope.writing(by, now=now):
        number = ids.reserve("people_sign_in")
        before = SignIn.objects.filter(account_id=by.account, surface=by.surface, began__gt=now - REMEMBERED)
        browsers = {bytes(one) for one in before.values_list("browser_blind", flat=True).distinct()}
        row = SignIn(id=number, account_id=by.account, surface=by.surface, shown=came.shown, device=came.device[:60],
                     browser_blind=blind, began=now, seen=now)  # fmt: skip
        bulk.add([row])
        line = journal.append(verb="account.sign_in", kind="account", record=by.account, by=by, at=now)
        if browsers and blind not in browsers:
            facts.tell(NewBrowser(by.account, number), line=line, by=by, at=now)
    return number


def change_password(*, password: str, but: int, by: Hat, now: datetime) -> Account:
    """A new password of one's own; every session but this sign-in ends. Raises ``PasswordWeak``."""
    if not FEWEST_SIGNS <= len(password) <= MOST_SIGNS:
        raise PasswordWeak(is_common=False)
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError as common:
        raise PasswordWeak(is_common=True) from common
    with scope.writing(by, now=now):
        account = Account.objects.get(id=by.account)
        account.password = make_password(password)
        account.save(update_fields=["password"])
        SignIn.objects.filter(account_id=by.account, ended__isnull=True).exclude(id=but).update(ended=now)
        journal.append(verb="account.password", kind="account", record=by.account, by=by, at=now)
    return account


def note_seen(*, sign_in_id: int, by: Hat, now: datetime) -> None:
    """Somebody is still at work in this session."""
    with scope.writing(by, now=now):
        SignIn.objects.filter(id=sign_in_id, account_id=by.account).update(seen=now)


def end_sign_in(*, sign_in_id: int, by: Hat, now: datetime) -> None:
    """End a session of one's own, from the next request on."""
    with scope.writing(by, now=now):
        ended = SignIn.objects.filter(id=sign_in_id, account_id=by.account, ended__isnull=True).update(ended=now)
        if ended:
            journal.append(verb="account.sign_out", kind="account", record=by.account, by=by, at=now)


def end_other_sign_ins(*, but: int, by: Hat, now: datetime) -> int:
    """End every other session of one's own at this surface; returns how many there were."""
    with scope.writing(by, now=now):
        running = SignIn.objects.filter(account_id=by.account, surface=by.surface, ended__isnull=True).exclude(id=but)
        count = running.update(ended=now)
        if count:
            payload = {"count": count}
            journal.append(verb="account.sign_out", kind="account", record=by.account, by=by, at=now, payload=payload)
    return count
