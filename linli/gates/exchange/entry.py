"""The door for programs: whose request it is, that it is fresh, and that nobody sends it a second time.

An unknown key, a wrong signature and a grant that was never there get one and the same answer, so that a stranger
learns nothing by trying.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.gates.exchange import signed
from linli.gates.exchange.signed import Sent
from linli.kernel.grants import queries
from linli.kernel.grants.models import GrantKey
from linli.kit import granted
from linli.plumbing import rates, scope
from linli.plumbing.scope import Hat

WINDOW = timedelta(minutes=5)
KEPT = 2 * WINDOW  # a number is remembered until its request would be too old whatever clock it was made by
PER_HOUR = 1200
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
NOBODY = Hat(surface="desk", role="visitor")


class NotTaken(Exception):
    """A request that is not answered. It has a status and a sentence, and no signature of the city."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, slots=True)
class Caller:
    """The program whose request was taken: its key with the grant, the hat it wears, the request it signed."""

    key: GrantKey
    hat: Hat
    sent: Sent


def enter(request: HttpRequest, *, now: datetime) -> Caller:
    """Whose request this is. Raises ``NotTaken``."""
    sent = _read(request)
    with scope.reading(NOBODY, now=now):
        key = queries.key_of(sent.key)
        hat = _hat(key) if key is not None else NOBODY
    if key is None or not signed.is_signed(bytes(key.public_key), sent.text, sent.signature):
        raise NotTaken(401, _("Not known here: check the key and what was signed."))
    if key.until is not None and key.until <= now:
        raise NotTaken(401, _("This key has ended. Register a new one with the grant."))
    _is_fresh(sent, now)
    _once(key, sent, hat, now)
    return Caller(key, hat, sent)


def _read(request: HttpRequest) -> Sent:
    head = request.headers
    try:
        signature = base64.b64decode(head.get(signed.SIGNATURE, ""), validate=True)
    except binascii.Error:
        signature = b""
    named = head.get(signed.KEY, ""), head.get(signed.TIME, ""), head.get(signed.NONCE, "")
    if not (signature and all(named) and NONCE.fullmatch(named[2]) and len(named[0]) <= 12 and len(named[1]) <= 40):
        raise NotTaken(
            401, _("A request here carries key, time, number and signature. How: see docs/howto/exchange.md.")
        )
    key, time, nonce = named
    return Sent(str(request.method), request.get_full_path(), request.body, time, nonce, key, signature)


def _hat(key: GrantKey) -> Hat:
    """What the program wears: the divisions of its grant and nothing else, named as the persons concerned read it."""
    grant = key.grant
    return Hat(
        surface="desk",
        role="program",
        place=grant.place_id,
        unit=grant.unit_id,
        scopes=granted.covered_by(grant),
        label=f"{grant.unit_name} {key.name}",
        purpose=grant.purpose[:60],
    )


def _is_fresh(sent: Sent, now: datetime) -> None:
    try:
        made = datetime.fromisoformat(sent.time)
    except ValueError:
        made = None
    if made is None or made.tzinfo is None:
        raise NotTaken(401, _("The time is written like 2026-11-27T09:30:00+08:00."))
    if abs(now - made) > WINDOW:
        raise NotTaken(401, _("The request is more than five minutes off. Set the clock and send a new one."))


def _once(key: GrantKey, sent: Sent, hat: Hat, now: datetime) -> None:
    """Take the number, in a transaction of its own: of two senders of one request the second is refused."""
    with scope.writing(hat, now=now):
        if not rates.allow("exchange", key.id, most=PER_HOUR, per=timedelta(hours=1), now=now):
            raise NotTaken(429, _("Too many requests of this key in an hour. Send the rest later."))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("delete from grants_nonce where key_id = %s and at < %s", [key.id, now - KEPT])
                cursor.execute(
                    "insert into grants_nonce (key_id, nonce, at) values (%s, %s, %s)", [key.id, sent.nonce, now]
                )
        except IntegrityError:
            raise NotTaken(409, _("This request was sent before. Make a new one with a new number.")) from None
