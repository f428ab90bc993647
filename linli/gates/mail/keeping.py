"""Keeping a letter: its whole text sealed, what became of it, and what of it was not taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.gates.mail.facts import LetterCut
from linli.gates.mail.models import Letter
from linli.kernel.journal import actions as journal
from linli.plumbing import crypto, facts, ids, scope
from linli.plumbing.scope import Hat

MOST_RAW = 256 * 1024
_INSERT = """
insert into mail_letter (id, digest, outcome, scope_id, case_id, subject_id, raw, left_out, trust, at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mail. ``left_out`` names the parts that were not taken, each as its sender called it."""

    outcome: str
    scope_id: int
    case_id: int | None = None
    subject_id: int | None = None
    left_out: tuple[str, ...] = ()


def keep(fate: Fate, *, digest: bytes, raw: bytes, trust: str, by: Hat, now: datetime) -> None:
    """Keep one letter; the same one again is kept once. By hand: the receiver adds letters and cannot read any."""
    number = ids.reserve("mail_letter")
    sealed = crypto.seal(raw[:MOST_RAW], bound=_bound(number))
    values: list[Any] = [number, digest, fate.outcome, fate.scope_id, fate.case_id, fate.subject_id, sealed]
    with scope.writing(by, now=now):
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [*values, "\n".join(fate.left_out), trust[:500], now])
            fresh = bool(cursor.rowcount)
        if fresh and fate.left_out and fate.case_id:
            line = journal.append(verb="mail.cut", kind="case", record=fate.case_id, by=by, at=now)
            facts.tell(LetterCut(fate.case_id, number), line=line, by=by, at=now)


def raw_of(letter: Letter) -> bytes:
    """The whole text of a letter, or its bytes."""
    return crypto.unseal(bytes(letter.raw), bound=_bound(letter.id))


def _bound(number: int) -> str:
    return f"mail_letter.raw:{number}"
