"""Showing a second factor: a code of the authenticator, the passkey of a device, or a code on paper.

Guessing is held up: 10 tries at one account in a quarter of an hour, 200 from one address. Only whoever knows the
password, or is in already, can use up the tries of an account.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.gates.identity import passkeys
from linli.gates.identity.refused import TRIED, NotLetIn
from linli.kernel.people import actions as people
from linli.kernel.people.actions import FactorRefused
from linli.kit import sessions
from linli.kit.routes import Request
from linli.plumbing import numbers, rates
from linli.plumbing.scope import Hat

SPAN = timedelta(minutes=15)
TRIES, TRIES_OF_AN_ADDRESS = 10, 200
FIELD = "factor_code"


def show(request: Request, *, by: Hat) -> str:
    """What the form of this request shows: "authenticator", "passkey" or "recovery". Raises ``NotLetIn``."""
    address = sessions.address_of(request)
    if request.POST.get("factor_credential"):
        hold_up(by.account, address, now=request.now)
        passkeys.check(request, by=by)
        return people.PASSKEY
    typed = request.POST.get("factor_recovery") or request.POST.get("factor_code", "")
    return show_code(typed, by=by, address=address, now=request.now)


def show_code(typed: str, *, by: Hat, address: str, now: datetime) -> str:
    """The same for a code alone, as programs send it. Six digits are the authenticator's, twelve signs are on paper."""
    hold_up(by.account, address, now=now)
    try:
        if numbers.is_code(numbers.tidy_code(typed)):
            people.take_recovery_code(code=typed, by=by, now=now)
            return "recovery"
        people.take_code(code=typed, by=by, now=now)
    except FactorRefused as refused:
        raise NotLetIn(FIELD, str(refused)) from refused
    return people.AUTHENTICATOR


def hold_up_asking(address: str, *, now: datetime) -> None:
    """Count one question to a browser, or answer of one before anybody is named. Raises ``NotLetIn``."""
    if not rates.allow("passkey address", address, most=TRIES_OF_AN_ADDRESS, per=SPAN, now=now):
        raise NotLetIn(FIELD, TRIED, too_often=True)


def hold_up(account: int, address: str, *, now: datetime) -> None:
    """Count one try. Raises ``NotLetIn`` for one too many."""
    for what, key, most in (("factor", account, TRIES), ("factor address", address, TRIES_OF_AN_ADDRESS)):
        if not rates.allow(what, key, most=most, per=SPAN, now=now):
            raise NotLetIn(FIELD, TRIED, too_often=True)
