"""A program of another body: it holds a secret key, signs what it asks, and keeps what it was answered."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.gates.exchange import signed
from linli.gates.exchange.signed import Answered, Sent
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, surface

READ, DELIVER = "/exchange/v1/read", "/exchange/v1/deliver"


@dataclass(slots=True)
class Program:
    """Asks over the wire and nothing else. ``key`` is the name its public key got when it was registered."""

    key: str = ""
    secret: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    visit: Visit = field(default_factory=Visit)

    @property
    def public(self) -> bytes:
        return self.secret.public_key().public_bytes_raw()

    @property
    def public_text(self) -> str:
        return base64.b64encode(self.public).decode()

    def signs(self, body: Any, *, path: str = READ, at: datetime | None = None, nonce: str = "") -> Sent:
        """A request, signed."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        time = (at or clock()).isoformat()
        sent = Sent("POST", path, content, time, nonce or secrets.token_urlsafe(16), self.key)
        return replace(sent, signature=self.secret.sign(sent.text))

    def send(self, sent: Sent) -> Any:
        """Over the wire; whatever is in ``sent``, signed rightly or not."""
        headers = {
            signed.KEY: sent.key,
            signed.TIME: sent.time,
            signed.NONCE: sent.nonce,
            signed.SIGNATURE: base64.b64encode(sent.signature).decode(),
        }
        with surface("desk"):
            return self.visit.post(sent.path, sent.body, content_type="application/json", headers=headers)

    def ask(self, body: Any, *, path: str = READ) -> Any:
        return self.send(self.signs(body, path=path))

    def city(self) -> bytes:
        """The city's public key, as it gives it to everybody."""
        with surface("desk"):
            return base64.b64decode(self.visit.get("/exchange/v1/keys").json()["ed25519"])

    def keeps(self, sent: Sent, answer: Any) -> dict[str, Any]:
        """The pair it keeps as proof."""
        answered = Answered(
            answer.status_code,
            answer.content,
            answer.headers[signed.TIME],
            answer.headers[signed.KEY],
            sent.digest,
            base64.b64decode(answer.headers[signed.SIGNATURE]),
        )
        return signed.kept(sent, answered, program=self.public, city=self.city())
