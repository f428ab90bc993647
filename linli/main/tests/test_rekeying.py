"""Every sealed value is known, bound to its row and sealed anew; an old key goes when nothing lies under it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from linli.main.rekeying import command, resealing
from linli.main.rekeying.places import COLUMNS, MONTH, Column
from linli.main.rekeying.resealing import Left
from linli.plumbing import crypto, keys
from linli.plumbing.days import day_of
from linli.plumbing.time import now as clock
from tests import two_sides
from tests.before_walls import as_superuser
from tests.world import World


class Inside:
    """The administrator's connection inside the one transaction of a test: what it commits is kept as it is."""

    def execute(self, query: Any, values: Any = None) -> Any:
        return connection.connection.execute(query, values)

    def cursor(self) -> Any:
        return connection.connection.cursor()

    def commit(self) -> None:
        """The test takes everything back at its end."""


def left(admin: Any, home: Path) -> list[Left]:
    return resealing.left(admin, home)


def reseal(admin: Any, home: Path) -> Iterator[int]:
    return resealing.reseal(admin, home)


@pytest.fixture
def admin(world: World, db: None, tmp_path: Path, settings: Settings) -> Iterator[Inside]:
    """A town with one of everything, its keys in a file of its own so that they may be rotated."""
    own = tmp_path / "keys.json"
    own.write_bytes(Path(settings.KEYS_FILE).read_bytes())
    own.chmod(0o600)
    settings.KEYS_FILE = own
    keys.forget()
    two_sides.build(world)
    as_superuser()
    connection.ensure_connection()
    connection.connection.execute("set local session_replication_role = replica")
    yield Inside()
    keys.forget()


def sealed_rows(column: Column) -> list[tuple[str, bytes]]:
    """What each value of a column is bound to, and the value."""
    names = [part.split("}")[0] for part in column.bound.split("{")[1:]]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(names)}, {column.column} from {column.table} where {column.column} is not null"
            f" and length({column.column}) > 30"
        )
        return [
            (column.bound.format(**dict(zip(names, row, strict=False))), bytes(row[-1])) for row in cursor.fetchall()
        ]


KEPT = [one for one in COLUMNS if not one.passes]


def test_no_blob_lies_where_nobody_would_seal_it_anew(admin: Inside) -> None:
    """Every column of bytes of the whole database is looked through for values that begin like sealed ones."""
    known = {(one.table, one.column) for one in COLUMNS}
    head = keys.ring().newest.head
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'public' and data_type = 'bytea' order by 1, 2"
        )
        every = cursor.fetchall()
        assert known <= set(every), "a column named here is not in the database"
        for table, column in every:
            cursor.execute(
                f"select count(*) from {table} where length({column}) > 30 and substring({column} from 1 for 3) = %s",
                [head],
            )
            assert not cursor.fetchone()[0] or (table, column) in known, f"{table}.{column} holds sealed values"


def test_a_value_opens_in_its_own_row_column_and_table_and_nowhere_else(admin: Inside) -> None:
    found = {one: rows for one in KEPT if (rows := sealed_rows(one))}
    assert len(found) >= 15, "the town has values in most columns"
    bounds = {bound for rows in found.values() for bound, _blob in rows}
    assert len(bounds) == sum(len(rows) for rows in found.values()), "two values are bound to the same place"
    for rows in found.values():
        for bound, blob in rows:
            crypto.unseal(blob, bound=bound)
    one_of_each = [rows[0] for rows in found.values()] + [rows[1] for rows in found.values() if len(rows) > 1]
    for (_here, blob), (elsewhere, other) in combinations(one_of_each, 2):
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(blob, bound=elsewhere)
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(other, bound=_here)


def test_everything_is_sealed_anew_and_going_on_after_a_kill_loses_nothing(
    admin: Inside, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {bound: crypto.unseal(blob, bound=bound) for one in KEPT for bound, blob in sealed_rows(one)}
    keys.rotate(Path(settings.KEYS_FILE))
    monkeypatch.setattr(resealing, "PORTION", 2)
    under_one = sum(one.count for one in left(admin, tmp_path) if one.key == 1)
    assert under_one >= len(before)
    cut = reseal(admin, tmp_path)
    done = sum(next(cut) for _portion in range(3))
    del cut  # killed
    rest = sum(one.count for one in left(admin, tmp_path) if not one.passes)
    assert 0 < rest == len(before) - done
    assert sum(reseal(admin, tmp_path)) == rest
    assert not [one for one in left(admin, tmp_path) if not one.passes]
    after = {bound: crypto.unseal(blob, bound=bound) for one in KEPT for bound, blob in sealed_rows(one)}
    assert after == before


def typed(*words: str) -> Any:
    parser = ArgumentParser()
    command.configure(parser.add_subparsers(dest="deed"))
    return parser.parse_args([*words, "--json"])


def test_an_old_key_is_retired_when_nothing_lies_under_it_and_sessions_are_over(
    admin: Inside,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @contextmanager
    def here(_home: Path) -> Iterator[Inside]:
        yield admin

    monkeypatch.setattr(command, "_admin", here)
    monkeypatch.setattr(command, "city_home", lambda: tmp_path)
    monkeypatch.setattr("linli.main.django_setup.enter", lambda _surface: None)
    path, today = Path(settings.KEYS_FILE), day_of(clock())
    keys.rotate(path, day=today - timedelta(days=MONTH))
    assert command.run(typed("retire", "1")) == 1
    assert "people_person" in capsys.readouterr().err
    assert list(reseal(admin, tmp_path))
    with connection.cursor() as cursor:
        cursor.execute("delete from plumbing_kept_form")
    assert command.run(typed("state")) == 0
    assert json.loads(capsys.readouterr().out)["left"] == []
    assert command.run(typed("retire", "2")) == 1, "the one that seals stays"
    held = json.loads(path.read_text())
    held["seal"][1]["since"] = today.isoformat()
    path.write_text(json.dumps(held))
    keys.forget()
    assert command.run(typed("retire", "1")) == 1, "sessions may hold something still"
    held["seal"][1]["since"] = (today - timedelta(days=MONTH)).isoformat()
    path.write_text(json.dumps(held))
    keys.forget()
    assert command.run(typed("retire", "1")) == 0
    assert list(keys.since(path)) == [2]
