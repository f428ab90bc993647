"""The keys of a city: one JSON file of mode 600, outside the repository, made at the first start.

``{"suite": "std", "seal": [{"id": 1, "key": base64, "since": day}, ...], "blind": base64}``. The highest id seals,
every id opens. The blind key stays the same over rotations, because fingerprints in the database are searched by
equality. A running process looks now and then whether the file is another one. Whoever loses the file loses every
sealed value: back it up apart from the database.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.plumbing.crypto_errors import CryptoError as CryptoError
from linli.plumbing.known_keys import KNOWN, key_mark
from linli.plumbing.suites import CIPHERS, MACS, SUITES, Cipher

KEY_BYTES = 32
LOOK = 2.0  # seconds between two looks whether the file has changed
OWN_KEY = b"\x00\x00"  # key id of a blob that is sealed with an owner's key and not the city's


class KeysMissing(CryptoError):
    sentence = _("There is no keys file at %(path)s. Without it nothing that is sealed can be read.")


class KeysOpenToOthers(CryptoError):
    sentence = _("The keys file %(path)s may be read by others. Set it right with: chmod 600 %(path)s")


class KeysUnfit(CryptoError):
    sentence = _("The keys file %(path)s cannot be used: %(why)s. Put back the right file from the backup.")


@lru_cache(maxsize=1024)
def cipher_of_suite(suite: int, key: bytes) -> Cipher:
    return CIPHERS[suite](key)


@dataclass(frozen=True, slots=True)
class SealKey:
    """One sealing key, ready for use; ``head`` is how the blobs it sealed begin."""

    number: int
    head: bytes
    cipher: Cipher = field(repr=False)


class SuiteUnknown(CryptoError):
    sentence = _("There is no suite %(suite)s. Choose one of: %(known)s.")


class Ring:
    """The keys of the running city, as read from the file."""

    def __init__(self, suite: str, seal: dict[int, bytes], blind: bytes, retired: Sequence[bytes] = ()) -> None:
        code = SUITES[suite]
        keys = [
            SealKey(number, bytes([code]) + number.to_bytes(2, "big"), cipher_of_suite(code, key))
            for number, key in sorted(seal.items())
        ]
        self.suite = suite
        self.newest = keys[-1]
        self.by_head = {key.head: key for key in keys}
        self._every = [*(key for _number, key in sorted(seal.items(), reverse=True)), *retired]
        self._blind = blind
        self._purposes: dict[str, bytes] = {}

    def blind_key(self, purpose: str) -> bytes:
        key = self._purposes.get(purpose)
        if key is None:
            key = self._purposes[purpose] = MACS[self.suite](self._blind, b"blind " + purpose.encode())
        return key

    def fingerprint_of(self, value: bytes, purpose: str) -> bytes:
        """The keyed hash of a value, 32 bytes, by the suite of the city."""
        return MACS[self.suite](self.blind_key(purpose), value)

    def seeds(self, purpose: str) -> list[bytes]:
        """32 bytes for a signing key of that purpose from each sealing key, the newest first: they rotate together.

        Those of retired keys come last: what they have signed is still to be verified.
        """
        return [hmac.digest(key, b"sign " + purpose.encode(), "sha256") for key in self._every]

    @property
    def fingerprint(self) -> str:
        """Eight hex digits that tell one city's keys from another's; safe to show and to store."""
        return sha256(b"fingerprint " + self.blind_key("fingerprint")).hexdigest()[:8]


def ring() -> Ring:
    """The keys this process works with (``settings.KEYS_FILE``), read again when the file has become another."""
    path = str(settings.KEYS_FILE)
    held = _rings.get(path)
    now = monotonic()
    if held is not None and now < held.look:
        return held.ring
    mark = _mark(path)
    if held is None or held.mark != mark:
        held = _rings[path] = _Held(read_keys(Path(path)), mark, now + LOOK)
    else:
        held.look = now + LOOK
    return held.ring


@dataclass(slots=True)
class _Held:
    """A ring as it was read, the mark of its file, and when to look at that again."""

    ring: Ring
    mark: tuple[int, int] | None
    look: float


_rings: dict[str, _Held] = {}


def _mark(path: str) -> tuple[int, int] | None:
    with contextlib.suppress(FileNotFoundError):
        found = os.stat(path)
        return found.st_mtime_ns, found.st_ino
    return None


def forget() -> None:
    """Read the keys file again at the next use (after a rotation)."""
    _rings.clear()
    cipher_of_suite.cache_clear()


def ensure_keys(path: Path, *, suite: str = "", day: date | None = None) -> None:
    """Make the keys file if there is none and refuse an unfit one. Two first starts agree on one file.

    The suite of a new city is the given one, else that of ``LINLI_SUITE``, else ``std``; a file that is there keeps its
    own.
    """
    if not path.exists():
        suite = suite or os.environ.get("LINLI_SUITE", "") or "std"
        if suite not in SUITES:
            raise SuiteUnknown(suite=suite, known=", ".join(SUITES))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = {"suite": suite, "seal": [_new(1, day)], "blind": _fresh()}
        with contextlib.suppress(FileExistsError):
            _write(path, fresh, replace=False)
    read_keys(path)


def rotate(path: Path, *, day: date | None = None) -> int:
    """Add the next sealing key to the file and return its id; older keys keep opening what they sealed."""
    read_keys(path)
    held = json.loads(path.read_text())
    number: int = max(key["id"] for key in held["seal"]) + 1
    held["seal"].append(_new(number, day))
    _write(path, held, replace=True)
    forget()
    return number


def since(path: Path) -> dict[int, str]:
    """The day each sealing key was made, by its id; empty where nobody said."""
    read_keys(path)
    return {int(key["id"]): key.get("since", "") for key in json.loads(path.read_text())["seal"]}


def retire(path: Path, number: int) -> None:
    """Take a key off the ring: nothing it sealed opens again. It stays in the file, for backups that are older."""
    read_keys(path)
    held = json.loads(path.read_text())
    gone = [key for key in held["seal"] if key["id"] == number]
    held["seal"] = [key for key in held["seal"] if key["id"] != number]
    held["retired"] = [*held.get("retired", []), *gone]
    _write(path, held, replace=True)
    forget()


def _new(number: int, day: date | None) -> dict[str, Any]:
    return {"id": number, "key": _fresh(), "since": day.isoformat() if day else ""}


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


def _ring_of(held: dict[str, Any], path: Path) -> Ring:
    seal = {int(key["id"]): base64.b64decode(key["key"], validate=True) for key in held["seal"]}
    blind = base64.b64decode(held["blind"], validate=True)
    keys = [*seal.values(), blind]
    if not seal or len(seal) < len(held["seal"]) or min(seal) < 1 or max(seal) > 0xFFFF:
        raise KeysUnfit(path=path, why=_("its key ids are missing, doubled or out of range"))
    if held["suite"] not in SUITES:
        raise KeysUnfit(path=path, why=_("its suite is unknown"))
    if any(key_mark(key) in KNOWN for key in keys):
        raise KeysUnfit(path=path, why=_("it holds a key that is known to everybody"))
    if len(set(keys)) < len(keys) or any(_is_guessable(key) for key in keys):
        raise KeysUnfit(path=path, why=_("it holds a key that is empty, short, repeated or guessable"))
    retired = [base64.b64decode(key["key"], validate=True) for key in held.get("retired", [])]
    return Ring(held["suite"], seal, blind, retired)


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
