"""Keeping what was known before: a part of every verb that replaces a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.people.sealing import seal_column
from linli.plumbing import bulk, ids, scope
from linli.plumbing.scope import Hat

WHO_LENGTH = 80
SOURCE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Was:
    """A value about to be replaced; ``since`` and ``source`` are the record's own, for one never replaced before."""

    kind: str
    record: int
    field: str
    value: str
    since: datetime | None
    source: str


def keep_of_person(person_id: int, values: Sequence[Was], *, source: str, by: Hat, now: datetime) -> None:
    """A part: values about a person, kept where everybody who sees the person finds them."""
    _keep("people_past_value", {"person_id": ("bigint", person_id)}, values, source, by, now)


def keep_of_place(place_id: int, scope_id: int, values: Sequence[Was], *, source: str, by: Hat, now: datetime) -> None:
    """A part: values about what is at a place, kept in its division."""
    owner = {"place_id": ("int", place_id), "scope_id": ("int", scope_id)}
    _keep("people_past_fact", owner, values, source, by, now)


_COLUMNS = {
    "id": "bigint",
    "kind": "text",
    "record": "bigint",
    "field": "text",
    "since": "timestamptz",
    "until": "timestamptz",
    "source": "text",
    "new_source": "text",
    "account_id": "bigint",
    "who": "text",
    "old_sealed": "bytea",
}


def _keep(
    table: str, owner: dict[str, tuple[str, int]], values: Sequence[Was], source: str, by: Hat, now: datetime
) -> None:
    scope.require_action()
    if not values:
        return
    before = _before(table, owner, values)
    numbers = ids.reserve_many(table, len(values))
    sealed = seal_column(table, "old", numbers, [was.value for was in values])
    rows = []
    for number, was, blob in zip(numbers, values, sealed, strict=True):
        since, said = before.get((was.kind, was.record, was.field), (was.since, was.source))
        head = (number, was.kind, was.record, was.field, since, now, said, source[:SOURCE_LENGTH])
        rows.append((*head, by.account, by.label[:WHO_LENGTH], blob, *(value for _type, value in owner.values())))
    bulk.insert(table, _COLUMNS | {column: kind for column, (kind, _value) in owner.items()}, rows)


def _before(
    table: str, owner: dict[str, tuple[str, int]], values: Sequence[Was]
) -> dict[tuple[str, int, str], tuple[datetime, str]]:
    """When the value that goes began to hold, and who had said so: told by the last time the field was changed."""
    column = "person_id" if "person_id" in owner else "scope_id"
    sql = (
        f"select distinct on (kind, record, field) kind, record, field, until, new_source from {table}"  # noqa: S608
        f" where {column} = %s and kind = any(%s) and record = any(%s)"
        " order by kind, record, field, until desc, id desc"
    )
    kinds, records = (list({getattr(was, part) for was in values}) for part in ("kind", "record"))
    asked: list[Any] = [owner[column][1], kinds, records]
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return {(kind, record, name): (until, said) for kind, record, name, until, said in cursor.fetchall()}
