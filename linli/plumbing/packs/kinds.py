"""Which kinds of thing a pack may hold. The room that owns a kind registers its shape and its checks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.plumbing.packs.errors import Problem, Spot, Text, nearest
from linli.plumbing.packs.shapes import Entry

AnyEntry = TypeVar("AnyEntry", bound=type[Entry])
Check = Callable[[Any, "Context"], list[Problem]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One top-level key of a pack file: ``items:`` holds a list of entries of one shape.

    ``sample`` kinds show a scenario working (people, devices, cases of the demo); they are read and
    checked like the others and never become part of the catalogue.
    """

    name: str
    shape: type[Entry]
    check: Check | None = None
    sample: bool = False

    @property
    def room(self) -> str:
        """The room that owns it: ``cases`` for a shape defined in ``linli.kernel.cases.packs``."""
        parts = self.shape.__module__.split(".")
        return parts[2] if parts[:2] == ["linli", "kernel"] and len(parts) > 2 else ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry as read: typed, and in the plain form (``body``) that is kept, hashed and shown.

    ``base`` is the beginning of the hash of the live version the file was made from, where it says so.
    """

    kind: Kind
    value: Entry
    body: Mapping[str, Any]
    hash: str
    spot: Spot
    base: str = ""

    @property
    def code(self) -> str:
        return self.value.code

    @property
    def key(self) -> tuple[str, str]:
        return self.kind.name, self.value.code


class Registry:
    """The kinds of one product. The rooms share :data:`KINDS`; a test may keep its own."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def kind(self, name: str, *, check: Check | None = None, sample: bool = False) -> Callable[[AnyEntry], AnyEntry]:
        """Register the decorated shape: ``@packs.kind("items", check=check_item)``."""

        def register(shape: AnyEntry) -> AnyEntry:
            known = self._kinds.setdefault(name, Kind(name, shape, check, sample))
            if known.shape is not shape:
                raise ValueError(f"two shapes are called {name}: {known.shape.__module__}, {shape.__module__}")
            return shape

        return register

    def __contains__(self, name: str) -> bool:
        return name in self._kinds

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def names(self) -> list[str]:
        """Every kind, sorted."""
        return sorted(self._kinds)


KINDS = Registry()
kind = KINDS.kind


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at: the place of its own entry, and everything else that will hold beside it."""

    spot: Spot
    library: Mapping[tuple[str, str], Entry]

    def get(self, kind: str, code: str) -> Entry | None:
        """The entry of that kind and code, from the same files or already live."""
        return self.library.get((kind, code))

    def codes(self, kind: str) -> list[str]:
        """Every code of a kind, sorted."""
        return sorted(code for name, code in self.library if name == kind)

    def problem(self, *path: str | int, message: Text, **words: Any) -> Problem:
        """Something wrong at ``path`` below the entry; the message may name ``%(where)s``."""
        return self.spot.down(*path).problem(message, **words)

    def missing(self, *path: str | int, kind: str, code: str) -> list[Problem]:
        """Nothing, or the problem that ``path`` names an entry nobody wrote."""
        if (kind, code) in self.library:
            return []
        near = nearest(code, self.codes(kind))
        message = _('%(where)s names "%(code)s", which is not in %(kind)s')
        return [self.problem(*path, message=message, code=code, kind=kind, near=near)]


def body_of(value: Entry) -> dict[str, Any]:
    """The plain form of an entry. Defaults are left out, so a new optional key changes no old hash."""
    body: dict[str, Any] = msgspec.to_builtins(value)
    return body


def hash_of(kind: str, body: Mapping[str, Any]) -> str:
    """SHA-256 over kind and body as canonical JSON: no blanks, keys of a shape in its order.

    Keys that the file chose, such as the steps of a flow, count in the order in which they are written.
    """
    text = json.dumps([kind, body], separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
