"""A tree that grows at its right end and holds no more than its peaks: a hash for every bit of its size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from linli.engines.merkle.hashing import EMPTY, node

HEIGHT = 8  # every eighth level is stored
WIDTH = 1 << HEIGHT

Hashes = Callable[[int, int, int], list[bytes]]  # of a stored level: from number, how many


class Node(NamedTuple):
    """The root of a full subtree: of ``2**level`` leaves, the ``number``-th of its level."""

    level: int
    number: int
    hash: bytes


class Growing:
    """The roots of the full subtrees a tree of this size is made of, the widest first."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(self.peaks)}")

    @classmethod
    def at(cls, size: int, hashes: Hashes) -> Growing:
        """The tree of that size, from what is stored: of each stored level only its last, unfinished stretch."""
        peaks: list[bytes] = []
        for level in reversed(range(0, size.bit_length() or 1, HEIGHT)):
            first = size >> (level + HEIGHT) << HEIGHT
            stretch = cls()
            stretch.extend(hashes(level, first, (size >> level) - first))
            peaks += stretch.peaks
        return cls(size, peaks)

    def extend(self, leaves: Iterable[bytes]) -> list[Node]:
        """Add hashes of leaves; the nodes that were finished by it and are worth storing, in order."""
        finished = []
        peaks, size = self.peaks, self.size
        for leaf in leaves:
            added, level, rest = leaf, 0, size
            while rest & 1:
                added = node(peaks.pop(), added)
                level, rest = level + 1, rest >> 1
                if not level % HEIGHT:
                    finished.append(Node(level, size >> level, added))
            peaks.append(added)
            size += 1
        self.size = size
        return finished

    def root(self) -> bytes:
        """The hash over all of it."""
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found

    def copy(self) -> Growing:
        """The same tree, to try something on."""
        return Growing(self.size, self.peaks)
