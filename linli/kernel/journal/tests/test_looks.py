"""What an auditor watches is what the product writes: a verb of looking that nobody listed would go unseen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from linli.kernel.journal.looks import ENDINGS, LOOKS, NO_LOOKS

PACKAGE = Path(__file__).resolve().parents[3]


def verbs(tree: ast.AST) -> Iterator[str]:
    """Every verb a file writes into the journal, as far as it stands there in so many words."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = [one.value for one in node.keywords if one.arg == "verb"]
        if (getattr(node.func, "id", "") or getattr(node.func, "attr", "")) == "Doing":
            given += node.args[:1]
        yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_every_look_is_listed() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    written = {verb for path in files for verb in verbs(ast.parse(path.read_text(encoding="utf-8")))}
    looked = {verb for verb in written if verb.endswith(ENDINGS)} - NO_LOOKS
    assert looked <= set(LOOKS), f"list in linli/kernel/journal/looks.py: {sorted(looked - set(LOOKS))}"
    assert len(looked) > 5
