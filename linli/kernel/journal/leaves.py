"""The canonical bytes of a line of the journal: what is sealed, and what anybody can seal again to check.

A leaf is a JSON array of fixed order and without blanks::

    ["linli.line.1", id, transaction, at, recorded, actor, role, post, surface, purpose, verb, kind, record, digest]

Moments are microseconds since 1970, the digest is SHA-256 over the line's salt and the canonical bytes of its
payload, in hex. Salt and payload stand apart from the line: when they are erased the digest tells nothing and the
leaf still holds. Nothing here needs Django or a database; a bundle is checked where neither is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec

TAG = "linli.line.1"
SALT = 16  # bytes
ERASE = "journal.erase"  # the verb of lines that say which payloads are gone
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_sorted = msgspec.json.Encoder(order="sorted")
_plain = msgspec.json.Encoder()
_read = msgspec.json.Decoder()
_UNSTEADY = re.compile(rb"[0-9]e\+?[0-9]|-0\.0").search  # numbers that jsonb gives back in other words
_LARGE = 1e15

# Where a line says what among its columns.
ID, XID, RECORDED, ROLE, VERB, DIGEST = 0, 1, 3, 5, 9, 12
FIELDS = 13


def written(fields: Iterable[Any]) -> bytes:
    """The leaf of a line from its columns in the order above."""
    return _plain.encode((TAG, *fields))


def read(data: bytes) -> list[Any]:
    """The columns of a leaf; ``ValueError`` for anything else."""
    held = _read.decode(data)
    if not isinstance(held, list) or len(held) != FIELDS + 1 or held[0] != TAG or _plain.encode(held) != data:
        raise ValueError("no leaf of the journal")
    return held[1:]


def body(payload: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a payload: JSON, keys sorted, the same before the database has held it and after."""
    return canonical(_sorted.encode(payload))


def canonical(text: bytes | str) -> bytes:
    """The same of JSON that is written already, as the database gives it back."""
    held = _sorted.encode(_read.decode(text))
    return _sorted.encode(_steady(_read.decode(held))) if _UNSTEADY(held) else held


def digest(salt: bytes, body: bytes) -> bytes:
    """What a line keeps of its payload."""
    return sha256(salt + body).digest()


def erased_by(body: str | None) -> list[tuple[int, int]]:
    """Which payloads a line of the verb ``ERASE`` says are gone: first and last of every run of ids."""
    spans = _read.decode(body)["lines"] if body else []
    return [(one, one) if isinstance(one, int) else (one[0], one[1]) for one in spans]


def moment(micros: int) -> datetime:
    """A moment as a leaf writes it, read again."""
    return _EPOCH + timedelta(microseconds=micros)


def micros(at: datetime) -> int:
    """A moment as a leaf writes it."""
    return (at - _EPOCH) // _MICRO


def _steady(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _steady(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_steady(one) for one in value]
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= _LARGE else value + 0.0
    return value
