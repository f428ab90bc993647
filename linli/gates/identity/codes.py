"""One-time codes: who may ask for one how often, and how it gets to the phone.

A known and an unknown phone are answered alike, because both are sent a code: its first use makes the account.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from linli.gates.identity.refused import CROWD, ENOUGH, NOT_SENT, SOON, NotLetIn
from linli.gates.messages.ways import NotSent, way
from linli.kernel.notices.packs import filled
from linli.kernel.notices.templates import template
from linli.kernel.people import actions as people
from linli.kernel.people import phones
from linli.kernel.people.actions.codes import HOLDS
from linli.kernel.people.models import Account
from linli.plumbing import rates

TEMPLATE = "login_code"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AN_HOUR_BY_PHONE, AN_HOUR_BY_ADDRESS = 5, 20


def send(phone: str, *, address: str, language: str, now: datetime) -> str:
    """Send a fresh code to a phone; returns the number as tidied. Raises ``NotLetIn`` or ``PhoneWrong``."""
    number = phones.checked(phone)
    _hold_up(phones.index(number).hex(), address, now=now)
    code = people.ask_code(phone=number, now=now)
    try:
        way().send(channel="sms", address=number, text=_text(code, language, now), key=_key(), at=now)
    except NotSent as closed:
        raise NotLetIn("phone", NOT_SENT) from closed
    return number


def enter_by_code(phone: str, code: str, *, now: datetime) -> Account:
    """The account of the phone this code was sent to. Raises ``NotLetIn`` or ``PhoneWrong``."""
    try:
        return people.check_code(phone=phone, code=code, now=now)
    except people.CodeRefused as refused:
        raise NotLetIn("code", str(refused)) from refused


def _hold_up(phone: str, address: str, *, now: datetime) -> None:
    """The address is counted first, so that nobody uses up other people's codes without end."""
    buckets = (
        ("code address", address, AN_HOUR_BY_ADDRESS, HOUR, CROWD),
        ("code minute", phone, 1, MINUTE, SOON),
        ("code hour", phone, AN_HOUR_BY_PHONE, HOUR, ENOUGH),
    )
    for what, key, most, span, sentence in buckets:
        if not rates.allow(what, key, most=most, per=span, now=now):
            raise NotLetIn("phone", sentence, too_often=True)


def _key() -> str:
    """The name of one message to its provider; it says that a person is waiting for it."""
    return f"login-code-{secrets.token_hex(16)}"


def _text(code: str, language: str, now: datetime) -> str:
    entry = template(TEMPLATE, at=now)
    if entry is None:
        raise LookupError(f"no notice called {TEMPLATE} is published")
    minutes = str(HOLDS // timedelta(minutes=1))
    return filled(entry.text.text(language), {"code": code, "minutes": minutes})
