"""The modules of the product, its tests aside, each read once for all who look through them.

Only what somebody asks about is kept: millions of nodes of syntax would slow down every test that comes after.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import linli

FLOOR = Path(linli.__file__).parent
LONG = 20  # signs of a text that may be taken for a key


@dataclass(frozen=True, slots=True)
class Called:
    """One call: the line, what is called as it is written without what is given, whether a shell is asked for."""

    line: int
    what: str
    in_a_shell: bool


@dataclass(slots=True)
class Module:
    """Path below ``linli/``, text, the modules it imports, all names it imports, long texts, calls."""

    path: str
    text: str
    modules: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    calls: list[Called] = field(default_factory=list)
    words: list[tuple[int, str]] = field(default_factory=list)  # what Django makes raw SQL with, and its line

    def take(self, node: ast.AST) -> None:
        """Keep what is asked about of one node."""
        if isinstance(node, ast.Import):
            self.modules |= {one.name for one in node.names}
            self.names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            self.modules |= {node.module} if node.module and not node.level else set()
            self.names |= {node.module or "", *(one.name for one in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) >= LONG:
            self.texts.add(node.value)
        elif isinstance(node, ast.Call):
            shell = any(one.arg == "shell" and getattr(one.value, "value", None) is True for one in node.keywords)
            self.calls.append(Called(node.lineno, written(node.func), shell))
        elif getattr(node, "id", "") == "RawSQL" or getattr(node, "attr", "") == "extra":
            self.words.append((node.lineno, written(node)))


def written(node: ast.AST) -> str:
    """A dotted name as it stands in the source, calls in between without what is given to them."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{written(node.value)}.{node.attr}"
    return f"{written(node.func)}()" if isinstance(node, ast.Call) else "_"


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product."""
    return tuple(_read())


def _read() -> Iterator[Module]:
    for path in sorted(FLOOR.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            one = Module(path.relative_to(FLOOR).as_posix(), path.read_text(encoding="utf-8"))
            for node in ast.walk(ast.parse(one.text)):
                one.take(node)
            yield one
