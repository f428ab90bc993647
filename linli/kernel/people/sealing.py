"""Sealed fields of this room: every value is bound to its table, column and row."""

from __future__ import annotations

from collections.abc import Sequence

from linli.kernel.people.id_numbers import tidy
from linli.plumbing import crypto


def bound(table: str, column: str, record: int) -> str:
    return f"{table}.{column}:{record}"


def seal_column(table: str, column: str, records: Sequence[int], values: Sequence[str]) -> list[bytes | None]:
    """One sealed value for each record; None where there is nothing to seal."""
    given = [place for place, value in enumerate(values) if value]
    sealed = crypto.seal_many(
        [values[place] for place in given], bounds=[bound(table, column, records[place]) for place in given]
    )
    column_values: list[bytes | None] = [None] * len(values)
    for place, blob in zip(given, sealed, strict=True):
        column_values[place] = blob
    return column_values


def opened(table: str, column: str, record: int, blob: bytes | memoryview | None) -> str:
    """The clear value, empty where nothing was sealed."""
    return crypto.unseal_text(blob, bound=bound(table, column, record)) if blob is not None else ""


def booklet_index(number: str) -> bytes:
    """The fingerprint a household booklet is found by, however its number was typed."""
    return crypto.blind(tidy(number), purpose="household booklet")
