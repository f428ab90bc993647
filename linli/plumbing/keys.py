"""The keys of a city: one JSON file of mode 600, outside the repository, made at the first start.

``{"suite": "std", "seal": [{"id": 1, "key": base64}, ...], "blind": base64}``. The highest id seals, every id
opens. The blind key stays the same over rotations, because fingerprints in the database are searched by
equality. Whoever loses the file loses every sealed value: back it up apart from the database.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KEY_BYTES = 32
OWN_KEY = b"\x00\x00"  # key id of a blob that is sealed with an owner's key and not the city's


class CryptoError(Exception):
    """Something is wrong with the keys or with a sealed value; ``str()`` is a sentence for the operator."""

    sentence: ClassVar[str | Promise] = ""

    def __init__(self, **words: object) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


class KeysMissing(CryptoError):
    sentence = _("There is no keys file at %(path)s. Without it nothing that is sealed can be read.")


class KeysOpenToOthers(CryptoError):
    sentence = _("The keys file %(path)s may be read by others. Set it right with: chmod 600 %(path)s")


class KeysUnfit(CryptoError):
    sentence = _("The keys file %(path)s cannot be used: %(why)s. Put back the right file from the backup.")


class Cipher(Protocol):
    """Encryption with proof of origin (AEAD), as every suite offers it."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


# Suite code in the blob -> cipher of that suite. "gm" (SM4-GCM, SM3) takes code 2 when a city asks for it.
SUITES: dict[str, int] = {"std": 1}
CIPHERS: dict[int, type[AESGCM]] = {1: AESGCM}


@lru_cache(maxsize=1024)
def cipher_of_suite(suite: int, key: bytes) -> Cipher:
    return CIPHERS[suite](key)


@dataclass(frozen=True, slots=True)
class SealKey:
    """One sealing key, ready for use; ``head`` is how the blobs it sealed begin."""

    number: int
    head: bytes
    cipher: Cipher = field(repr=False)


class Ring:
    """The keys of the running city, as read from the file."""

    def __init__(self, suite: str, seal: dict[int, bytes], blind: bytes) -> None:
        code = SUITES[suite]
        keys = [
            SealKey(number, bytes([code]) + number.to_bytes(2, "big"), cipher_of_suite(code, key))
            for number, key in sorted(seal.items())
        ]
        self.newest = keys[-1]
        self.by_head = {key.head: key for key in keys}
        self._blind = blind
        self._purposes: dict[str, bytes] = {}

    def blind_key(self, purpose: str) -> bytes:
        key = self._purposes.get(purpose)
        if key is None:
            key = self._purposes[purpose] = hmac.digest(self._blind, b"blind " + purpose.encode(), "sha256")
        return key

    @property
    def fingerprint(self) -> str:
        """Eight hex digits that tell one city's keys from another's; safe to show and to store."""
        return sha256(b"fingerprint " + self.blind_key("fingerprint")).hexdigest()[:8]


def ring() -> Ring:
    """The keys this process works with (``settings.KEYS_FILE``), read once."""
    return _ring_at(str(settings.KEYS_FILE))


def forget() -> None:
    """Read the keys file again at the next use (after a rotation)."""
    _ring_at.cache_clear()
    cipher_of_suite.cache_clear()


def ensure_keys(path: Path) -> None:
    """Make the keys file if there is none and refuse an unfit one. Two first starts agree on one file."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = {"suite": "std", "seal": [{"id": 1, "key": _fresh()}], "blind": _fresh()}
        with contextlib.suppress(FileExistsError):
            _write(path, fresh, replace=False)
    read_keys(path)


def rotate(path: Path) -> int:
    """Add the next sealing key to the file and return its id; older keys keep opening what they sealed."""
    read_keys(path)
    held = json.loads(path.read_text())
    number: int = max(key["id"] for key in held["seal"]) + 1
    held["seal"].append({"id": number, "key": _fresh()})
    _write(path, held, replace=True)
    forget()
    return number


def read_keys(path: Path) -> Ring:
    """The ring in the file; raises ``KeysMissing``, ``KeysOpenToOthers`` or ``KeysUnfit``."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as exc:
        raise KeysMissing(path=path) from exc
    if stat.S_IMODE(mode) & 0o077:
        raise KeysOpenToOthers(path=path)
    try:
        held = json.loads(path.read_text())
        return _ring_of(held, path)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise KeysUnfit(path=path, why=_("it is damaged")) from exc


@lru_cache(maxsize=8)
def _ring_at(path: str) -> Ring:
    return read_keys(Path(path))


def _ring_of(held: dict[str, Any], path: Path) -> Ring:
    seal = {int(key["id"]): base64.b64decode(key["key"], validate=True) for key in held["seal"]}
    blind = base64.b64decode(held["blind"], validate=True)
    keys = [*seal.values(), blind]
    if not seal or len(seal) < len(held["seal"]) or min(seal) < 1 or max(seal) > 0xFFFF:
        raise KeysUnfit(path=path, why=_("its key ids are missing, doubled or out of range"))
    if held["suite"] not in SUITES:
        raise KeysUnfit(path=path, why=_("its suite is unknown"))
    if len(set(keys)) < len(keys) or any(_is_guessable(key) for key in keys):
        raise KeysUnfit(path=path, why=_("it holds a key that is empty, short, repeated or guessable"))
    return Ring(held["suite"], seal, blind)


def _is_guessable(key: bytes) -> bool:
    """Whether a key was typed, counted or repeated. A drawn one is taken for that once in 10**13 draws."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return len(key) != KEY_BYTES or len(set(key)) < 12 or len(steps) < 8 or all(32 <= byte < 127 for byte in key)


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _write(path: Path, held: dict[str, Any], *, replace: bool) -> None:
    """Put the file in place whole and durable, or leave what was there. A ``link`` never overwrites."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(held, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(draft, path)
        else:
            os.link(draft, path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        draft.unlink(missing_ok=True)
