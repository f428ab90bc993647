"""A device with a passkey, as the browser and its security chip act together (WebAuthn level 2, sections 6 and 7)."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass(slots=True)
class Device:
    """One key pair, and what the device says about its holder. A test may let it lie."""

    origin: str
    verified: bool = True
    counts: bool = False
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 0

    def make(self, asked: str) -> str:
        """The answer to being asked for a new passkey."""
        options = json.loads(asked)
        held = len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(self._public())
        data = self._data(options["rp"]["id"], HAS_KEY) + bytes(16) + held
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(self._client("webauthn.create", options), attestationObject=made)

    def show(self, asked: str) -> str:
        """The answer to being asked to show it."""
        options = json.loads(asked)
        client, data = self._client("webauthn.get", options), self._data(options["rpId"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=data, signature=signed)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, host: str, more: int = 0) -> bytes:
        self.count += self.counts
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public(self) -> dict[int, Any]:
        numbers = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}

    def _answer(self, client: bytes, **given: bytes) -> str:
        written = {name: bytes_to_base64url(value) for name, value in {"clientDataJSON": client, **given}.items()}
        name = bytes_to_base64url(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": written})
