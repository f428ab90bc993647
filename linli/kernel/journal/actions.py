"""Adding to the journal. Called inside the transaction of the action that is written down."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from linli.plumbing import ids, scope
from linli.plumbing.scope import Hat

_encoder = msgspec.json.Encoder(order="sorted")
_EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing to be written down."""

    verb: str
    kind: str
    record: int
    payload: Mapping[str, Any]


def append(
    *,
    verb: str,
    kind: str,
    record: int,
    by: Hat,
    at: datetime,
    payload: Mapping[str, Any] = _EMPTY,
) -> int:
    """Write one line; returns its id, which facts carry."""
    return append_many([Doing(verb, kind, record, payload)], by=by, at=at)[0]


def append_many(doings: list[Doing], *, by: Hat, at: datetime) -> list[int]:
    """Write several lines in one statement; returns their ids in order."""
    scope.require_action()
    numbers = ids.reserve_many("journal_line", len(doings))
    lines: list[Any] = []
    payloads: list[Any] = []
    for number, doing in zip(numbers, doings, strict=True):
        salt = secrets.token_bytes(16)
        body = _encoder.encode(doing.payload)
        digest = digest_of(doing, by=by, at=at, salt=salt, body=body)
        lines += [number, at, by.account, by.role, by.post, by.surface, by.purpose]
        lines += [doing.verb, doing.kind, doing.record, salt, digest]
        payloads += [number, body.decode()]
    line_rows = ", ".join(["(" + ", ".join(["%s"] * 12) + ")"] * len(doings))
    payload_rows = ", ".join(["(%s::bigint, %s::jsonb)"] * len(doings))
    with connection.cursor() as cursor:
        cursor.execute(
            "with line as (insert into journal_line"  # noqa: S608
            " (id, at, actor, role, post, surface, purpose, verb, kind, record, salt, digest)"
            f" values {line_rows})"
            f" insert into journal_payload (line_id, body) values {payload_rows}",
            [*lines, *payloads],
        )
    return numbers


def digest_of(doing: Doing, *, by: Hat, at: datetime, salt: bytes, body: bytes) -> bytes:
    """SHA-256 over the salt and the canonical bytes of a line: sorted-key JSON, the payload by its own hash."""
    canonical = _encoder.encode(
        {
            "at": at.isoformat(),
            "actor": by.account,
            "role": by.role,
            "post": by.post,
            "surface": by.surface,
            "purpose": by.purpose,
            "verb": doing.verb,
            "kind": doing.kind,
            "record": doing.record,
            "payload": hashlib.sha256(salt + body).hexdigest(),
        }
    )
    return hashlib.sha256(salt + canonical).digest()
