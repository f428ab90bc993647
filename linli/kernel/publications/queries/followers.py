"""Asking for followers: one's own, the one behind a secret code, and for the worker those who are to hear news."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from linli.kernel.publications.models import Follower
from linli.plumbing import crypto, numbers
from linli.plumbing.scope import VISITOR, Hat


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who hears news of a matter: in the app as a subject, or by phone, with the secret code for the link."""

    subject_id: int
    scope_id: int
    phone: str = ""
    code: str = ""


def followed_by(hat: Hat, case_id: int) -> Follower | None:
    """The hat's own following of a matter. The wall leaves only its own."""
    return Follower.objects.filter(case_id=case_id).first() if hat.subjects else None


def hat_for_follower(code: str) -> Hat | None:
    """The hat of whoever holds the secret code of a message: it sees one follower. None for an unknown code."""
    tidy = numbers.tidy_code(code)
    if not numbers.is_code(tidy):
        return None
    with connection.cursor() as cursor:
        blind = crypto.blind(tidy, purpose="follower code")
        cursor.execute("select publications_follower_of_code(%s)", [blind])
        row = cursor.fetchone()
    return VISITOR.seeing(row[0]) if row and row[0] is not None else None


def follower(hat: Hat) -> Follower | None:
    """The follower a secret code opened."""
    return Follower.objects.filter(subject_id__in=hat.subjects).first()


def listeners_of(case_id: int, *, asked: int | None = None) -> list[Listener]:
    """Who hears news of a matter; with ``asked`` the one follower who has yet to say the phone is theirs."""
    rows = Follower.objects.filter(case_id=case_id)
    rows = rows.filter(since__isnull=False) if asked is None else rows.filter(id=asked, since__isnull=True)
    return [_listener(row) for row in rows.order_by("id")]


def bound(column: str, record: int) -> str:
    return f"publications_follower.{column}:{record}"


def _listener(row: Follower) -> Listener:
    if row.phone_sealed is None or row.code_sealed is None:
        return Listener(row.subject_id, row.scope_id)
    phone = crypto.unseal_text(row.phone_sealed, bound=bound("phone", row.id))
    code = crypto.unseal_text(row.code_sealed, bound=bound("code", row.id))
    return Listener(row.subject_id, row.scope_id, phone, code)
