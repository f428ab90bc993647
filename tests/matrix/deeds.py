"""Every verb that asks the policy itself, found in the source; asked as every role, it refuses whom the policy does.

A page refuses before a verb is reached, a listener or an import has no page: so the verbs are asked by themselves.
What they are called with is nothing at all. A role that may comes past the door and stumbles over that; a role that may
not is refused first, whatever it brings.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from linli.plumbing import policy, robots
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.stalking import taken_back

ROOT = Path(policy.__file__).resolve().parents[2]
SURFACE_OF = {"visitor": "public", "resident": "public", "robot": "worker", "verifier": "worker"}


class Nothing:
    """What a verb is called with: whoever looks at it has come past the door."""

    def __getattr__(self, name: str) -> Any:
        raise LookedAt

    def __iter__(self) -> Any:
        raise LookedAt

    def __bool__(self) -> bool:
        raise LookedAt

    def __len__(self) -> int:
        raise LookedAt

    def __eq__(self, other: object) -> bool:
        raise LookedAt

    def __hash__(self) -> int:
        raise LookedAt


class LookedAt(Exception):
    """A verb has come past the policy and looked at what it was given."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A function that asks for an action of the policy by name before anything else, or for another one instead."""

    module: str
    name: str
    action: str
    instead: str = ""

    def refuses(self, role: str) -> bool:
        """Whether the door of the verb refuses this role: the robots by each name that may, others as they are."""
        return any(self._refuses(role, purpose) for purpose in self._purposes(role))

    def _purposes(self, role: str) -> list[str]:
        if role != policy.ROBOT:
            return [""]
        return sorted(name for name, one in robots.declared().items() if self.action in one.may) or [""]

    def _refuses(self, role: str, purpose: str) -> bool:
        """Whatever the verb does behind its door is taken back."""
        call: Callable[..., Any] = attrgetter(self.name)(import_module(self.module))
        hat = Hat(SURFACE_OF.get(role, "desk"), role, account=1, person=1, post=1, place=1, unit=1, label="-",
                  purpose=purpose, subjects=(1,))  # fmt: skip
        known = {"by": hat, "now": clock(), "run": SimpleNamespace(by=hat, now=clock())}
        given = {name: known[name] if name in known else Nothing() for name in _names(call)}
        with taken_back():
            try:
                call(**given)
            except policy.NotAllowed:
                return True
            except Exception:
                return False
        return False

    def __str__(self) -> str:
        return f"{self.module}.{self.name} ({self.action})"


_EITHER = (Verb("linli.kernel.journal.proving", "prove", "journal.verify", instead="journal.see"),)


def _names(call: Callable[..., Any]) -> list[str]:
    """The parameters that have to be given, and ``by``."""
    found = signature(call).parameters.items()
    return [name for name, one in found if one.default is one.empty or name == "by"]


def verbs() -> list[Verb]:
    """Every function of the product and method of its kinds that calls ``policy.require(by, "…")``, or ``run.by``."""
    found = list(_EITHER)
    for file in sorted((ROOT / "linli").rglob("*.py")):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        tree = ast.parse(file.read_text())
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for name, one in _functions(tree):
            found += [Verb(module, name, action) for action in _asked(one)]
    return found


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for one in tree.body:
        if isinstance(one, ast.FunctionDef):
            yield one.name, one
        elif isinstance(one, ast.ClassDef):
            yield from ((f"{one.name}.{inner.name}", inner) for inner in one.body if isinstance(inner, ast.FunctionDef))


def _asked(function: ast.FunctionDef) -> Iterator[str]:
    """The actions a function asks for whatever it is given: what it asks for on a condition is left to the pages."""
    for one in function.body:
        match one.value if isinstance(one, ast.Expr) else None:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="policy"), attr="require"),
                args=[
                    ast.Name(id="by") | ast.Attribute(value=ast.Name(id="run"), attr="by"),
                    ast.Constant(value=str(action)),
                ],
            ):
                yield action


def roles() -> list[str]:
    """Every role the policies know."""
    return sorted({role for held in policy.actions().values() for role in held} | {"nobody"})


def wrong(verb: Verb, declared: Mapping[str, frozenset[str]]) -> list[str]:
    """In which roles the door of a verb differs from what is declared."""
    return [
        f"{verb}: {role} {'may' if may else 'may not'}, and is answered otherwise"
        for role in roles()
        for may in (role in declared[verb.action] | declared.get(verb.instead, frozenset()),)
        if verb.refuses(role) is may
    ]
