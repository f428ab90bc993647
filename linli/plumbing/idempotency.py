"""The same request twice makes one thing and gets one answer.

A form carries a key made when it was shown, an API client sends ``Idempotency-Key``. The key is claimed in
the transaction of the action itself, so a retry after a time-out either finds the answer or does the work.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.plumbing import scope
from linli.plumbing.models import IdempotencyKey


class KeyReused(Exception):
    """The key was used before with another content."""

    sentence = _("This form was already sent with other content. Open a fresh form and send again.")

    def __str__(self) -> str:
        return str(self.sentence)


def client_of(*parts: object) -> bytes:
    """Who sends: a browser, an account or an API client, as 16 bytes that tell nothing."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).digest()


def digest_of(content: bytes) -> bytes:
    """What was sent, as 32 bytes."""
    return hashlib.sha256(content).digest()


def claim(*, client: bytes, key: str, digest: bytes) -> dict[str, Any] | None:
    """Claim a key inside an action. None: it is new, do the work. Else: the answer given the first time.

    A second sender waits on the unique index until the first has committed, and then finds its answer.
    """
    scope.require_action()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into plumbing_idempotency (client, key, digest) values (%s, %s, %s)"
            " on conflict (client, key) do nothing",
            [client, key, digest],
        )
        if cursor.rowcount:
            return None
    kept = IdempotencyKey.objects.get(client=client, key=key)
    if bytes(kept.digest) != digest:
        raise KeyReused
    return kept.answer or {}


def keep(*, client: bytes, key: str, answer: dict[str, Any]) -> None:
    """Store the answer of a claimed key, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update plumbing_idempotency set answer = %s::jsonb where client = %s and key = %s",
            [json.dumps(answer), client, key],
        )
