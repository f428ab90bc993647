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

# One line is what nearly every action writes: as arrays it took half as long again.
_ADD_ONE = """
with line as (
    insert into journal_line (id, at, actor, role, post, surface, purpose, verb, kind, record, digest)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s))
insert into journal_payload (line_id, salt, body) values (%s, %s, %s)
"""
_ADD_MANY = """
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
    texts = [body.decode() for body in bodies]
    with connection.cursor() as cursor:
        if len(doings) > 1:
            cursor.execute(_ADD_MANY, [*hat, numbers, *said, digests, numbers, salts, texts])
        else:
            ((verb,), (kind,), (record,)) = said
            cursor.execute(_ADD_ONE, [*numbers, *hat, verb, kind, record, *digests, *numbers, *salts, *texts])
    return numbers
