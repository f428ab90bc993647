"""Proving one line: its leaf, the few hashes that lead from it to a root, and the checkpoint that signs the root."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linli.engines.merkle import leaf, proves_inclusion
from linli.engines.merkle.notes import Key
from linli.kernel.journal.source import Held
from linli.kernel.journal.verifying import read_held

HOLDS, CHANGED, UNSIGNED, DETAIL = "holds", "changed", "unsigned", "detail"


@dataclass(frozen=True, slots=True)
class Single:
    """A line with everything it takes to verify it anywhere."""

    line: int
    data: bytes
    index: int
    proof: tuple[bytes, ...]
    note: str
    detail_holds: bool = True  # where nobody looks at what it says in detail, it is not said to be wrong

    def verdict(self, keys: Sequence[Key]) -> str:
        """Whether the line is in the tree the city has signed: ``HOLDS``, ``CHANGED``, ``UNSIGNED`` or ``DETAIL``."""
        said, _trouble = read_held(Held(self.note), keys)
        if said is None:
            return UNSIGNED
        if not proves_inclusion(leaf(self.data), self.index, said.size, self.proof, said.root):
            return CHANGED
        return HOLDS if self.detail_holds else DETAIL

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "leaf": self.data.decode(),
            "index": self.index,
            "proof": [base64.b64encode(one).decode() for one in self.proof],
            "checkpoint": self.note,
        }

    @classmethod
    def of_json(cls, held: dict[str, Any]) -> Single:
        proof = tuple(base64.b64decode(one) for one in held["proof"])
        return cls(int(held["line"]), held["leaf"].encode(), int(held["index"]), proof, held["checkpoint"])
