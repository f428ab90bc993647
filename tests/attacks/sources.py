"""The modules of the product, its tests aside, each read and parsed once for all who look through them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import linli

FLOOR = Path(linli.__file__).parent


@cache
def modules() -> tuple[tuple[str, str, tuple[ast.AST, ...]], ...]:
    """Path below ``linli/``, text, and every node of each module."""
    return tuple(_read())


def _read() -> Iterator[tuple[str, str, tuple[ast.AST, ...]]]:
    for path in sorted(FLOOR.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
            yield path.relative_to(FLOOR).as_posix(), text, tuple(ast.walk(ast.parse(text)))
