"""Addresses of rows whose keys never leave the house: one block of AES over the key, as 26 letters and digits.

A pointer tells nothing of its row, neither its age nor its neighbours, and only this city can make one: half of the
block must come out as zeros. The same row has always the same pointer, so that an address can be kept and asked again.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from linli.plumbing.keys import ring

LENGTH = 26
_ZEROS = bytes(8)


class NoSuchPointer(ValueError):
    """Nobody here made this address."""


def pointer(kind: str, number: int) -> str:
    """The address of a row: lower-case letters and digits."""
    block = _cipher(ring().blind_key(f"pointer {kind}")).encryptor().update(_ZEROS + number.to_bytes(8, "big"))
    return base64.b32encode(block).decode().rstrip("=").lower()


def number_at(kind: str, given: str) -> int:
    """The key of the row an address leads to. Raises ``NoSuchPointer``."""
    if len(given) != LENGTH:
        raise NoSuchPointer
    try:
        block = base64.b32decode(given.upper() + "======")
    except ValueError:
        raise NoSuchPointer from None
    plain = _cipher(ring().blind_key(f"pointer {kind}")).decryptor().update(block)
    number = int.from_bytes(plain[8:], "big")
    if plain[:8] != _ZEROS or pointer(kind, number) != given:
        raise NoSuchPointer
    return number


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> Cipher[modes.ECB]:
    # One block is one permutation: without a second block there is nothing ECB could show to be equal.
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305
