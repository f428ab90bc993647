"""Adding to the journal. Called inside the transaction of the action that is written down."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.journal import leaves
from linli.plumbing import ids, scope
from linli.plumbing.scope import Hat

_EMPTY: Mapping[str, Any] = {}

# One statement for one line as for five thousand, so that the database plans it once.
_ADD = """
with line as (
    insert into journal_line (id, at, actor, role, post, surface, purpose, verb, kind, record, digest)
    select id, %s::timestamptz, %s::bigint, %s::text, %s::bigint, %s::text, %s::text, verb, kind, record, digest
    from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bytea[]) as t (id, verb, kind, record, digest))
insert into journal_payload (line_id, salt, body)
select id, salt, body::jsonb from unnest(%s::bigint[], %s::bytea[], %s::text[]) as t (id, salt, body)
"""


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


def append_many(doings: Sequence[Doing], *, by: Hat, at: datetime) -> list[int]:
    """Write several lines in one statement; returns their ids in order."""
    scope.require_action()
    if not doings:
        return []
    numbers = ids.reserve_many("journal_line", len(doings))
    bodies = [leaves.body(one.payload) for one in doings]
    drawn = secrets.token_bytes(leaves.SALT * len(doings))
    salts = [drawn[start : start + leaves.SALT] for start in range(0, len(drawn), leaves.SALT)]
    digests = [leaves.digest(salt, body) for salt, body in zip(salts, bodies, strict=True)]
    hat: list[Any] = [at, by.account, by.role, by.post, by.surface, by.purpose]
    said: list[Any] = [[one.verb for one in doings], [one.kind for one in doings], [one.record for one in doings]]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [*hat, numbers, *said, digests, numbers, salts, [body.decode() for body in bodies]])
    return numbers
