"""Inserting many rows in one statement, without reading them back.

An insert behind the walls may not always see its own row, so nothing is returned: ids are reserved before.
Columns travel as arrays, which for thousands of rows takes a third of the time of a list of values. Who may make a
staging table (the ingest login) copies them into one and inserts from there, in four fifths of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

BATCH = 5_000
MANY = 1_000  # rows from which on a staging table is worth its while
FEW = 8  # rows; above it Django's own way costs less a row
_LENGTH = re.compile(r"\(\d+\)")
_ODD = re.compile(r"[\\\t\n\r]").search  # what a text cannot hold as it is
_ESCAPED = {ord("\\"): "\\\\", ord("\t"): "\\t", ord("\n"): "\\n", ord("\r"): "\\r"}


def insert(
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[tuple[Any, ...]],
    *,
    into: Mapping[str, str] | None = None,
) -> None:
    """Insert ``rows``; ``columns`` gives the PostgreSQL type of each, in the order of the tuples.

    ``into`` says in SQL what becomes of a column that is not stored as it travels. Table, columns and SQL are
    written by us, never by a person.
    """
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join((into or {}).get(name, f'"{name}"') for name in columns)
    inserting = f"insert into {table} ({names}) select {values} from"
    if len(rows) >= MANY and _may_stage():
        _staged(inserting, columns, rows)
        return
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            held = [list(column) for column in zip(*rows[start : start + BATCH], strict=True)]
            cursor.execute(f"{inserting} unnest({arrays}) as held ({names})", held)


def _may_stage() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select has_database_privilege(current_database(), 'temporary')")
        return bool(cursor.fetchone()[0])


def _staged(inserting: str, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """By way of a table nobody else sees. The walls refuse a copy into what they stand before, not an insert."""
    kinds = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    names = ", ".join(f'"{name}"' for name in columns)
    written = [_column(kind, values) for kind, values in zip(columns.values(), zip(*rows, strict=True), strict=True)]
    lines = "\n".join(map("\t".join, zip(*written, strict=True))) + "\n"
    with connection.cursor() as cursor:
        cursor.execute(f"create temp table plumbing_staging ({kinds}) on commit drop")
        with cursor.cursor.copy(f"copy plumbing_staging ({names}) from stdin") as copy:
            copy.write(lines)
        cursor.execute(f"{inserting} plumbing_staging")
        cursor.execute("drop table plumbing_staging")


def _column(kind: str, values: Sequence[Any]) -> list[str]:
    """The values of one column as COPY reads them in text. Moments and words that come again are written once."""
    if kind == "text":
        return ["\\N" if value is None else value.translate(_ESCAPED) if _ODD(value) else value for value in values]
    if kind == "bytea":
        return ["\\N" if value is None else "\\\\x" + value.hex() for value in values]
    if kind in ("timestamptz", "date"):
        known = {value: value.isoformat() for value in set(values) if value is not None}
        return [known.get(value, "\\N") for value in values]
    return ["\\N" if value is None else str(value) for value in values]


def add(rows: Iterable[Model]) -> None:
    """Insert new rows of one table as they are; ids that are missing are drawn by the database and not told.

    For the one row of an everyday action this costs a third of ``bulk_create``, which works its columns out anew
    every time. Columns left to the database must be the same ones in every row.
    """
    every = list(rows)
    if not every:
        return
    model = type(every[0])
    if len(every) > FEW:
        model._base_manager.bulk_create(every)
        return
    given = tuple(field for field in model._meta.local_concrete_fields if not _is_drawn(every[0], field))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in every for field in given]
    with connection.cursor() as cursor:
        cursor.execute(_adding(model, given, len(every)), values)


def _is_drawn(row: Model, field: Field[Any, Any]) -> bool:
    """Whether the database itself gives this column its value."""
    value = getattr(row, field.attname)
    return isinstance(value, DatabaseDefault) or (field.primary_key and value is None)


@lru_cache(maxsize=256)
def _adding(model: type[Model], fields: tuple[Field[Any, Any], ...], count: int) -> str:
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    # Without lengths: a cast to varchar(40) would cut a text that is too long, and it must be refused.
    one = ", ".join(f"%s::{_LENGTH.sub('', str(field.rel_db_type(connection)))}" for field in fields)
    rows = ", ".join([f"({one})"] * count)
    return f"insert into {connection.ops.quote_name(model._meta.db_table)} ({names}) values {rows}"  # noqa: S608
