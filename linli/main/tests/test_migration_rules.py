"""What ``linli check`` says of a migration that would shut a table people are writing to, and of one that would not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Now

from linli.main.checks import migrations, released
from linli.plumbing.online import AddIndexOnline, NotNullOnline

APP = "people"


def standing() -> ProjectState:
    """What cities hold: one table."""
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=40)),
        ("phone", models.CharField(max_length=20, null=True)),
        ("level", models.IntegerField(db_default=0)),
    ]
    state = ProjectState()
    state.add_model(ModelState(APP, "Person", fields, {"db_table": "people_person"}))
    return state


def said(*steps: Operation, atomic: bool = True) -> list[str]:
    """What is wrong with a migration of these steps."""
    made = type("Migration", (Migration,), {"operations": list(steps), "atomic": atomic})("0099_new", APP)
    return list(migrations.of_migration(made, standing(), standing()))


def add(name: str, field: models.Field[Any, Any]) -> Operation:
    return operations.AddField("person", name, field)


def index(name: str = "person_level") -> models.Index:
    return models.Index(fields=["level"], name=name)


def positive() -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(level__gte=0), name="level_positive")


OTHER = operations.CreateModel(
    "Fresh", [("id", models.BigAutoField(primary_key=True)), ("word", models.TextField())], {"db_table": "people_fresh"}
)

BAD: dict[str, tuple[list[Operation], str]] = {
    "a volatile default": ([add("code", models.UUIDField(db_default=RandomUUID()))], "batches"),
    "a default of random": (
        [add("dice", models.FloatField(db_default=models.Func(function="random")))],
        "every row is written anew",
    ),
    "a computed column": (
        [
            add(
                "twice",
                models.GeneratedField(
                    expression=models.F("level") * 2, output_field=models.IntegerField(), db_persist=True
                ),
            )
        ],
        "plain column",
    ),
    "a column with an index": ([add("code", models.IntegerField(null=True, db_index=True))], "AddIndexOnline"),
    "a unique column": ([add("code", models.IntegerField(null=True, unique=True))], "AddIndexOnline"),
    "a foreign key": ([add("of", models.ForeignKey("people.Person", models.PROTECT, null=True))], "not valid"),
    "an index": ([operations.AddIndex("person", index())], "AddIndexOnline"),
    "a check": ([operations.AddConstraint("person", positive())], "ValidateConstraint"),
    "a unique rule": (
        [operations.AddConstraint("person", models.UniqueConstraint(fields=["name"], name="one_name"))],
        "using index",
    ),
    "a rule against overlaps": (
        [operations.AddConstraint("person", ExclusionConstraint(name="x", expressions=[("level", "=")]))],
        "shut door",
    ),
    "validated at once": (
        [AddConstraintNotValid("person", positive()), ValidateConstraint("person", "level_positive")],
        "validate in the next one",
    ),
    "not null": (
        [operations.AlterField("person", "phone", models.CharField(max_length=20))],
        "NotNullOnline",
    ),
    "another type": ([operations.AlterField("person", "level", models.BigIntegerField(db_default=0))], "written anew"),
    "a shorter text": ([operations.AlterField("person", "name", models.CharField(max_length=10))], "written anew"),
    "an index on a column": (
        [operations.AlterField("person", "level", models.IntegerField(db_default=0, db_index=True))],
        "AddIndexOnline",
    ),
    "another column name": (
        [operations.AlterField("person", "name", models.CharField(max_length=40, db_column="called"))],
        "write both",
    ),
    "a renamed field": ([operations.RenameField("person", "name", "called")], "write both"),
    "a dropped field": ([operations.RemoveField("person", "name")], "next release"),
    "a dropped table": ([operations.DeleteModel("person")], "next release"),
    "a renamed model": ([operations.RenameModel("person", "Human")], "switch"),
    "another table name": ([operations.AlterModelTable("person", "people_human")], "switch"),
    "unique together": ([operations.AlterUniqueTogether("person", {("name", "level")})], "concurrently"),
    "rows in one go": ([operations.RunPython(operations.RunPython.noop)], "in batches"),
    "out of the state and not null": (
        [operations.SeparateDatabaseAndState(state_operations=[operations.RemoveField("person", "name")])],
        "let it be null",
    ),
    "hidden in a separate step": (
        [operations.SeparateDatabaseAndState(database_operations=[operations.AddIndex("person", index())])],
        "AddIndexOnline",
    ),
    "sql: an index": ([operations.RunSQL("CREATE UNIQUE INDEX a ON public.people_person (name)")], "concurrently"),
    "sql: a check": (
        [operations.RunSQL("alter table people_person add constraint x check (level > 0)")],
        "not valid",
    ),
    "sql: a foreign key": (
        [operations.RunSQL("alter table only people_person add foreign key (level) references t (id)")],
        "not valid",
    ),
    "sql: unique": ([operations.RunSQL("alter table people_person add constraint x unique (name)")], "using index"),
    "sql: not null": (
        [operations.RunSQL("alter table people_person alter column phone set not null")],
        "NotNullOnline",
    ),
    "sql: a type": ([operations.RunSQL("alter table people_person alter level type bigint")], "every row anew"),
    "sql: a rename": ([operations.RunSQL("alter table people_person rename column name to called")], "next release"),
    "sql: a dropped column": ([operations.RunSQL("alter table people_person drop column name")], "next one"),
    "sql: a dropped table": ([operations.RunSQL("drop table people_person")], "next one"),
    "sql: a volatile default": (
        [operations.RunSQL("alter table people_person add column u uuid default gen_random_uuid()")],
        "batches",
    ),
    "sql: every row": ([operations.RunSQL([("update people_person set level = %s", [1])])], "batches"),
    "sql: a lock": ([operations.RunSQL("-- sorry\nlock table people_person")], "shuts the table"),
    "sql: a vacuum": ([operations.RunSQL("vacuum full people_person")], "shuts the table"),
    "sql: endless patience": ([operations.RunSQL("set lock_timeout = 0")], "the launcher tries again"),
    "sql: the second statement": (
        [operations.RunSQL("create function f() returns int as $$ select 1; $$; drop table people_person")],
        "next one",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_step_that_shuts_a_table_is_refused_with_the_right_way(what: str) -> None:
    steps, way = BAD[what]
    found = said(*steps)
    assert found
    assert any(way in problem for problem in found), found


GOOD: dict[str, tuple[list[Operation], bool]] = {
    "a column that may be empty": ([add("note", models.TextField(null=True))], True),
    "a constant default": ([add("kind", models.CharField(max_length=10, db_default="x"))], True),
    "a default of now": ([add("since", models.DateTimeField(db_default=Now()))], True),
    "a key without its rule and index": (
        [add("of", models.ForeignKey("people.Person", models.PROTECT, null=True, db_constraint=False, db_index=False))],
        True,
    ),
    "an index beside the writers": ([AddIndexOnline("person", index())], False),
    "an index beside the writers, Django's": ([AddIndexConcurrently("person", index())], False),
    "a check for new rows": ([AddConstraintNotValid("person", positive())], True),
    "a check looked over": ([ValidateConstraint("person", "level_positive")], True),
    "not null by steps": ([NotNullOnline("person", "phone", models.CharField(max_length=20))], False),
    "a longer text": ([operations.AlterField("person", "name", models.CharField(max_length=80))], True),
    "a text without end": ([operations.AlterField("person", "name", models.TextField())], True),
    "another comment": (
        [operations.AlterField("person", "name", models.CharField(max_length=40, db_comment="personal"))],
        True,
    ),
    "anything to a table made since": (
        [
            OTHER,
            operations.AddIndex("fresh", models.Index(fields=["word"], name="fresh_word")),
            operations.RunSQL("alter table people_fresh enable row level security; update people_fresh set word = ''"),
            operations.RenameField("fresh", "word", "words"),
        ],
        True,
    ),
    "a field made since, taken back": (
        [add("note", models.TextField(null=True)), operations.RemoveField("person", "note")],
        True,
    ),
    "walls and functions": (
        [
            operations.RunSQL("alter table people_person force row level security"),
            operations.RunSQL("create policy p on people_person for select to linli_desk using (true)"),
            operations.RunSQL("create function f() returns int as $x$ update people_person set level = 1 $x$"),
        ],
        True,
    ),
    "out of the state, column stays": (
        [operations.SeparateDatabaseAndState(state_operations=[operations.RemoveField("person", "phone")])],
        True,
    ),
    "a column the last release used no more": (
        [operations.RunSQL("alter table people_person drop column long_gone")],
        True,
    ),
    "rows by a migration of its own": ([operations.RunPython(operations.RunPython.noop)], False),
}  # fmt: skip


@pytest.mark.parametrize("what", GOOD)
def test_the_right_way_is_let_through(what: str) -> None:
    steps, atomic = GOOD[what]
    assert said(*steps, atomic=atomic) == []


def test_the_record_names_migrations_that_are_there() -> None:
    nodes = set(released.ours(MigrationLoader(None)))
    assert set(released.last().items()) <= nodes


def test_an_older_record_makes_more_of_them_new() -> None:
    loader = MigrationLoader(None)
    problems = list(migrations.of_loader(loader, {"people": "0013_bodies"} | {
        app: name for app, name in released.last().items() if app != "people"
    }))  # fmt: skip
    assert any(problem.startswith("people.0014_gone_persons: builds person_gone") for problem in problems)


@pytest.mark.django_db(transaction=True)
def test_the_steps_that_let_writers_through_do_what_they_say() -> None:
    """On the database: an index that an earlier try left unfinished, and a column that may be empty no more."""
    state = standing()
    phone = NotNullOnline("odd", "phone", models.CharField(max_length=20))
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("phone", models.CharField(max_length=20, null=True)),
    ]
    state.add_model(ModelState(APP, "Odd", fields, {"db_table": "people_odd"}))
    with connection.cursor() as cursor:
        cursor.execute("create table people_odd (id bigserial primary key, phone varchar(20))")
        cursor.execute("insert into people_odd (phone) values ('1'), ('2')")
    try:
        after = state.clone()
        step = AddIndexOnline("odd", models.Index(fields=["phone"], name="odd_phone"))
        step.state_forwards(APP, after)
        with connection.cursor() as cursor:
            cursor.execute("create index odd_phone on people_odd (phone)")
            cursor.execute("update pg_index set indisvalid = false where indexrelid = 'odd_phone'::regclass")
        with connection.schema_editor(atomic=False) as editor:
            step.database_forwards(APP, editor, state, after)
            last = after.clone()
            phone.state_forwards(APP, last)
            phone.database_forwards(APP, editor, after, last)
        with connection.cursor() as cursor:
            cursor.execute("select indisvalid from pg_index where indexrelid = 'odd_phone'::regclass")
            assert cursor.fetchone() == (True,)
            of = "people_odd'::regclass"
            cursor.execute(f"select attnotnull from pg_attribute where attrelid = '{of} and attname = 'phone'")
            assert cursor.fetchone() == (True,)
            cursor.execute(f"select count(*) from pg_constraint where conrelid = '{of} and contype = 'c'")
            assert cursor.fetchone() == (0,)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table people_odd")
