"""Every table has a declaration, and one that knows a person is walled."""

from __future__ import annotations

from linli.plumbing import classification, policy
from linli.plumbing import walls as plumbing_walls

# Technical tables that hold keyed hashes and sealed bodies only; no login can list whom they are about.
KEYED = frozenset({"plumbing_kept_form"})


def undeclared() -> list[str]:
    """Tables without a policy, and tables with personal columns that no wall protects."""
    found = [f"{table} has no policy, so every login is kept out of it" for table in plumbing_walls.undeclared()]
    declared = {one.table: one for one in policy.policies()}
    close = {classification.PERSONAL, classification.SENSITIVE}
    for model in plumbing_walls.models():
        table = model._meta.db_table
        held = {field.db_comment for field in model._meta.local_concrete_fields}
        if table in declared and not declared[table].walled and held & close and table not in KEYED:
            found.append(f"{table} has personal columns and no row-level security")
    return found
