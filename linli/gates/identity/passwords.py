"""Letting somebody in by password: it takes the same time and says the same whether or not the account exists.

Guessing is held up by three buckets of 15 minutes: 10 tries at one account from one address, 50 at one account
from anywhere, 300 from one address. The narrow one cannot be used to lock somebody else out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.utils.functional import Promise

from linli.gates.identity.refused import LOCKED, PHONE_WRONG, TOO_MANY, WRONG, NotLetIn
from linli.kernel.people import phones
from linli.kernel.people import queries as people
from linli.kernel.people.models import Account
from linli.plumbing import rates

SPAN = timedelta(minutes=15)
TRIES_FROM_HERE, TRIES_FROM_ANYWHERE, TRIES_OF_AN_ADDRESS = 10, 50, 300
LONGEST = 200  # signs of a password that are worth hashing
MOST_LOGIN = 40


def enter_by_login(login: str, password: str, *, address: str, now: datetime) -> Account:
    """The account of a member of staff. Raises ``NotLetIn``; an account without a post is no account here."""
    name = login.strip()[:MOST_LOGIN]
    _hold_up(name.casefold(), address, sentence=LOCKED, now=now)
    account = people.find_account(login=name) if name.isprintable() and name else None
    if not _opens(account, password, now) or account is None or not _has_post(account, now):
        raise NotLetIn("password", WRONG)
    return account


def enter_by_phone(phone: str, password: str, *, address: str, now: datetime) -> Account:
    """The account of a resident. Raises ``NotLetIn``, or ``PhoneWrong`` for what is no mobile number."""
    number = phones.checked(phone)
    _hold_up(number, address, sentence=TOO_MANY, now=now)
    account = people.find_account(phone=number)
    if not _opens(account, password, now) or account is None:
        raise NotLetIn("password", PHONE_WRONG)
    return account


def _opens(account: Account | None, password: str, now: datetime) -> bool:
    """Whether the password is the account's, sign for sign. Nobody's, or one that has ended, costs a hashing too."""
    if account is None or (account.until is not None and account.until <= now) or len(password) > LONGEST:
        make_password(password[:LONGEST])
        return False
    return check_password(password, account.password)


def _has_post(account: Account, now: datetime) -> bool:
    return people.hat_for_post(account.id, None, at=now) is not None


def _hold_up(who: str, address: str, *, sentence: str | Promise, now: datetime) -> None:
    buckets = (
        ("password here", f"{who}\x1f{address}", TRIES_FROM_HERE),
        ("password anywhere", who, TRIES_FROM_ANYWHERE),
        ("password address", address, TRIES_OF_AN_ADDRESS),
    )
    for what, key, most in buckets:
        if not rates.allow(what, key, most=most, per=SPAN, now=now):
            raise NotLetIn("password", sentence, too_often=True)
