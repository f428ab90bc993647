"""Persons filed under their names: found by every part, in their divisions only, and gone when taken out."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.plumbing import names, search, walls
from linli.plumbing.models import NameToken

FAMILY, GIVEN = "黄韦欧阳", "志强小兰"
a_name = st.builds(lambda family, given: family + "".join(given), st.sampled_from([*FAMILY, "欧阳"]),
                   st.lists(st.sampled_from(GIVEN), min_size=1, max_size=3))  # fmt: skip
filed = st.lists(st.tuples(st.integers(1, 3), a_name), min_size=1, max_size=12)
OPTIONS = settings(max_examples=40)


def holds(name: str, typed: str) -> bool:
    return set(search.name_query(typed)) <= set(search.name_tokens(name))


def model(rows: list[tuple[int, int, str]], typed: str, scope_id: int | None) -> set[int]:
    return {record for scope, record, name in rows if scope_id in (None, scope) and holds(name, typed)}


def empty() -> None:
    NameToken.objects.all().delete()


@pytest.mark.django_db
@OPTIONS
@given(st.lists(filed, min_size=1, max_size=3), st.data())
def test_whoever_is_filed_is_found_until_taken_out(batches: list[list[tuple[int, str]]], data: st.DataObject) -> None:
    empty()
    rows: list[tuple[int, int, str]] = []
    for number, batch in enumerate(batches):
        fresh = [(scope, 100 * number + place, name) for place, (scope, name) in enumerate(batch)]
        names.file_many(fresh)
        rows += fresh
    asked = ["黄", "志", "志强", "黄志强", "欧阳小兰", "hz", "ouy", "强小兰", data.draw(a_name)]
    for gone in [None, *data.draw(st.lists(st.sampled_from(rows), max_size=6, unique=True))]:
        if gone is not None:
            scope, record, name = gone
            names.take_out(record=record, name=name, scopes=[scope])
            rows.remove(gone)
        for typed in asked:
            for scope_id in (None, 1, 2):
                found = names.find(typed, scope_id=scope_id, most=1000)
                assert scope_id is None or len(found) == len(set(found))
                assert set(found) == model(rows, typed, scope_id), (typed, scope_id)
    everybody = [
        (row.scope_id, record) for row in NameToken.objects.all() for record in (row.record, *(row.more or []))
    ]
    assert set(everybody) == {(scope, record) for scope, record, _name in rows}


@pytest.mark.django_db
def test_no_row_grows_beyond_a_hundred_and_no_search_beyond_what_was_asked_for() -> None:
    empty()
    names.file_many((7, record, "黄志强") for record in range(1, 251))
    assert {len(row.more or []) + 1 for row in NameToken.objects.all()} == {100, 50}
    assert set(names.find("黄志强", scope_id=7, most=1000)) == set(range(1, 251))
    assert len(names.find("黄志强", scope_id=None, most=30)) == 30
    assert names.find("", scope_id=7, most=10) == names.find("·", scope_id=7, most=10) == []


@pytest.mark.django_db(transaction=True)
def test_who_was_filed_in_rows_of_their_own_is_found_after_the_migration() -> None:
    before = [("plumbing", "0002_technical")]
    executor = MigrationExecutor(connection)
    latest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "plumbing"]
    executor.migrate(before)
    try:
        old = [(3, record, name) for record, name in enumerate(["黄志强", "黄小兰", "韦强"] * 60, start=1)]
        with connection.cursor() as cursor:
            rows = [
                (scope, kind, token, record)
                for scope, record, name in old
                for kind in ("person", "reporter")
                for token in search.name_tokens(name)
            ]
            cursor.executemany(
                "insert into plumbing_search_token (scope_id, kind, token, record) values (%s, %s, %s, %s)", rows
            )
    finally:
        MigrationExecutor(connection).migrate(latest)
        walls.raise_walls()  # the table was made anew: whoever may use it has to be told again
    for typed in ("黄", "志强", "黄志强", "hxl", "韦强"):
        assert set(names.find(typed, scope_id=3, most=1000)) == model(old, typed, 3)
    with connection.cursor() as cursor:
        cursor.execute("select kind, count(*) from plumbing_search_token group by kind")
        assert cursor.fetchall() == [("reporter", len(rows) // 2)]
