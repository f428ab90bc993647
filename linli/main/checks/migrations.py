"""Every migration since the last release lets the city go on while it runs, and lets the last release go on beside it.

Asked of migrations that no released version holds. Tables made since then hold nothing in any city yet, so anything may
be done to them. The right way for each is told in docs/howto/migrations.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field

from linli.main.checks import migration_fields, migration_sql, released
from linli.main.launcher.roles import LOGINS

OWNER = "linli_owner"


@dataclass(frozen=True, slots=True)
class Ground:
    """What one step stands on: the app, the models just before it, those of the last release, whether it is atomic."""

    app: str
    before: ProjectState
    released: ProjectState
    atomic: bool

    def model(self, name: str) -> ModelState | None:
        return self.before.models.get((self.app, name.lower()))

    def was_released(self, name: str) -> bool:
        """Whether cities hold this table already."""
        return (self.app, name.lower()) in self.released.models

    def field_was_released(self, model: str, field: str) -> bool:
        known = self.released.models.get((self.app, model.lower()))
        return known is not None and field in known.fields

    def tables(self) -> dict[str, set[str]]:
        """The tables that cities hold already, with the columns the last release uses."""
        return {table_of(model): set(map(column_of, model.fields.items())) for model in self.released.models.values()}


def closing() -> list[str]:
    """Steps that would keep people out while they run, or break the release that runs beside them."""
    found = list(of_loader(MigrationLoader(None), released.last()))
    if "lock_timeout" not in next(login for login in LOGINS if login.name == OWNER).limits:
        found.append(f"{OWNER} has no lock_timeout: a migration that waits for a table holds up everybody behind it")
    return found


def of_loader(loader: MigrationLoader, known: dict[str, str]) -> Iterator[str]:
    """What is wrong with the migrations of this loader that are not among the ``known``."""
    nodes = released.ours(loader)
    old = [node for node in nodes if not released.is_new(node, known)]
    standing = loader.project_state(old) if old else ProjectState()
    state = ProjectState()
    for node in released.plan(loader):
        migration = loader.graph.nodes[node]
        if node in nodes and node not in old:
            yield from (f"{'.'.join(node)}: {problem}" for problem in of_migration(migration, state, standing))
        state = migration.mutate_state(state, preserve=False)


def of_migration(migration: Migration, before: ProjectState, standing: ProjectState) -> Iterator[str]:
    """What is wrong with the steps of one migration."""
    state = before.clone()
    yield from _together(migration)
    for step in migration.operations:
        yield from of_step(step, Ground(migration.app_label, state, standing, migration.atomic))
        step.state_forwards(migration.app_label, state)


def _together(migration: Migration) -> Iterator[str]:
    """Steps that must not stand in one transaction."""
    kinds = {type(step) for step in migration.operations}
    if migration.atomic and {AddConstraintNotValid, ValidateConstraint} <= kinds:
        yield "validates in the transaction that adds the constraint, so the table stays shut: validate in the next one"
    if operations.RunPython in kinds and (migration.atomic or len(kinds) > 1):
        yield (
            "changes rows in one transaction with everything else and holds them until its end: "
            "give it a migration of its own with atomic = False, and go in batches"
        )


def of_step(step: Operation, ground: Ground) -> Iterator[str]:
    """What is wrong with one step."""
    if isinstance(step, operations.SeparateDatabaseAndState):
        yield from _apart(step, ground)
    elif isinstance(step, operations.RunSQL):
        for statement in statements(step.sql):
            yield from migration_sql.wrong(statement, ground.tables())
    elif isinstance(step, operations.RemoveField | operations.DeleteModel | operations.RenameField):
        yield from _taken(step, ground)
    elif isinstance(step, operations.AddField | operations.AlterField):
        if ground.was_released(step.model_name):
            yield from _field(step, ground)
    else:
        yield from _rule(step, ground)


def _field(step: operations.AddField | operations.AlterField, ground: Ground) -> Iterator[str]:
    if isinstance(step, operations.AddField):
        yield from migration_fields.added(step)
    else:
        model = ground.model(step.model_name)
        if model is not None and step.name in model.fields:
            yield from migration_fields.altered(step, model.fields[step.name])


def _rule(step: Operation, ground: Ground) -> Iterator[str]:
    """Indexes and constraints."""
    if isinstance(step, operations.RenameModel):
        if ground.was_released(step.old_name):
            yield f"renames {step.old_name}, which the last release still reads: a new table, copy, switch, drop later"
        return
    name = getattr(step, "model_name", None) or getattr(step, "name", "")
    if not isinstance(name, str) or not ground.was_released(name):
        return
    if isinstance(step, operations.AlterModelTable):
        yield f"renames {name}, which the last release still reads: make the new table, copy, switch, drop later"
    elif isinstance(step, operations.AddIndex) and type(step) is operations.AddIndex:
        yield f"builds {step.index.name} behind a shut door: AddIndexOnline of linli.plumbing.online, atomic = False"
    elif type(step) is operations.AddConstraint:
        yield (
            f"adds {step.constraint.name} and reads the whole table behind a shut door: a check through "
            "AddConstraintNotValid now and ValidateConstraint in the next migration, a unique one as an index built "
            "concurrently and then 'add constraint … unique using index …'"
        )
    elif isinstance(step, operations.AlterUniqueTogether | operations.AlterOrderWithRespectTo):
        yield f"changes {name} with the table shut: build a unique index concurrently and use it"


def _taken(
    step: operations.RemoveField | operations.DeleteModel | operations.RenameField, ground: Ground
) -> Iterator[str]:
    """What the last release still reads must stay for as long as it runs."""
    if isinstance(step, operations.DeleteModel):
        if ground.was_released(step.name):
            yield (
                f"drops {step.name} in the release that stops using it: take it out of the state now "
                "(SeparateDatabaseAndState), drop the table in the next release"
            )
    elif isinstance(step, operations.RenameField):
        if ground.field_was_released(step.model_name, step.old_name):
            yield (
                f"renames {step.model_name}.{step.old_name}, which the last release still writes: "
                "add the new column, write both, copy, then drop the old one in the next release"
            )
    elif ground.field_was_released(step.model_name, step.name):
        yield (
            f"drops {step.model_name}.{step.name} in the release that stops using it: take it out of the state now "
            "(SeparateDatabaseAndState), drop the column in the next release"
        )


def _apart(step: operations.SeparateDatabaseAndState, ground: Ground) -> Iterator[str]:
    """A field that leaves the state stays in the table: rows without it must still be taken."""
    for inner in step.database_operations:
        yield from of_step(inner, ground)
    for inner in step.state_operations:
        if isinstance(inner, operations.RemoveField) and ground.field_was_released(inner.model_name, inner.name):
            model = ground.model(inner.model_name)
            field = model.fields[inner.name] if model else None
            if field is not None and not field.null and not field.has_db_default():
                yield (
                    f"{inner.model_name}.{inner.name} leaves the state and refuses rows without it: "
                    "let it be null, or give it a db_default, in an earlier migration"
                )


def statements(said: object) -> Iterator[str]:
    """The texts of a RunSQL, which takes one, or several with their values."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, Iterable):
        for one in said:
            yield one if isinstance(one, str) else str(one[0])


def table_of(model: ModelState) -> str:
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}")


def column_of(named: tuple[str, Field[Any, Any]]) -> str:
    name, field = named
    return field.db_column or (f"{name}_id" if field.is_relation else name)
