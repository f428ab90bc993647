"""Rows by the million for a drill: not a city's, only as many, as wide and as indexed. Their keys lead nowhere.

Past every trigger and foreign key. Checks are written down again as not enforced (PostgreSQL 18), for made-up rows
would break them; rules against overlaps go.
"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import sql

Admin = psycopg.Connection[tuple[Any, ...]]

_COLUMNS = """
select a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory::text, a.atttypmod, a.attidentity::text
from pg_attribute a join pg_type t on t.oid = a.atttypid
where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum
"""
_RULES = """
select conname, contype::text, pg_get_constraintdef(oid) from pg_constraint
where conrelid = %s::regclass and contype in ('c', 'x')
"""
# A value for row n, by the category of the type and, where that is not enough, by the type.
_BY_TYPE: dict[str, LiteralString] = {
    "smallint": "(n % 30000)::smallint",
    "bytea": "decode(md5(n::text), 'hex')",
    "jsonb": "'{}'::jsonb",
    "date": "current_date - (n % 3000)::int",
    "uuid": "gen_random_uuid()",
    "xid8": "n::text::xid8",
    "interval": "interval '1 day'",
    "boolean": "n % 2 = 0",
}
_BY_CATEGORY: dict[str, LiteralString] = {
    "N": "n",
    "D": "now() - n * interval '1 second'",
    "A": "'{}'",
}


def tables(admin: Admin) -> set[str]:
    """The tables there are."""
    return {row[0] for row in admin.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()}


def fill(admin: Admin, table: str, rows: int) -> None:
    """Bring a table to that many rows."""
    name, columns = sql.Identifier(table), []
    values = []
    for column, kind, category, modifier, identity in admin.execute(_COLUMNS, [table]).fetchall():
        if identity != "a":
            columns.append(sql.Identifier(column))
            values.append(_value(kind, category, modifier))
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")
        for rule, kind, said in admin.execute(_RULES, [table]).fetchall():
            admin.execute(sql.SQL("alter table {} drop constraint {}").format(name, sql.Identifier(rule)))
            if kind == "c":
                again = sql.SQL(said.removesuffix(" NOT VALID").removesuffix(" NOT ENFORCED"))
                admin.execute(
                    sql.SQL("alter table {} add constraint {} {} not enforced").format(
                        name, sql.Identifier(rule), again
                    )
                )
        admin.execute(
            sql.SQL("insert into {} ({}) select {} from generate_series(1000001, {}) n on conflict do nothing").format(
                name, sql.SQL(", ").join(columns), sql.SQL(", ").join(values), sql.Literal(1_000_000 + rows)
            )
        )
    admin.execute(sql.SQL("vacuum analyze {}").format(name))


def _value(kind: str, category: str, modifier: int) -> sql.SQL | sql.Composed:
    if kind in _BY_TYPE:
        return sql.SQL(_BY_TYPE[kind])
    if category == "S":
        length = modifier - 4 if modifier > 4 else 64
        return sql.SQL("left(md5(n::text) || md5((n * 7)::text), {})").format(sql.Literal(length))
    return sql.SQL(_BY_CATEGORY.get(category, "null"))
