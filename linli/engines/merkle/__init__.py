"""A Merkle tree over lines that only ever grows: RFC 6962 hashing, proofs of RFC 9162, notes of C2SP.

    tree = Growing()
    kept = tree.extend(leaf(line) for line in lines)      # nodes worth storing, one for 256 leaves
    tree.root()                                           # what a checkpoint signs
    Stored(hashes).inclusion(4711, size)                  # twenty hashes prove one of a million lines

A tree is kept as its leaves and, of the nodes above, every eighth level: whatever else is needed is folded from at
most 256 of those. Whoever holds an old root can ask for proof that nothing below it was touched
(:func:`proves_consistency`). A root leaves the house in a signed note (:mod:`.notes`).
"""

from linli.engines.merkle.growing import Growing, Node
from linli.engines.merkle.hashing import EMPTY, SIZE, leaf, node
from linli.engines.merkle.proofs import Stored, proves_consistency, proves_inclusion

__all__ = [
    "EMPTY",
    "SIZE",
    "Growing",
    "Node",
    "Stored",
    "leaf",
    "node",
    "proves_consistency",
    "proves_inclusion",
]
