"""The rows held about a person, table by table, as the declarations find them: opened, without keys and hashes.

Runs behind the walls of whoever asks: on the public surface a person sees what its walls show, the worker's robot
everything that is declared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BinaryField, Field, ForeignKey, IntegerField, JSONField

from linli.plumbing import crypto, held, walls
from linli.plumbing.classification import INTERNAL, SECRET
from linli.plumbing.held import Held, Whose

MOST = 5_000  # rows of one table in a copy; nobody has more, and a loop must end
SEALED = "_sealed"
PlaceWords = Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is handed out under a name: opened where it is sealed, in words where it is a place."""

    name: str
    column: str
    is_sealed: bool = False
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Everything one table holds about a person. ``keys`` are its rows, in the order of ``rows``."""

    held: Held
    keys: tuple[int, ...]
    rows: tuple[Mapping[str, Any], ...]


@cache
def columns_of(table: str) -> tuple[str, tuple[Column, ...]]:
    """The key of a table and what is handed out of it."""
    model = next(one for one in walls.models() if one._meta.db_table == table)
    said = held.of(table)
    assert isinstance(said, Held)
    found = (_column(one, said) for one in model._meta.local_concrete_fields)
    assert model._meta.pk is not None
    return str(model._meta.pk.column), tuple(one for one in found if one is not None)


def _column(one: Field[Any, Any], said: Held) -> Column | None:
    name = str(one.column)
    is_sealed = name.endswith(SEALED) or name in said.sealed
    plain = name.removesuffix(SEALED)
    if plain in said.leave_out or one.db_comment == SECRET:
        return None
    if name == "place_id":
        return Column("place", name, is_place=True)
    if one.primary_key or isinstance(one, ForeignKey | BigIntegerField) or name.endswith("_id"):
        return None  # keys never leave the house
    if isinstance(one, BinaryField):
        return Column(plain, name, is_sealed=True) if is_sealed else None
    number = isinstance(one, IntegerField) and not one.choices
    if one.db_comment == INTERNAL and (number or isinstance(one, ArrayField | JSONField)):
        return None
    return Column(plain, name)


def parts_of(whose: Whose, *, places: PlaceWords, tables: Collection[str] | None = None) -> Iterator[Part]:
    """Every table that holds something about a person, with its rows; one statement each."""
    for one in held.every():
        if tables is None or one.table in tables:
            keys, raw = _rows(one, whose)
            if keys:
                yield Part(one, keys, tuple(_opened(one.table, keys, raw, places)))


def _rows(one: Held, whose: Whose) -> tuple[tuple[int, ...], list[tuple[Any, ...]]]:
    key, columns = columns_of(one.table)
    names = ", ".join(f't."{column.column}"' for column in columns)
    where = f" and ({one.where})" if one.where else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.{key}, {names} from {one.table} t where {one.rows()}{where} order by t.{key} limit {MOST}",  # noqa: S608
            whose.values(),
        )
        found = cursor.fetchall()
    return tuple(row[0] for row in found), [row[1:] for row in found]


def _opened(
    table: str, keys: Sequence[int], raw: Sequence[tuple[Any, ...]], places: PlaceWords
) -> Iterator[Mapping[str, Any]]:
    _key, columns = columns_of(table)
    at = {row[n] for row in raw for n, column in enumerate(columns) if column.is_place and row[n] is not None}
    named = places(at) if at else {}
    for key, row in zip(keys, raw, strict=True):
        told = {}
        for column, value in zip(columns, row, strict=True):
            said = _said(table, key, column, value, named)
            if said not in (None, "", [], {}):
                told[column.name] = said
        yield told


def _said(table: str, key: int, column: Column, value: Any, named: Mapping[int, str]) -> Any:
    if value is None:
        return None
    if column.is_place:
        return named.get(value, "")
    if column.is_sealed:
        return crypto.unseal(bytes(value), bound=f"{table}.{column.name}:{key}").decode(errors="replace")
    return value.isoformat() if isinstance(value, datetime | date) else value


def counts_of(whose: Whose, tables: Collection[str]) -> dict[str, int]:
    """How many rows each of these tables holds about a person. One statement."""
    asked = [one for one in held.every() if one.table in tables]
    if not asked:
        return {}
    each = " union all ".join(
        f"select '{one.table}', count(*) from {one.table} t where {one.rows()}"  # noqa: S608
        + (f" and ({one.where})" if one.where else "")
        for one in asked
    )
    with connection.cursor() as cursor:
        cursor.execute(each, whose.values())
        return dict(cursor.fetchall())
