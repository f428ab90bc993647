"""Proving that a leaf is in a tree, and that a tree only ever grew (RFC 9162 sections 2.1.3 and 2.1.4)."""

from __future__ import annotations

from collections.abc import Sequence

from linli.engines.merkle.growing import HEIGHT, Growing, Hashes
from linli.engines.merkle.hashing import node


class Stored:
    """A tree as it is stored: its leaves and every eighth level above them; nothing is read that no proof needs."""

    def __init__(self, hashes: Hashes) -> None:
        self.hashes = hashes

    def root(self, size: int) -> bytes:
        """The root the tree had when it had so many leaves."""
        return Growing.at(size, self.hashes).root()

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """What proves that this leaf is the ``index``-th of a tree of ``size``."""
        if not 0 <= index < size:
            raise ValueError(f"no leaf {index} in a tree of {size}")
        return self._path(index, 0, size)

    def consistency(self, old: int, size: int) -> list[bytes]:
        """What proves that the tree of ``old`` leaves is the beginning of the tree of ``size``."""
        if not 0 <= old <= size:
            raise ValueError(f"a tree of {size} never had {old} leaves")
        return self._beginning(old, 0, size, whole=True) if 0 < old < size else []

    def _path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        split = low + _half(high - low)
        if index < split:
            return [*self._path(index, low, split), self._span(split, high)]
        return [*self._path(index, split, high), self._span(low, split)]

    def _beginning(self, old: int, low: int, high: int, *, whole: bool) -> list[bytes]:
        if old == high:
            return [] if whole else [self._span(low, high)]
        split = low + _half(high - low)
        if old <= split:
            return [*self._beginning(old, low, split, whole=whole), self._span(split, high)]
        return [*self._beginning(old, split, high, whole=False), self._span(low, split)]

    def _span(self, low: int, high: int) -> bytes:
        """The root over the leaves from ``low`` to before ``high``, which begin where a full subtree may."""
        count = high - low
        if count & (count - 1):
            split = low + _half(count)
            return node(self._span(low, split), self._span(split, high))
        return self._full(count.bit_length() - 1, low)

    def _full(self, level: int, low: int) -> bytes:
        base = level - level % HEIGHT
        tree = Growing()
        tree.extend(self.hashes(base, low >> base, 1 << (level - base)))
        return tree.root()


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf to the root."""
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for part in proof:
        if not last:
            return False
        if first & 1 or first == last:
            found = node(part, found)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, part)
        first, last = first >> 1, last >> 1
    return not last and found == root


def proves_consistency(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Whether the proof leads from both the old root and what came after it to the new root."""
    if old == size:
        return not proof and old_root == root
    if not 0 < old < size:
        return old == 0 and not proof  # everything begins with nothing
    path = [*([old_root] if not old & (old - 1) else []), *proof]
    return bool(path) and _leads_to_both(old, size, path) == (old_root, root)


def _leads_to_both(old: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots a path of consistency leads to; None where it is too long or too short."""
    first, last = old - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = path[0]
    for part in path[1:]:
        if not last:
            return None
        if first & 1 or first == last:
            before, after = node(part, before), node(part, after)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            after = node(after, part)
        first, last = first >> 1, last >> 1
    return None if last else (before, after)


def _half(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)
