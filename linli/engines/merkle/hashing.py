"""The two hashes of RFC 6962 section 2.1. Their first byte keeps a node from passing for a leaf."""

from __future__ import annotations

from hashlib import sha256

SIZE = 32  # bytes of a hash
EMPTY = sha256(b"").digest()  # the root of a tree without leaves


def leaf(data: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()
