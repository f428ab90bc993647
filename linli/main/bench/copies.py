"""Copies of cases that are there, at other times: what a table of a city that has worked for a year holds.

Only a bench does this, as the administrator: a million cases through the desk's own action take hours, and what is
measured is what a request costs beside them. Nothing is told and nothing sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

MOMENTS = "timestamp with time zone"
BACK = "7 days"  # further into the past with every copy, for a year; then again from the first week
WEEKS = 50


@dataclass(frozen=True, slots=True)
class Copying:
    """What is copied of which cases.

    ``tables`` stand in the order of their keys, each with the columns that point to a copied row; ``ended`` says from
    which moment on a copy is over after eight days, whatever its original waits for.
    """

    originals: str
    tables: tuple[tuple[str, dict[str, str]], ...]
    ended: dict[str, dict[str, str]]


_CASE = {"subject_id": "people_subject", "first_task_id": "cases_task"}
_TASK = {"case_id": "cases_case", "subject_id": "people_subject"}
_ROWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("people_subject", {}),
    ("cases_case", _CASE),
    ("cases_task", _TASK),
    ("cases_clock", {"case_id": "cases_case"}),
)
_STEPS = {"cases_task": {"done": "opened"}, "cases_clock": {"stopped": "started"}}
# What lists and figures read of answered cases; and everything that opening and reading one looks at.
FIGURES = Copying("answered is not null", _ROWS, {"cases_case": {"closed": "answered"}, **_STEPS})
WHOLE = Copying(
    "true",
    (*_ROWS, ("cases_event", {"case_id": "cases_case", "task_id": "cases_task"}), ("publications_public_face", {})),
    {
        "cases_case": {"answered": "at", "closed": "at"},
        "publications_public_face": {"answered": "opened", "closed": "opened"},
        **_STEPS,
    },
)
_KEYS = {"people_subject": ("id", "subject_id"), "cases_case": ("id", "id")}
_OF_CASE = "publications_public_face"  # whose key is that of its case
_ENDED = {("cases_case", "step"): "end", ("cases_task", "first"): False, (_OF_CASE, "state"): "closed"}


def copy_cases(admin: Connection[tuple[Any, ...]], times: int, what: Copying = FIGURES) -> None:
    """Copy every such case so many times; the copies are over, and all of them wait to be measured."""
    admin.execute(f"create temp table originals as select id, subject_id from cases_case where {what.originals}")  # noqa: S608
    strides = {table: _stride(admin, table) for table, _links in what.tables if table != _OF_CASE}
    strides[_OF_CASE] = strides["cases_case"]
    for table, links in what.tables:
        admin.execute(_copying(admin, table, links, strides, what.ended.get(table, {})), {"times": times})
        if table != _OF_CASE:
            next_id = "select setval(pg_get_serial_sequence({}, 'id'), (select max(id) from {}))"
            admin.execute(sql.SQL(next_id).format(sql.Literal(table), sql.Identifier(table)))
    admin.execute("insert into indicators_touched select id from cases_case on conflict do nothing")
    admin.execute("drop table originals")
    admin.execute("analyze")


def _stride(admin: Connection[tuple[Any, ...]], table: str) -> int:
    """How far apart the keys of a row and its copies lie."""
    found = admin.execute(sql.SQL("select coalesce(max(id), 0) + 1 from {}").format(sql.Identifier(table))).fetchone()
    return int(found[0]) if found else 1


def _copying(
    admin: Connection[tuple[Any, ...]],
    table: str,
    links: dict[str, str],
    strides: dict[str, int],
    ended: dict[str, str],
) -> sql.Composed:
    columns = admin.execute(
        "select column_name, data_type from information_schema.columns where table_name = %s and is_generated = 'NEVER'"
        " order by ordinal_position",
        [table],
    ).fetchall()
    key = _KEYS.get(table, ("case_id", "id"))
    where = sql.SQL("t.{} in (select {} from originals)").format(*map(sql.Identifier, key))
    values = [_value(str(name), str(kind), table, links, strides, ended) for name, kind in columns]
    copying = "insert into {} ({}) select {} from {} t, generate_series(1, %(times)s) k where {}"
    return sql.SQL(copying).format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(str(name)) for name, _kind in columns),
        sql.SQL(", ").join(values),
        sql.Identifier(table),
        where,
    )


def _value(
    name: str, kind: str, table: str, links: dict[str, str], strides: dict[str, int], ended: dict[str, str]
) -> sql.Composable:
    """A column of a copy: its own key, the keys of what was copied with it, another time, else as it is."""
    column = sql.SQL("t.{}").format(sql.Identifier(name))
    own = "case_id" if table == _OF_CASE else "id"
    source = table if name == own else links.get(name)
    if source:
        return sql.SQL("{} + k * {}").format(column, sql.Literal(strides[source]))
    if name == "number":
        return sql.SQL("{} || 'C' || k").format(column)
    if table == _OF_CASE and name == "code":
        return sql.SQL("'C' || to_hex(t.case_id + k * {})").format(sql.Literal(strides[table]))
    if name in ("receipt_blind", "receipt_sealed"):
        return sql.SQL("null")
    if (table, name) in _ENDED:
        return sql.Literal(_ENDED[table, name])
    if name in ended:
        column = sql.SQL("coalesce(t.{}, t.{} + interval '8 days')").format(*map(sql.Identifier, (name, ended[name])))
    if kind == MOMENTS:
        back = sql.SQL(f"(k %% {WEEKS}) * interval '{BACK}'")
        return sql.SQL("{} - {}").format(column, back)
    return column
