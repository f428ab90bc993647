"""How a copy knows its session, and what its key is bound to."""

from __future__ import annotations

from linli.plumbing import crypto


def mark_of(secret: str) -> bytes:
    """What a copy knows its session by; the secret itself stands in the session only."""
    return crypto.blind(secret, purpose="data copy session")


def key_bound(copy_id: int) -> str:
    return f"rights_copy.key:{copy_id}"
