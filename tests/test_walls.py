"""The second wall: with the ORM's filter gone, direct SQL under each login shows nothing foreign."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import Error
from pytest_django.plugin import DjangoDbBlocker

from linli.kernel.cases.models import Case, Task
from linli.kernel.cases.reports import REGISTER
from linli.kernel.publications.models import PublicFace
from linli.main.doctor import catalog, ways_round
from linli.plumbing import scope, walls
from linli.plumbing.policy import Anyone, Both, ByAccount, ByBeginning, ByScope, BySubject, Policy, ToRoles
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests import two_sides
from tests.before_walls import Identity, as_superuser, become, run, seen, truth
from tests.ground import laid
from tests.two_sides import FOREIGN, OWN, Town
from tests.world import World

LOGINS = ("public", "desk", "worker")
WALLED = [one for one in walls.declared() if one.walled]
OF_THE_LOGIN = (Anyone, ByBeginning, ToRoles)  # rules that look at login or hat and not at who has logged in


@pytest.fixture(scope="module")
def sides(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with laid(django_db_blocker) as world:
        with django_db_blocker.unblock():
            built = two_sides.build(world)
            as_superuser()
        yield built


@pytest.fixture
def town(sides: Town, db: None) -> Town:
    return sides


@pytest.mark.asvs("V8.2.2", "V8.4.1")
@pytest.mark.dengbao("8.1.4.2 f", "8.1.3.2 a")
@pytest.mark.parametrize("who", ["nobody", "own", "foreign", "stranger"])
@pytest.mark.parametrize("login", LOGINS)
def test_direct_sql_shows_no_foreign_row(town: Town, login: str, who: str) -> None:
    stranger = Identity((2**30,), (2**40,), 2**40)
    identity = {"nobody": Identity(), "own": town.own[login], "foreign": town.foreign[login], "stranger": stranger}[who]
    expected = {}
    for one in WALLED:
        given = one.logins.get(login)
        rows = run(f"select t::text from {one.table} t")
        assert rows, f"the town has no row of {one.table}: a wall nobody looked at is no wall"
        if given and given.seen and "select" in given.verbs:
            condition = truth(given.seen, one.table, login, identity)
            expected[one.table] = {
                row[0] for row in run(f"select {one.table}::text from {one.table} where {condition}")
            }
    become(login, identity)
    found = {one.table: seen(one.table) for one in WALLED}
    assert {table for table, rows in found.items() if rows is not None} == set(expected)
    assert {table: found[table] for table in expected} == expected
    if who in ("nobody", "stranger"):
        open_rows = {one.table for one in WALLED if login in one.logins and is_open(one, login)}
        assert not any(rows for table, rows in found.items() if table not in open_rows)


@pytest.mark.parametrize("login", LOGINS)
def test_two_sides_share_no_row(town: Town, login: str) -> None:
    """What one side sees and what the other sees have no row in common, and neither side is empty."""
    for one in WALLED:
        if login not in one.logins or of_the_login(one, login) or "select" not in verbs(one, login):
            continue
        sides = []
        for identity in (town.own[login], town.foreign[login]):
            become(login, identity)
            sides.append(seen(one.table))
            as_superuser()
        assert not (sides[0] or set()) & (sides[1] or set()), one.table
        assert all(sides) or is_of_nobody(one, login), (login, one.table)


def is_of_nobody(one: Policy, login: str) -> bool:
    """What the hats of both sides have none of: a robot has no account."""
    return login == "worker" and (one.table == "people_account" or isinstance(one.logins[login].rows, ByAccount))


@pytest.mark.parametrize("login", LOGINS)
def test_changing_everything_changes_only_what_is_ones_own(town: Town, login: str) -> None:
    """``update`` and ``delete`` without any condition: they reach the rows the login sees and no others."""
    identity = town.own[login]
    for one in WALLED:
        given = one.logins.get(login)
        if given is None or given.rows is None:
            continue
        if not given.changes and not {"update", "delete"} & set(verbs(one, login)):
            continue
        condition = truth(given.seen or given.rows, one.table, login, identity)
        mine = run(f"select count(*) from {one.table} where {condition}")[0][0]
        become(login, identity)
        if "update" in verbs(one, login):
            assert _changed(f"update {one.table} set {column_of(one)} = {column_of(one)}") == mine, one.table
        for column in given.changes:
            assert _changed(f"update {one.table} set {column} = {column}") == mine, (one.table, column)
        if given.changes:
            kept = next(f.column for f in _model(one)._meta.local_concrete_fields if f.column not in given.changes)
            assert _refused(f"update {one.table} set {kept} = {kept}") == "42501", (one.table, kept)
        if "delete" in verbs(one, login) and one.table == "plumbing_search_token":
            assert _changed(f"delete from {one.table}") == mine
        as_superuser()


@pytest.mark.parametrize("login", LOGINS)
def test_a_row_of_the_foreign_side_cannot_be_written(town: Town, login: str) -> None:
    """A copy of a foreign row under a key of its own is refused wherever the login's rows are walled."""
    tried = 0
    for one in WALLED:
        given = one.logins.get(login)
        if given is None or given.rows is None or of_the_login(one, login) or "insert" not in verbs(one, login):
            continue
        if one.table == "people_subject":  # anybody may add a reporter's side, and does not see it
            continue
        condition = truth(given.rows, one.table, login, town.foreign[login])
        copies = run(f"select to_jsonb(t) from (select * from {one.table} where {condition} limit 1) t")
        if not copies:
            continue
        tried += 1
        copy = json.loads(copies[0][0]) if isinstance(copies[0][0], str) else copies[0][0]
        by_row = given.rows.first if isinstance(given.rows, Both) else given.rows
        copy[key_of(one)] = 2**31 - 1 - tried if isinstance(by_row, ByScope | BySubject) else copy[key_of(one)]
        become(login, town.own[login])
        refused = _refused(f"insert into {one.table} select * from jsonb_populate_record(null::{one.table}, %s)", copy)
        assert refused == "42501", (one.table, refused)
        as_superuser()
    assert tried


def test_a_case_cannot_be_moved_into_a_foreign_scope(town: Town, world: World) -> None:
    """The columns a wall decides by can only be set to what is one's own."""
    foreign = world.community(FOREIGN)
    become("desk", town.own["desk"])
    assert _refused(f"update cases_task set scope_id = {foreign}") == "42501"
    as_superuser()
    become("public", town.own["public"])
    theirs = town.foreign["public"].subjects[-1]
    assert _refused(f"update cases_case set subject_id = {theirs}") == "42501"


@pytest.mark.asvs("V8.3.1")
def test_a_forgotten_filter_sees_nothing(town: Town, world: World) -> None:
    """A page that asks for everything, under a hat that has nothing, gets nothing; a public face is for everybody."""
    as_superuser()
    reported = Case.objects.exclude(channel=REGISTER)
    assert reported.count() == 4  # in each community one of today and one of the past
    assert Case.objects.count() > 4  # and what the register itself asks to be looked at
    bare = Hat(surface="desk", role="clerk", account=1)
    for hat in (bare, scope.VISITOR, scope.robot(())):
        with scope.reading(hat, now=clock()):
            assert not Case.objects.exists()
            assert not Task.objects.exists()
            assert PublicFace.objects.count() == 2
    with scope.reading(world.hat("clerk", OWN), now=clock()):
        assert {case.scope_id for case in Case.objects.all()} == {world.community()}
        assert reported.count() == 2


@pytest.mark.asvs("V13.2.2")
@pytest.mark.dengbao("8.1.4.2 d", "8.1.4.2 e")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "look",
    [catalog.closed, catalog.policies, catalog.grants, catalog.indexes, catalog.logins, catalog.functions,
     *ways_round.LOOKS],
    ids=lambda look: look.__name__,
)  # fmt: skip
def test_the_catalogue_is_as_declared(look: Any) -> None:
    assert look() == []


def test_no_surface_sees_the_sessions_of_the_other(town: Town) -> None:
    for login, other in (("public", "desk"), ("desk", "public")):
        become(login, town.own[login])
        assert run("select left(session_key, 4) from django_session") == [(login[:4],)]
        row = {"session_key": f"{other}-9876543210", "session_data": "", "expire_date": "2030-01-01T00:00:00Z"}
        insert = "insert into django_session select * from jsonb_populate_record(null::django_session, %s)"
        assert _refused(insert, row) == "42501"
        as_superuser()


def of_the_login(one: Policy, login: str) -> bool:
    return isinstance(one.logins[login].rows, OF_THE_LOGIN)


def is_open(one: Policy, login: str) -> bool:
    """Whether the login sees rows of it without any hat."""
    return isinstance(one.logins[login].seen, (Anyone, ByBeginning))


def verbs(one: Policy, login: str) -> list[str]:
    return [verb.strip() for verb in one.logins[login].verbs.split(",")]


def column_of(one: Policy) -> str:
    """Any column of the table that can be set to itself."""
    model = _model(one)
    return next(f'"{field.column}"' for field in model._meta.local_concrete_fields if not field.primary_key)


def key_of(one: Policy) -> str:
    return str(_model(one)._meta.pk.column)


def _model(one: Policy) -> Any:
    return next(model for model in apps.get_models() if model._meta.db_table == one.table)


def _changed(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def _refused(sql: str, row: object = None) -> str:
    """The SQLSTATE with which a statement is refused; empty when it was not."""
    try:
        with transaction.atomic():
            run(sql, [json.dumps(row)] if row is not None else None)
    except Error as error:
        cause = error.__cause__
        return str(cause.sqlstate) if isinstance(cause, psycopg.Error) else "?"
    return ""
