"""A small issuer of the city's login for tests: real keys, real signatures, and tokens that say what a test wants."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import RSAKey

from linli.plumbing.time import now as clock

CLIENT, SECRET = "linli-nanning", "told-to-nobody"


@cache
def signing_key(kid: str, *, foreign: bool = False) -> RSAKey:
    """A key of the issuer by its id; drawing one takes longer than a test."""
    return RSAKey.generate_key(2048, {"kid": kid}, private=True)


@dataclass(slots=True)
class Provider:
    """Where it answers, the key it signs with, and what it says about whoever has signed in there."""

    url: str = ""
    key: RSAKey = field(default_factory=lambda: signing_key("one"))
    phone: str = "13977712345"
    subject: str = "450103-7781"
    acr: str = "real_name"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    lie: dict[str, Any] = field(default_factory=dict)  # what a claim says instead
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    token: str = ""  # handed out instead of one of our making
    down: bool = False

    def approve(self, asked: dict[str, str]) -> str:
        """Somebody has signed in at the issuer's page: the code the browser brings back."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return code

    def issue(self, nonce: str, **lie: Any) -> str:
        """An ID token for whoever has signed in."""
        now = int(clock().timestamp())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300, "nonce": nonce,
            "acr": self.acr, "phone_number": self.phone, "phone_number_verified": True, **self.lie, **lie,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.header["alg"] == "none":
            parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
        return jwt.encode(self.header, claims, self.key)

    def exchanged(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, str]]:
        """The token endpoint: once per code, with the client's secret and the verifier of the challenge (RFC 7636)."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        own = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or asked["code_challenge"] != challenge or authorization != own:
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": self.token or self.issue(asked["nonce"]), "token_type": "Bearer"}


@contextmanager
def standing() -> Iterator[Provider]:
    """An issuer that answers on this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None: ...

        def do_GET(self) -> None:
            if self.path == "/.well-known/openid-configuration":
                names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                said = {"issuer": provider.url, **{name: f"{provider.url}/{at}" for name, at in names.items()}}
                return self._say(200, said)
            return self._say(200, {"keys": [provider.key.as_dict(private=False)]})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*provider.exchanged(form, self.headers.get("Authorization", "")))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            self.send_response(503 if provider.down else status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
