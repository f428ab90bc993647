"""Columns that are added to, or changed in, tables that cities hold: what rewrites or reads the whole table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.migrations import AddField, AlterField

from linli.plumbing.online import NotNullOnline

if TYPE_CHECKING:
    from django.db.models import Field

    AnyField = Field[Any, Any]

# Functions whose value differs from row to row, so that PostgreSQL has to write every row anew.
VOLATILE = re.compile(
    r"\b(random|gen_random_uuid|uuidv[47]|clock_timestamp|timeofday|nextval|random_normal)\b", re.IGNORECASE
)
_LENGTH = re.compile(r"varchar\((\d+)\)")


def added(step: AddField) -> Iterator[str]:
    """A new column of a table that is written to."""
    field, name = step.field, f"{step.model_name}.{step.name}"
    if field.has_db_default() and _is_volatile(field._db_default_expression):  # type: ignore[attr-defined]
        yield (
            f"{name} has a default that differs from row to row, so every row is written anew behind a shut door: "
            "add it without, set the default in a second step, fill old rows by a job in batches"
        )
    if isinstance(field, models.AutoField | models.BigAutoField | models.SmallAutoField | models.GeneratedField):
        yield f"{name} is computed for every row, so the table is written anew: add a plain column and fill it by a job"
    yield from _led_to(field, name)


def altered(step: AlterField, old: AnyField) -> Iterator[str]:
    """A column that is no more what it was."""
    field, name = step.field, f"{step.model_name}.{step.name}"
    if old.null and not field.null and not isinstance(step, NotNullOnline):
        yield (
            f"{name} may be empty no more, and the table is read for that behind a shut door: "
            "NotNullOnline of linli.plumbing.online, atomic = False"
        )
    if (old.db_column or step.name) != (field.db_column or step.name):
        yield f"{name} is called otherwise in the database: add the new column, write both, copy, drop the old later"
    if not (old.is_relation or field.is_relation) and not _is_wider(_type(old), _type(field)):
        yield (
            f"{name} turns from {_type(old)} into {_type(field)}, so every row is written anew: "
            "add a new column, write both, copy by a job, switch, drop the old one in the next release"
        )
    if not (_is_led_to(old) or old.unique):
        yield from _led_to(field, name)


def _led_to(field: AnyField, name: str) -> Iterator[str]:
    """An index or a foreign key that comes with the column."""
    if field.unique or _is_led_to(field):
        yield (
            f"{name} brings an index that is built behind a shut door: db_index=False here, "
            "then AddIndexOnline of linli.plumbing.online in a migration of its own"
        )
    if isinstance(field, models.ForeignKey) and getattr(field, "db_constraint", True):
        yield (
            f"{name} is compared with its table row by row behind a shut door: db_constraint=False here, "
            "then RunSQL 'add constraint … foreign key … not valid', and validate it in the next migration"
        )


def _is_led_to(field: AnyField) -> bool:
    return bool(getattr(field, "db_index", False))


def _is_volatile(expression: Any) -> bool:
    said = [str(getattr(expression, part, "") or "") for part in ("function", "sql", "template")]
    said += map(str, getattr(expression, "extra", {}).values())
    if VOLATILE.search(" ".join([*said, type(expression).__name__.replace("RandomUUID", "gen_random_uuid")])):
        return True
    return any(_is_volatile(one) for one in getattr(expression, "get_source_expressions", list)() if one is not None)


def _type(field: AnyField) -> str:
    return field.db_type(connection) or ""


def _is_wider(old: str, new: str) -> bool:
    """Whether a column of the old type becomes the new one without a row being touched."""
    if old == new or (old.startswith("varchar") and new == "text"):
        return True
    before, after = _LENGTH.fullmatch(old), _LENGTH.fullmatch(new)
    return before is not None and after is not None and int(after[1]) >= int(before[1])
