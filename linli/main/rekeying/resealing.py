"""Sealing columns and files anew. Nothing is remembered between two runs: what is old is found by its first bytes."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import psycopg
from psycopg import Connection, sql

from linli.main.rekeying.places import COLUMNS, FOLDERS, Column, Folder
from linli.plumbing import crypto
from linli.plumbing.keys import ring

Admin = Connection[tuple[Any, ...]]
PORTION = 500  # rows in one transaction: well below a second


@dataclass(frozen=True, slots=True)
class Left:
    """What is still sealed under keys that are not the newest: where, under which, how much."""

    where: str
    key: int
    count: int
    passes: bool


@contextmanager
def administrator(url: str) -> Iterator[Admin]:
    """A connection for which neither walls nor history count: the value stays what it was, only its seal is new."""
    with psycopg.connect(url) as admin:
        admin.execute("set session_replication_role = replica")
        admin.commit()
        yield admin


def left(admin: Admin, home: Path) -> list[Left]:
    """Everything that is not sealed under the newest key, by place and key."""
    head = ring().newest.head
    found: list[Left] = []
    for column in _there(admin):
        counted = admin.execute(
            sql.SQL(
                "select substring({column} from 1 for 3), count(*) from {table}"
                " where {column} is not null and length({column}) > 3 and substring({column} from 1 for 3) <> %s"
                " group by 1"
            ).format(column=sql.Identifier(column.column), table=sql.Identifier(column.table)),
            [head],
        ).fetchall()
        found += [
            _left(f"{column.table}.{column.column}", bytes(begins), count, column.passes) for begins, count in counted
        ]
    admin.commit()
    for folder in FOLDERS:
        by_key: dict[bytes, int] = {}
        for path in _files(home, folder):
            begins = _head(path)
            if begins != head:
                by_key[begins] = by_key.get(begins, 0) + 1
        found += [_left(f"{folder.name}/", begins, count, folder.passes) for begins, count in by_key.items()]
    return found


def _left(where: str, begins: bytes, count: int, passes: bool) -> Left:
    return Left(where, int.from_bytes(begins[1:3], "big"), count, passes)


def reseal(admin: Admin, home: Path) -> Iterator[int]:
    """Seal everything anew, a portion in each transaction; how many values each portion was."""
    for column in _there(admin):
        if not column.passes:
            yield from _column(admin, column)
    for folder in FOLDERS:
        if not folder.passes:
            yield from _folder(home, folder)


def _there(admin: Admin) -> list[Column]:
    """The columns this database has: a scenario that was taken out has none."""
    rows = admin.execute("select table_name, column_name from information_schema.columns where table_schema = 'public'")
    known = set(rows.fetchall())
    return [one for one in COLUMNS if (one.table, one.column) in known]


def _column(admin: Admin, column: Column) -> Iterator[int]:
    """By key, each row once. A value that somebody else has replaced meanwhile stays theirs."""
    named = [name for _text, name, _spec, _conversion in Formatter().parse(column.bound) if name]
    asked = sql.SQL(
        "select {names}, {key}, {column} from {table} where {key} > %s and {column} is not null"
        " and substring({column} from 1 for 3) <> %s order by {key} limit %s"
    ).format(
        names=sql.SQL(", ").join(map(sql.Identifier, named)),
        key=sql.Identifier(column.key),
        column=sql.Identifier(column.column),
        table=sql.Identifier(column.table),
    )
    written = sql.SQL("update {table} set {column} = %s where {key} = %s and {column} = %s").format(
        table=sql.Identifier(column.table), column=sql.Identifier(column.column), key=sql.Identifier(column.key)
    )
    last = -(2**62)
    while rows := admin.execute(asked, [last, ring().newest.head, PORTION]).fetchall():
        changes = []
        for *values, key, blob in rows:
            bound = column.bound.format(**dict(zip(named, values, strict=True)))
            changes.append((crypto.reseal(blob, bound=bound), key, bytes(blob)))
            last = key
        with admin.cursor() as cursor:
            cursor.executemany(written, changes)
        admin.commit()
        yield len(changes)
    admin.commit()


def _folder(home: Path, folder: Folder) -> Iterator[int]:
    """Each file written beside its place, flushed, and put there whole."""
    for path in _files(home, folder):
        if _head(path) == ring().newest.head:
            continue
        sealed = crypto.reseal(path.read_bytes(), bound=folder.bound.format(name=path.name))
        draft = path.with_name(f".{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        yield 1


def _files(home: Path, folder: Folder) -> Iterator[Path]:
    for path in sorted((home / folder.name).rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(crypto.HEAD)
