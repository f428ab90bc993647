"""Signed notes and checkpoints, as transparency logs exchange them (c2sp.org/signed-note, /tlog-checkpoint).

A note is a text that ends with a newline, an empty line, and signatures one a line::

    linli/nanning
    4711
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — linli/nanning Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

A key is known by name and by the first four bytes of a hash over name and key, so that whoever verifies can tell an
unknown key from a wrong signature. A witness cosigns with the time it saw the note (c2sp.org/tlog-cosignature).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = b"\x01", b"\x04"
_MARK = 4  # bytes by which a key is known
_BEFORE = "\u2014 "  # how a line of signature begins
_COUNT = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class NotANote(ValueError):
    """What was given is no note, no key or no checkpoint as agreed."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with its name, as ``name+hash+key``: what one has to know to verify."""

    name: str
    kind: bytes
    public: bytes

    @property
    def mark(self) -> bytes:
        """The four bytes that stand before every signature of this key."""
        return sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:_MARK]

    def __str__(self) -> str:
        return f"{self.name}+{self.mark.hex()}+{base64.b64encode(self.kind + self.public).decode()}"

    @classmethod
    def read(cls, text: str) -> Key:
        """The key as it is written; refused when its own hash does not fit."""
        name, _plus, rest = text.strip().partition("+")
        mark, _plus, held = rest.partition("+")
        raw = _decoded(held)
        key = cls(name, raw[:1], raw[1:])
        if key.kind not in (ED25519, COSIGNATURE) or len(key.public) != 32 or key.mark.hex() != mark:
            raise NotANote("no key of a note: name+hash+key")
        if not name or any(one.isspace() or one == "+" for one in name):
            raise NotANote("the name of a key has no blanks and no plus")
        return key

    def has_signed(self, text: str, signature: bytes) -> bool:
        """Whether this key made that signature of the text (without its four bytes)."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            moment, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = f"cosignature/v1\ntime {moment}\n".encode() + message
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name: 32 bytes of seed."""

    name: str
    seed: bytes
    kind: bytes = ED25519

    @property
    def key(self) -> Key:
        return Key(self.name, self.kind, self._private().public_key().public_bytes_raw())

    def line(self, text: str, *, moment: int = 0) -> str:
        """The line of this signer below a text; a witness says when (seconds since 1970)."""
        stamp = moment.to_bytes(8, "big") if self.kind == COSIGNATURE else b""
        before = f"cosignature/v1\ntime {moment}\n" if stamp else ""
        signature = self._private().sign((before + text).encode())
        held = base64.b64encode(self.key.mark + stamp + signature).decode()
        return f"{_BEFORE}{self.name} {held}\n"

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note: whose, which key, the bytes."""

    name: str
    mark: bytes
    signature: bytes

    @property
    def line(self) -> str:
        return f"{_BEFORE}{self.name} {base64.b64encode(self.mark + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who has signed it."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def read(cls, written: str) -> Note:
        text, empty, below = written.rpartition("\n\n")
        if not empty or not below.endswith("\n"):
            raise NotANote("a note is a text, an empty line and signatures")
        return cls(text + "\n", tuple(_signature(line) for line in below[:-1].split("\n")))

    def signed_by(self, keys: Iterable[Key]) -> list[Key]:
        """Those of the keys whose signature it rightly carries."""
        return [key for key in keys if self._carries(key)]

    def names(self, key: Key) -> bool:
        """Whether it says that this key has signed it, rightly or not."""
        return any((one.name, one.mark) == (key.name, key.mark) for one in self.signatures)

    def _carries(self, key: Key) -> bool:
        return any(
            (one.name, one.mark) == (key.name, key.mark) and key.has_signed(self.text, one.signature)
            for one in self.signatures
        )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a tree: whose, how many leaves, its root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """From the text of a note; lines after the third are another's business."""
        origin, size, root, *_rest = [*text.split("\n"), "", ""]
        if not origin or not _COUNT.fullmatch(size):
            raise NotANote("a checkpoint says whose it is and how many leaves there are")
        found = cls(origin, int(size), _decoded(root))
        if len(found.root) != 32:
            raise NotANote("a checkpoint holds a root of 32 bytes")
        return found


def signed(text: str, signers: Iterable[Signer]) -> str:
    """The note of a text, signed by each."""
    return text + "\n" + "".join(one.line(text) for one in signers)


def _signature(line: str) -> Signature:
    if not line.startswith(_BEFORE):
        raise NotANote("a signature begins with a dash, a name and base64")
    name, _blank, held = line.removeprefix(_BEFORE).partition(" ")
    raw = _decoded(held)
    if not name or len(raw) <= _MARK:
        raise NotANote("a signature begins with a dash, a name and base64")
    return Signature(name, raw[:_MARK], raw[_MARK:])


def _decoded(held: str) -> bytes:
    try:
        return base64.b64decode(held, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotANote("this is no base64") from problem
