"""Sealing what the database must not be able to read, and finding it again without opening it.

``seal`` is AES-256-GCM (NIST SP 800-38D), in a city of the suite ``gm`` SM4-GCM, with the place of the value as
associated data: a ciphertext copied to another row or column does not open there. A blob is
``suite (1) | key id (2) | nonce (12) | text and tag``. Nonces are random, so one key may seal 2**32 values (SP 800-38D
section 8.3): a city of 3.5 million people with four sealed fields each uses a third of a percent of that;
``linli.plumbing.keys.rotate`` starts the next key.

``blind`` is a keyed fingerprint (HMAC over SHA-256 or SM3, 16 bytes) to find a phone or identity number by equality.
Each purpose has its own key, so fingerprints of one purpose say nothing about those of another. Callers normalise
first: two spellings have two fingerprints.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext_lazy as _

from linli.plumbing.crypto_errors import CryptoError
from linli.plumbing.keys import OWN_KEY, cipher_of_suite, forget, ring
from linli.plumbing.suites import Cipher

Blob = bytes | bytearray | memoryview
NONCE = 12
HEAD = 3
TAG = 16
BLIND = 16


class SealBroken(CryptoError):
    """The value was altered, cut, or belongs to another row."""

    sentence = _("A protected value cannot be opened: it was changed or stands in the wrong place.")


class KeyUnknown(CryptoError):
    """The key that sealed the value is not in the keys file."""

    sentence = _("A protected value was sealed with key %(key)s, which is not in the keys file.")


def seal(value: str | bytes, *, bound: str) -> bytes:
    """The sealed form of ``value``, which opens only with the same ``bound`` ("people_person.phone:123")."""
    newest = ring().newest
    nonce = os.urandom(NONCE)
    return newest.head + nonce + newest.cipher.encrypt(nonce, _raw(value), bound.encode())


def unseal(blob: Blob, *, bound: str) -> bytes:
    """What was sealed. Raises ``SealBroken`` when it was altered or moved, ``KeyUnknown`` without its key."""
    blob = bytes(blob)
    return _open(_cipher_for(blob), blob, bound)


def unseal_text(blob: Blob, *, bound: str) -> str:
    return unseal(blob, bound=bound).decode()


def seal_many(values: Sequence[str | bytes], *, bounds: Sequence[str]) -> list[bytes]:
    """``seal`` for whole columns: one draw of randomness, one look at the keys."""
    newest = ring().newest
    head, encrypt = newest.head, newest.cipher.encrypt
    nonces = os.urandom(NONCE * len(values))
    sealed = []
    for place, (value, bound) in enumerate(zip(values, bounds, strict=True)):
        nonce = nonces[place * NONCE : (place + 1) * NONCE]
        sealed.append(head + nonce + encrypt(nonce, _raw(value), bound.encode()))
    return sealed


def is_stale(blob: Blob) -> bool:
    """Whether a newer key exists than the one that sealed ``blob``."""
    return bytes(blob[:HEAD]) != ring().newest.head


def reseal(blob: Blob, *, bound: str) -> bytes:
    """The same value under the newest key; the blob itself when it is under it already."""
    return seal(unseal(blob, bound=bound), bound=bound) if is_stale(blob) else bytes(blob)


def blind(value: str | bytes, *, purpose: str) -> bytes:
    """16 bytes that are equal for equal values and tell nothing else to whoever lacks the key."""
    return ring().fingerprint_of(_raw(value), purpose)[:BLIND]


def blind_many(values: Iterable[str | bytes], *, purpose: str, length: int = BLIND) -> list[bytes]:
    made = ring().fingerprint_of
    return [made(_raw(value), purpose)[:length] for value in values]


def new_key() -> bytes:
    """A key of its own for one owner's files; it is kept sealed, and dropping it erases the files."""
    return os.urandom(32)


def seal_under(key: bytes, content: bytes, *, bound: str) -> bytes:
    """``content`` sealed with a key of its own instead of the city's."""
    nonce = os.urandom(NONCE)
    suite = ring().newest.head[:1]
    return suite + OWN_KEY + nonce + cipher_of_suite(suite[0], key).encrypt(nonce, content, bound.encode())


def unseal_under(key: bytes, blob: Blob, *, bound: str) -> bytes:
    blob = bytes(blob)
    if len(blob) < HEAD + NONCE + TAG or blob[1:HEAD] != OWN_KEY:
        raise SealBroken
    return _open(cipher_of_suite(blob[0], key), blob, bound)


def _raw(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _cipher_for(blob: bytes) -> Cipher:
    if len(blob) < HEAD + NONCE + TAG:
        raise SealBroken
    key = ring().by_head.get(blob[:HEAD])
    if key is None:  # another process may have begun the next key a moment ago
        forget()
        key = ring().by_head.get(blob[:HEAD])
    if key is None:
        raise KeyUnknown(key=int.from_bytes(blob[1:HEAD], "big"))
    return key.cipher


def _open(cipher: Cipher, blob: bytes, bound: str) -> bytes:
    try:
        return cipher.decrypt(blob[HEAD : HEAD + NONCE], blob[HEAD + NONCE :], bound.encode())
    except InvalidTag as exc:
        raise SealBroken from exc
