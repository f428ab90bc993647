"""The owner's part of ``linli drill migrate``, each in a process of its own.

``python -m linli.main.drill.migrating plan [APP.NAME …]``, ``before APP.NAME``, ``apply APP.NAME``,
``last``, ``walls``.
"""

from __future__ import annotations

import json
import sys
from time import monotonic
from typing import Any


def plan(*wanted: str) -> list[dict[str, Any]]:
    """The migrations to hold: those named, else every one since the last release; with the tables each touches."""
    from linli.main.checks import released

    loader, known = _executor().loader, released.last()
    nodes = released.ours(loader)
    chosen = [n for n in nodes if ".".join(n) in wanted] if wanted else [n for n in nodes if released.is_new(n, known)]
    if unknown := set(wanted) - {".".join(node) for node in chosen}:
        raise SystemExit(f"no migration is called {', '.join(sorted(unknown))}")
    return [{"name": ".".join(node), "tables": sorted(_touched(loader, node))} for node in chosen]


def _touched(loader: Any, node: tuple[str, str]) -> set[str]:
    """The tables a migration changes that stood before it."""
    from linli.main.checks.migrations import statements, table_of

    before = loader.project_state([node], at_end=False)
    tables = {(model.app_label, model.name_lower): table_of(model) for model in before.models.values()}
    found = set()
    for step in loader.graph.nodes[node].operations:
        name = getattr(step, "model_name", None) or getattr(step, "name", None) or ""
        if (table := tables.get((node[0], str(name).lower()))) is not None:
            found.add(table)
        for said in statements(getattr(step, "sql", "")):
            found |= {one for one in tables.values() if one in said}
    return found


def before(name: str) -> float:
    """Bring an empty database to where this migration would be the next: a city has all of the last release already."""
    from linli.main.checks import released

    executor, known = _executor(), released.last()
    node = _node(name)
    every = released.plan(executor.loader)
    earlier = set(every[: every.index(node)])
    stands = earlier if not released.is_new(node, known) else earlier | {n for n in every if _stood(executor, n, known)}
    return _migrated(executor, [one for one in every if one in stands])


def _stood(executor: Any, node: tuple[str, str], known: dict[str, str]) -> bool:
    """Whether a city of the last release has it; what other packages bring is not told apart by release."""
    from linli.main.checks import released

    is_ours = executor.loader.graph.nodes[node].__module__.startswith("linli.")
    return not is_ours or not released.is_new(node, known)


def apply(name: str) -> float:
    """Apply this one migration and what it stands on; how long it took."""
    from linli.main.checks import released

    executor = _executor()
    every = released.plan(executor.loader)
    return _migrated(executor, every[: every.index(_node(name)) + 1])


def last() -> str:
    """The migration that is applied after all others."""
    from linli.main.checks import released

    return ".".join(released.plan(_executor().loader)[-1])


def walls() -> float:
    """Raise the walls as ``linli migrate`` does at its end."""
    from linli.main.launcher.migration import patiently
    from linli.plumbing import walls

    began = monotonic()
    patiently(walls.raise_walls)
    return monotonic() - began


def _migrated(executor: Any, nodes: list[tuple[str, str]]) -> float:
    from linli.main.launcher.migration import patiently

    done = set(executor.loader.applied_migrations)
    wanted = [(executor.loader.graph.nodes[node], False) for node in nodes if node not in done]
    began = monotonic()

    def step() -> None:
        fresh = _executor()
        known = set(fresh.loader.applied_migrations)
        rest = [(fresh.loader.graph.nodes[n], False) for n in nodes if n not in known]
        fresh.migrate(nodes, plan=rest)

    if wanted:
        patiently(step)
    return monotonic() - began


def _executor() -> Any:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    return MigrationExecutor(connection)


def _node(name: str) -> tuple[str, str]:
    app, _, short = name.partition(".")
    return app, short


def main(argv: list[str]) -> None:
    from linli.main.django_setup import enter

    enter("owner")
    deeds = {"plan": plan, "before": before, "apply": apply, "last": last, "walls": walls}
    told = deeds[argv[0]](*argv[1:])  # type: ignore[operator]
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
