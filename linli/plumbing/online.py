"""Migration steps for tables that people are writing to: nobody waits for longer than a blink.

What Django does by itself holds a table shut while it reads all of it: an index, a NOT NULL. Here the same is done in
the order that lets writers through. Both need ``atomic = False`` and a migration of their own; both can be repeated.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AlterField
from django.db.migrations.state import ProjectState

_INVALID = """
select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
where c.relname = %s and not i.indisvalid and c.relnamespace = 'public'::regnamespace
"""


class AddIndexOnline(AddIndexConcurrently):
    """An index built beside the writers. One that an earlier try left unfinished is dropped first."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_INVALID, [self.index.name])
            if cursor.fetchone():
                cursor.execute(f"drop index concurrently {self.index.name}")
            # It waits for whoever writes now, and nobody waits for it: the limit for locks that shut a table out.
            cursor.execute("select set_config('lock_timeout', '0', false)")
            try:
                super().database_forwards(app_label, schema_editor, from_state, to_state)
            finally:
                cursor.execute("reset lock_timeout")


class NotNullOnline(AlterField):
    """A column that may be empty no more: first a promise for new rows, then a look at the old ones, then the rule.

    Fill the column before, by a job in small batches.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model: Any = to_state.apps.get_model(app_label, self.model_name)
        table, column = model._meta.db_table, model._meta.get_field(self.name).column
        promise = f"{table}_{column}_there"[:60]
        for statement in (
            f"alter table {table} drop constraint if exists {promise}",
            f"alter table {table} add constraint {promise} check ({column} is not null) not valid",
            f"alter table {table} validate constraint {promise}",
        ):
            schema_editor.execute(statement)
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        schema_editor.execute(f"alter table {table} drop constraint {promise}")
