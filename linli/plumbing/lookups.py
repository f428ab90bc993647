"""``column__among=[…]``: equal to any of these values, which travel as one array.

``__in`` writes a parameter for each value. An officer of a whole city works for 373 divisions; writing and reading
that many parameters took three times as long as the question itself.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False  # the values are those of the column already

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = any(%s)", (*params, list(self.rhs))
