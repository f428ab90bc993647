"""What is signed, by whom, and whether a kept pair of request and answer is what both sides signed.

Pure: needs neither database nor settings, so that ``linli exchange verify`` works anywhere. Signatures are Ed25519
(RFC 8032) over a few lines of text. A request binds method, path, body, moment, number and key; an answer binds the
request it answers, its status, body and moment.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

REQUEST, ANSWER = "LINLI-REQUEST-1", "LINLI-ANSWER-1"
KEY, TIME, NONCE, SIGNATURE = "X-Linli-Key", "X-Linli-Time", "X-Linli-Nonce", "X-Linli-Signature"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as its program signed it. ``time`` is ISO 8601 with its zone, ``nonce`` is used once."""

    method: str
    path: str
    body: bytes
    time: str
    nonce: str
    key: str
    signature: bytes = b""

    @property
    def text(self) -> bytes:
        """What the signature is over."""
        lines = (REQUEST, self.method, self.path, sha256(self.body).hex(), self.time, self.nonce, self.key)
        return "\n".join(lines).encode()

    @property
    def digest(self) -> bytes:
        """What stands in the journal for it."""
        return sha256(self.text)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as the city signed it, to one request."""

    status: int
    body: bytes
    time: str
    key: str
    asked: bytes
    signature: bytes = b""

    @property
    def text(self) -> bytes:
        lines = (ANSWER, str(self.status), self.asked.hex(), sha256(self.body).hex(), self.time, self.key)
        return "\n".join(lines).encode()

    @property
    def digest(self) -> bytes:
        return sha256(self.text)


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def sign(key: Ed25519PrivateKey, text: bytes) -> bytes:
    return key.sign(text)


def is_signed(public: bytes, text: bytes, signature: bytes) -> bool:
    """Whether the holder of the key signed exactly this text."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """Sixteen hex digits two people can compare over the telephone."""
    return sha256(public).hex()[:16]


# -- a kept pair


def kept(sent: Sent, answered: Answered, *, program: bytes, city: bytes) -> dict[str, Any]:
    """Request, answer and both public keys, as JSON a program keeps: proof of who asked what and what was answered."""
    return {
        "version": 1,
        "request": {
            "method": sent.method, "path": sent.path, "body": _text(sent.body), "time": sent.time,
            "nonce": sent.nonce, "key": sent.key, "signature": _text(sent.signature),
        },
        "answer": {
            "status": answered.status, "body": _text(answered.body), "time": answered.time,
            "key": answered.key, "signature": _text(answered.signature),
        },
        "keys": {"program": _text(program), "city": _text(city)},
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a kept pair (nothing: it is what both signed), and by whose keys that was found."""

    problems: tuple[str, ...]
    program: str = ""
    city: str = ""
    sent: Sent | None = None
    answered: Answered | None = None


def verify(pair: Any, *, city: bytes | None = None, program: bytes | None = None) -> Verdict:
    """Check a kept pair with the keys inside it; ``city`` and ``program`` are keys known from elsewhere, to compare.

    Problems: ``unreadable``, ``request`` or ``answer`` (not what was signed), ``city_key``, ``program_key``.
    """
    try:
        sent, answered, keys = _read(pair)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return Verdict(("unreadable",))
    wrong = []
    if program is not None and keys["program"] != program:
        wrong.append("program_key")
    if city is not None and keys["city"] != city:
        wrong.append("city_key")
    if not is_signed(keys["program"], sent.text, sent.signature):
        wrong.append("request")
    if not is_signed(keys["city"], answered.text, answered.signature):
        wrong.append("answer")
    return Verdict(tuple(wrong), fingerprint(keys["program"]), fingerprint(keys["city"]), sent, answered)


def _read(pair: Any) -> tuple[Sent, Answered, Mapping[str, bytes]]:
    if not isinstance(pair, dict) or pair.get("version") != 1:
        raise ValueError
    asked, told, keys = pair["request"], pair["answer"], pair["keys"]
    method, path, time, nonce, key = (_str(asked[name]) for name in ("method", "path", "time", "nonce", "key"))
    sent = Sent(method, path, _bytes(asked["body"]), time, nonce, key, _bytes(asked["signature"]))
    status = told["status"]
    if not isinstance(status, int) or isinstance(status, bool):
        raise ValueError
    answered = Answered(status, _bytes(told["body"]), _str(told["time"]), _str(told["key"]), sent.digest,
                        _bytes(told["signature"]))  # fmt: skip
    return sent, answered, {name: _bytes(keys[name]) for name in ("program", "city")}


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(value: Any) -> bytes:
    return base64.b64decode(_str(value), validate=True)
