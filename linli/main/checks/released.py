"""Which migrations a released version holds: ``released.json``, the last one of each app.

``python -m linli.main.checks.released`` writes it anew; that is done once, with a release.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

RECORD = Path(__file__).with_name("released.json")
Node = tuple[str, str]


def last() -> dict[str, str]:
    """The last released migration by app."""
    known: dict[str, str] = json.loads(RECORD.read_text())
    return known


def plan(loader: MigrationLoader) -> list[Node]:
    """Every migration, in the order they are applied."""
    order: dict[Node, None] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        order |= dict.fromkeys(loader.graph.forwards_plan(leaf))
    return list(order)


def ours(loader: MigrationLoader) -> list[Node]:
    """Those of Linli itself."""
    return [node for node in plan(loader) if loader.graph.nodes[node].__module__.startswith("linli.")]


def is_new(node: Node, released: dict[str, str]) -> bool:
    """Whether no released version holds it: numbers count up within an app."""
    return node[1] > released.get(node[0], "")


def record(loader: MigrationLoader) -> None:
    """From now on everything that stands here is released."""
    newest: dict[str, str] = {}
    for app, name in ours(loader):
        newest[app] = max(name, newest.get(app, ""))
    RECORD.write_text(json.dumps(dict(sorted(newest.items())), indent=1) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("LINLI_SECRET_KEY", secrets.token_urlsafe(48))  # nothing is signed
    from linli.main import django_setup

    django_setup.enter("owner")
    record(MigrationLoader(None))
