"""Keeping what could not be read, and what becomes of it: taken in as a report, or dismissed with a reason."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.gates.unread.models import Unread
from linli.kernel.cases import actions as cases
from linli.kernel.cases.actions import Key, Opened
from linli.kernel.cases.reports import NotAReport, Report, tidy
from linli.kernel.journal import actions as journal
from linli.plumbing import crypto, idempotency, ids, policy, scope
from linli.plumbing.scope import Hat

MOST_RAW = 256 * 1024
MOST_WHY = 300
_INSERT = """
insert into unread_message (id, source, digest, sender, raw, size, reason, scope_id, at, ending, number, why, who)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '', '', '') on conflict do nothing
"""


class AlreadySettled(Exception):
    """A colleague was faster."""

    sentence = _("A colleague has seen to this one already.")

    def __str__(self) -> str:
        return str(self.sentence)


def keep(*, source: str, raw: bytes, sender: str, reason: str, scope_id: int, by: Hat, now: datetime) -> None:
    """Keep one message; the same one again is kept once. By hand: a door adds to the list and cannot read it."""
    number = ids.reserve("unread_message")
    sealed = crypto.seal(raw[:MOST_RAW], bound=_bound(number))
    values: list[Any] = [number, source, hashlib.sha256(raw).digest(), sender[:120], sealed, len(raw), reason[:300]]
    with scope.writing(by, now=now), connection.cursor() as cursor:
        cursor.execute(_INSERT, [*values, scope_id, now])


def note_look(*, unread: int, by: Hat, now: datetime) -> None:
    """Somebody looked at what a message holds: one line, or no page."""
    policy.require(by, "unread.settle")
    with scope.writing(by, now=now):
        journal.append(verb="unread.look", kind="unread", record=unread, by=by, at=now)


def raw_of(message: Unread) -> bytes:
    """The bytes as they came, as many as were kept."""
    return crypto.unseal(bytes(message.raw), bound=_bound(message.id))


def take_in(*, unread: int, report: Report, by: Hat, now: datetime) -> Opened:
    """Open a case for what it says; the same message makes one case, however often it is sent."""
    policy.require(by, "unread.settle")
    with scope.reading(by, now=now):
        if Unread.objects.get(id=unread).settled is not None:
            raise AlreadySettled
    key = Key(idempotency.client_of("unread", unread), f"unread {unread}", idempotency.digest_of(b"taken in"))
    opened = cases.open_case(report=report, by=by, now=now, key=key)
    _settle(unread, {"ending": "opened", "number": opened.number}, by=by, now=now)
    return opened


def dismiss(*, unread: int, why: str, by: Hat, now: datetime) -> None:
    """Put it away with the reason; it stays where it is."""
    policy.require(by, "unread.settle")
    said = tidy(why)
    if not said:
        raise NotAReport("why", _("Write why nothing has to be done about it."))
    if len(said) > MOST_WHY:
        raise NotAReport("why", _("Keep the reason to 300 characters."))
    _settle(unread, {"ending": "dismissed", "why": said}, by=by, now=now)


def _settle(unread: int, how: dict[str, str], *, by: Hat, now: datetime) -> None:
    with scope.writing(by, now=now):
        waiting = Unread.objects.filter(id=unread, settled=None)
        if not waiting.update(settled=now, account=by.account, who=by.label[:80], **how):
            raise AlreadySettled
        journal.append(verb="unread.settle", kind="unread", record=unread, by=by, at=now, payload=how)


def _bound(number: int) -> str:
    return f"unread_message.raw:{number}"
