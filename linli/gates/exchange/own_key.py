"""The city's own half of an exchange: the Ed25519 key it signs answers with, drawn from the keys file of the city."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.gates.exchange import signed
from linli.plumbing.keys import ring


def key() -> Ed25519PrivateKey:
    """The key that signs. It follows from the keys file, so that a restored city signs with the same one."""
    return _key(ring().blind_key("exchange answers"))


@lru_cache(maxsize=4)
def _key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def public() -> bytes:
    return key().public_key().public_bytes_raw()


def name() -> str:
    """How the key is called in an answer."""
    return f"city-{signed.fingerprint(public())[:8]}"
