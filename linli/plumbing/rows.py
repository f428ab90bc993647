"""Reading rows of one table by a question that is always the same.

The ORM works a statement out anew every time it is asked. For a page that asks seven questions by key that is more
work than the page itself and the database together, so here the statement is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)
Other = TypeVar("Other", bound=Model)
Reader = Callable[[Sequence[Any]], Any]


def read(
    model: type[Row], tail: str, values: Sequence[Any] = (), *, also: Mapping[str, str] | None = None
) -> list[Row]:
    """The rows of ``select … from table t`` followed by ``tail``.

    ``also`` are columns to add, by the attribute they become. It and ``tail`` are written by us, never by a person.
    """
    extra = dict(also or {})
    columns, take = _columns(model, "t")
    told = ", ".join([columns, *extra.values()])
    found = _asked(f"select {told} from {_table(model)} t {tail}", values)  # noqa: S608
    made: list[Row] = []
    for row in found:
        one = take(row)
        for at, name in enumerate(extra, len(row) - len(extra)):
            setattr(one, name, row[at])
        made.append(one)
    return made


def read_pairs(
    model: type[Row], other: type[Other], *, on: str, tail: str, values: Sequence[Any] = ()
) -> list[tuple[Row, Other | None]]:
    """Rows ``t`` with the row ``o`` that belongs to each, joined ``on``; None where there is none."""
    mine, take = _columns(model, "t")
    theirs, take_other = _columns(other, "o")
    sql = f"select {mine}, {theirs} from {_table(model)} t left join {_table(other)} o on {on} {tail}"  # noqa: S608
    width = len(model._meta.concrete_fields)
    key = width + [field.primary_key for field in other._meta.concrete_fields].index(True)
    found = _asked(sql, values)
    return [(take(row), None if row[key] is None else take_other(row[width:])) for row in found]


def _asked(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@lru_cache(maxsize=256)
def _columns(model: type[Model], alias: str) -> tuple[str, Reader]:
    """The columns of a model under an alias, and how a row that begins with them becomes an instance."""
    fields = model._meta.concrete_fields
    told = ", ".join(f"{alias}.{connection.ops.quote_name(str(field.column))}" for field in fields)
    names = [field.attname for field in fields]
    turned = [(at, make) for at, field in enumerate(fields) for make in field.get_db_converters(connection)]
    columns = [field.get_col(model._meta.db_table) for field in fields]

    def take(row: Sequence[Any]) -> Any:
        values = list(row[: len(names)])
        for at, make in turned:
            values[at] = make(values[at], columns[at], connection)
        return model.from_db(connection.alias, names, values)

    return told, take
