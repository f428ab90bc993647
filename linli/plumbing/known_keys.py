"""Keys that stand in our own source: the examples of standards. Whoever reads the source has them, so no city may.

A test looks through the repository for whatever could be a key and fails for one that is missing here.
"""

from __future__ import annotations

from hashlib import sha256

KNOWN = frozenset(
    {
        "9978e6172f55deca",
    }
)


def key_mark(key: bytes) -> str:
    """What a key is remembered by without being one."""
    return sha256(b"known key " + key).hexdigest()[:16]
