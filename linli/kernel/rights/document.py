"""The copy somebody takes along, as a machine reads it: one JSON document with a published schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from linli.kernel.rights.queries.rows import Part

FORMAT = "linli.data-copy/1"


class Row(msgspec.Struct, frozen=True):
    """One record. ``row`` is its number within the copy; ``values`` are its fields by name, empty ones left out."""

    row: int
    values: dict[str, str | int | float | bool | list[Any] | dict[str, Any]]


class Table(msgspec.Struct, frozen=True):
    """Everything of one kind: which group of the page it belongs to, on which basis it is held, for how many days."""

    table: str
    group: str
    basis: str
    kept_days: int | None
    rows: list[Row]


class File(msgspec.Struct, frozen=True):
    """A file beside the document, and the record it belongs to."""

    name: str
    media_type: str
    table: str
    row: int


class Document(msgspec.Struct, frozen=True):
    """Everything held about one person at one moment."""

    format: str
    made: datetime
    city: str
    tables: list[Table]
    files: list[File]


def of_parts(parts: Sequence[Part], files: Sequence[File], *, city: str, now: datetime) -> Document:
    """The document of what was found. Rows are numbered within the copy, from 1; no key of the city stands in it."""
    tables = []
    for part in parts:
        rows = [Row(number, dict(values)) for number, values in enumerate(part.rows, 1)]
        days = part.held.keep.span.days if part.held.keep is not None else None
        tables.append(Table(part.held.table, part.held.group, part.held.basis, days, rows))
    return Document(FORMAT, now, city, tables, list(files))


def schema() -> dict[str, Any]:
    """The JSON Schema of a copy (draft 2020-12)."""
    told = msgspec.json.schema(Document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT, **told}


def written(document: Document) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=1)
