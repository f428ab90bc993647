"""Whether anything hangs on a place: rows of any room that name it, found by how their columns are called.

A lower room does not know the higher ones, so it asks the catalogue of tables: a column called ``place_id`` or
``scope_id`` names a place wherever it stands. Who asks sees only the rows its own login shows; a foreign key behind
a wall holds the place all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

from linli.plumbing import policy, walls

_OF_PLACES = frozenset({"place_id", "building_id", "dwelling_id"})
_OF_DIVISIONS = _OF_PLACES | {"scope_id", "community_id", "street_id", "to_scope", "lead_scope"}
_OF_AREAS = frozenset({"area_id", "grid_id", "compound_id", "to_area"})
_OWN = ("places_", "imports_", "journal_", "plumbing_")  # the room's own, and what only remembers


def held(numbers: Sequence[int], *, what: str, login: str, beside: Collection[str] = frozenset()) -> set[int]:
    """Those of the places (``what`` is place, division or area) that some record of another room names.

    ``beside`` are tables whose rows do not count, because they go too.
    """
    columns = {"place": _OF_PLACES, "division": _OF_DIVISIONS, "area": _OF_AREAS}[what]
    left, found = set(numbers), set[int]()
    with connection.cursor() as cursor:
        for table, column in naming(columns, login):
            if table in beside:
                continue
            if not left:
                break
            cursor.execute(
                f'select distinct "{column}" from {table} where "{column}" = any(%s)',  # noqa: S608
                [list(left)],
            )
            named = {row[0] for row in cursor.fetchall()}
            found |= named
            left -= named
    return found


def naming(columns: frozenset[str], login: str) -> list[tuple[str, str]]:
    """Every table and column of those names that the login may read."""
    readable = {one.table for one in policy.policies() if login in one.logins and "select" in one.logins[login].verbs}
    return sorted(
        (model._meta.db_table, field.column)
        for model in walls.models()
        for field in model._meta.local_concrete_fields
        if field.column in columns and model._meta.db_table in readable and not model._meta.db_table.startswith(_OWN)
    )
