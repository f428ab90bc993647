"""The two suites a city can be founded with: ``std`` (AES-256-GCM, SHA-256, Ed25519), ``gm`` (SM4-GCM, SM3, SM2).

Which one sealed a value stands in the value itself, so a city reads both whatever it seals with.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as Machine
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

TAG = 16
SM4_BYTES = 16  # GB/T 32907: the key of SM4 has 128 bits


class Cipher(Protocol):
    """Encryption with proof of origin (AEAD), as every suite offers it."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class Sm4Gcm:
    """SM4 (GB/T 32907-2016) in the mode of SP 800-38D, with its key drawn out of a city's key of 256 bits."""

    def __init__(self, key: bytes) -> None:
        self._sm4 = algorithms.SM4(_hmac_sm3(key, b"sm4-gcm")[:SM4_BYTES])

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The text and, behind it, its tag."""
        machine = Machine(self._sm4, modes.GCM(nonce)).encryptor()
        machine.authenticate_additional_data(associated_data or b"")
        return machine.update(data) + machine.finalize() + machine.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """What was sealed; ``InvalidTag`` where anything of it was changed."""
        if len(data) < TAG:
            raise InvalidTag
        machine = Machine(self._sm4, modes.GCM(nonce, data[-TAG:])).decryptor()
        machine.authenticate_additional_data(associated_data or b"")
        return machine.update(data[:-TAG]) + machine.finalize()


def _hmac_sm3(key: bytes, data: bytes) -> bytes:
    """HMAC (GB/T 15852.2) over SM3 (GB/T 32905-2016), 32 bytes."""
    made = HMAC(key, SM3())
    made.update(data)
    return made.finalize()


def _hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


# The first byte of a blob -> its cipher; the name of a suite -> that byte, and what fingerprints are made with.
SUITES: dict[str, int] = {"std": 1, "gm": 2}
CIPHERS: dict[int, type[AESGCM] | type[Sm4Gcm]] = {1: AESGCM, 2: Sm4Gcm}
MACS: dict[str, Callable[[bytes, bytes], bytes]] = {"std": _hmac_sha256, "gm": _hmac_sm3}
