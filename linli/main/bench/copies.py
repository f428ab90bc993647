"""Copies of cases that are there, at other times: what a table of a city that has worked for a year holds.

Only a bench does this, as the administrator. Written are the rows the lists and figures read (subject, case, task,
clock), not the history, and nothing that is told or sealed.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

# The tables in the order of their keys, each with its key and the columns that point to a copied row.
TABLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("people_subject", {}),
    ("cases_case", {"subject_id": "people_subject", "first_task_id": "cases_task"}),
    ("cases_task", {"case_id": "cases_case", "subject_id": "people_subject"}),
    ("cases_clock", {"case_id": "cases_case"}),
)
MOMENTS = "timestamp with time zone"
OVER = {
    "closed": "answered",
    "done": "opened",
    "stopped": "started",
}  # a copy is closed, whatever its original waits for
BACK = "7 days"  # further into the past with every copy, for a year; then again from the first week
WEEKS = 50
ORIGINALS = "select id, subject_id from cases_case where answered is not null"


def copy_cases(admin: Connection[tuple[Any, ...]], times: int) -> None:
    """Copy every case that has been answered so many times; all of them wait to be measured."""
    admin.execute(sql.SQL("create temp table originals as " + ORIGINALS))
    strides = {table: _stride(admin, table) for table, _links in TABLES}
    for table, links in TABLES:
        admin.execute(_copying(admin, table, links, strides), {"times": times})
    admin.execute("insert into indicators_touched select id from cases_case on conflict do nothing")
    admin.execute("analyze")


def _stride(admin: Connection[tuple[Any, ...]], table: str) -> int:
    """How far apart the keys of a row and its copies lie."""
    found = admin.execute(sql.SQL("select coalesce(max(id), 0) + 1 from {}").format(sql.Identifier(table))).fetchone()
    return int(found[0]) if found else 1


def _copying(
    admin: Connection[tuple[Any, ...]], table: str, links: dict[str, str], strides: dict[str, int]
) -> sql.Composed:
    columns = admin.execute(
        "select column_name, data_type from information_schema.columns where table_name = %s order by ordinal_position",
        [table],
    ).fetchall()
    key = {"people_subject": ("id", "subject_id"), "cases_case": ("id", "id")}.get(table, ("case_id", "id"))
    where = sql.SQL("t.{} in (select {} from originals)").format(*map(sql.Identifier, key))
    values = [_value(str(name), str(kind), table, links, strides) for name, kind in columns]
    copying = "insert into {} ({}) select {} from {} t, generate_series(1, %(times)s) k where {}"
    return sql.SQL(copying).format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(str(name)) for name, _kind in columns),
        sql.SQL(", ").join(values),
        sql.Identifier(table),
        where,
    )


def _value(name: str, kind: str, table: str, links: dict[str, str], strides: dict[str, int]) -> sql.Composable:
    """A column of a copy: its own key, the keys of what was copied with it, another time, else as it is."""
    column = sql.SQL("t.{}").format(sql.Identifier(name))
    source = table if name == "id" else links.get(name)
    if source:
        return sql.SQL("{} + k * {}").format(column, sql.Literal(strides[source]))
    if name == "number":
        return sql.SQL("{} || 'C' || k").format(column)
    if name in ("receipt_blind", "receipt_sealed"):
        return sql.SQL("null")
    if name in OVER:
        column = sql.SQL("coalesce(t.{}, t.{} + interval '8 days')").format(*map(sql.Identifier, (name, OVER[name])))
    if (table, name) == ("cases_case", "step"):
        return sql.SQL("'end'")
    if kind == MOMENTS:
        back = sql.SQL(f"(k %% {WEEKS}) * interval '{BACK}'")
        return sql.SQL("{} - {}").format(column, back)
    return column
