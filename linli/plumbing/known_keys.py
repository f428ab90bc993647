"""Keys that stand in our own source: the examples of standards. Whoever reads the source has them, so no city may.

A test looks through the repository for whatever could be a key and fails for one that is missing here.
"""

from __future__ import annotations

from hashlib import sha256

KNOWN = frozenset(
    {
        "0aeedf1f5ab6c959",
        "19c51ba5dc27cb12",
        "26f15bbf477b86d0",
        "2ab06877734627a5",
        "3690c37dcc3a1187",
        "36c608986a19e782",
        "398036fcf2ed18c5",
        "6cc218d8b1f91561",
        "7785696ebfeb2e5c",
        "901bff00e580bcbc",
        "9978e6172f55deca",
        "9b65bab67eacbb87",
        "bc8611473a0fa45b",
        "e0a7813173c562f1",
        "f1531610e32085d5",
    }
)


def key_mark(key: bytes) -> str:
    """What a key is remembered by without being one."""
    return sha256(b"known key " + key).hexdigest()[:16]
