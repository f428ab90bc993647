"""Lines as they are kept: sealed with the cells' own words, bound to their row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from linli.kernel.imports import columns
from linli.kernel.imports.cells import value_of, why_wrong
from linli.kernel.imports.kinds import Kind, Row
from linli.kernel.imports.models import ImportRow
from linli.kernel.imports.saying import Change, Reason, Told, kept, kept_reason, reason_of, said_of
from linli.plumbing import crypto
from linli.plumbing.tabular import Line, Said

TABLE = "imports_row"
_encode = msgspec.json.encode
_decode = msgspec.json.decode


@dataclass(frozen=True, slots=True)
class Staged:
    """A line as it was put down: a text for every head, what the reader of the file said of it, its shape."""

    number: int
    cells: Mapping[str, str]
    remarks: tuple[Said, ...] = ()
    rounded: frozenset[str] = frozenset()
    shape: Mapping[str, Any] | None = None


def bound(column: str, record: int) -> str:
    return f"{TABLE}.{column}:{record}"


def packed(line: Line, heads: Sequence[str]) -> bytes:
    """What is sealed of a line; blank cells at its end cost nothing."""
    body: dict[str, Any] = {"c": [line.cells.get(head, "") for head in heads]}
    if line.remarks:
        body["r"] = [kept(one) for one in line.remarks]
    if line.rounded:
        body["x"] = sorted(line.rounded)
    if line.shape is not None:
        body["s"] = line.shape
    return _encode(body)


def staged(row: ImportRow, heads: Sequence[str]) -> Staged:
    """A line as it was put down; without a cell once it is swept."""
    if row.cells is None:
        return Staged(row.number, {})
    body = _decode(crypto.unseal(row.cells, bound=bound("cells", row.id)))
    return Staged(
        row.number,
        dict(zip(heads, body["c"], strict=False)),
        tuple(said_of(one) for one in body.get("r", ())),
        frozenset(body.get("x", ())),
        body.get("s"),
    )


def seal_told(row_id: int, told: Told) -> bytes | None:
    """What is said about a line, sealed; None where nothing is."""
    if not (told.reasons or told.remarks or told.changes):
        return None
    body = {
        "reasons": [kept_reason(one) for one in told.reasons],
        "remarks": [kept_reason(one) for one in told.remarks],
        "changes": [[one.field, one.old, one.new] for one in told.changes],
    }
    return crypto.seal(_encode(body), bound=bound("told", row_id))


def told_of(row: ImportRow) -> Told:
    """What is said about a line, in the reader's language; nothing once it is swept."""
    if row.told is None:
        return Told()
    body = _decode(crypto.unseal(row.told, bound=bound("told", row.id)))
    return Told(
        [reason_of(one) for one in body["reasons"]],
        [reason_of(one) for one in body["remarks"]],
        [Change(*one) for one in body["changes"]],
    )


def seal_before(row_id: int, before: Mapping[str, Any] | None) -> bytes | None:
    return None if before is None else crypto.seal(_encode(before), bound=bound("before", row_id))


def before_of(row: ImportRow) -> Mapping[str, Any] | None:
    if row.before is None:
        return None
    found: Mapping[str, Any] = _decode(crypto.unseal(row.before, bound=bound("before", row.id)))
    return found


def hashed(keys: Iterable[str], *, kind: str) -> list[int]:
    """Keyed hashes of what lines are about, as the database keeps them."""
    found = crypto.blind_many([f"{kind}:{key}" for key in keys], purpose="import-key", length=8)
    return [int.from_bytes(one, "big", signed=True) for one in found]


def read(line: Staged, kind: Kind, mapping: Mapping[str, str]) -> tuple[Row, list[Reason]]:
    """The line with its values, and everything that is wrong with its cells."""
    cells, wrong = columns.gathered(line.cells, kind, mapping)
    rounded = {mapping[head] for head in line.rounded if mapping.get(head)}
    values: dict[str, Any] = {}
    for field in kind.fields:
        try:
            value = value_of(field, cells.get(field.code, ""), rounded)
        except ValueError as error:
            wrong.append(Reason(why_wrong(error), field.code))
            continue
        if value is not None:
            values[field.code] = value
    remarks = tuple(Reason(one) for one in line.remarks)
    return Row(line.number, values, cells, line.shape, remarks), wrong
