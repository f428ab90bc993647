"""One way to sign, whatever the suite: Ed25519 with ``std``, SM2 over SM3 with ``gm``.

A private key is bytes its owner keeps (raw for Ed25519, DER for SM2). A public key and a signature carry the suite in
their first byte, so that whoever checks needs to be told nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from linli.plumbing import sm2
from linli.plumbing.suites import SUITES

STD, GM = bytes([SUITES["std"]]), bytes([SUITES["gm"]])


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs."""

    suite: str
    private: bytes = field(repr=False)

    @classmethod
    def new(cls, suite: str) -> Signer:
        """A key of its own; ``NoSm2`` where this machine cannot make one."""
        if suite == "gm":
            return cls(suite, sm2.generate())
        return cls(suite, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> bytes:
        """The key others check with."""
        if self.suite == "gm":
            return GM + sm2.public_of(self.private)
        return STD + Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""
        if self.suite == "gm":
            return GM + sm2.sign(self.private, message)
        return STD + Ed25519PrivateKey.from_private_bytes(self.private).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of a public key has signed this very message. What is no key or signature is no."""
    if public[:1] != signature[:1]:
        return False
    try:
        if public[:1] == GM:
            return sm2.verify(public[1:], message, signature[1:])
        if public[:1] != STD:
            return False
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[1:], message)
    except (InvalidSignature, ValueError, sm2.Sm2Refused):
        return False
    return True
