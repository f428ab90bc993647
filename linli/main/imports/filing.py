"""Filing over the web API of a running city, as any other program would."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from linli.main.terminal import _
from linli.main.terminal import _language as language

TRIES, PAUSE, PATIENCE = 4, 1.0, 30.0  # tries of one request, seconds between them, seconds for an answer
OVER = (500, 502, 503, 504)


class CityAway(Exception):
    """The city does not answer, or does not want to; the sentence says what to do. What was filed stays filed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and the JSON of one answer."""

    status: int
    body: dict[str, Any]

    @property
    def sentence(self) -> str:
        """Why not."""
        return str(self.body.get("sentence") or self.status)


class City:
    """One running city at an address. Keeps its connection, its cookies and the token that changes need."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CityAway(_("%(url)s is not the address of a city.") % {"url": url})
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.url = url.rstrip("/")
        self._connection = kind(parts.hostname, parts.port, timeout=PATIENCE)
        self._cookies: SimpleCookie = SimpleCookie()
        self._headers = {"Accept-Language": "zh-hans" if language().startswith("zh") else "en"}

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def log_in(self, login: str, password: str, code: str) -> None:
        """Begin a session of the desk; files as staff from then on."""
        answer = self.post("/api/v1/login", {"login": login, "password": password, "code": code})
        if answer.status != 200:
            raise CityAway(answer.sentence)
        self._headers["X-CSRFToken"] = answer.body["csrf"]

    def post(self, path: str, body: dict[str, Any], *, key: str = "") -> Answer:
        """Send one request. With a ``key`` it may be sent again after a failure, because it opens nothing twice."""
        headers = {**self._headers, "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={crumb.value}" for name, crumb in self._cookies.items())
        content = json.dumps(body, ensure_ascii=False).encode()
        for left in reversed(range(TRIES if key else 1)):
            answer = self._try(path, content, headers)
            if answer is not None and answer.status not in OVER:
                return answer
            if left:
                time.sleep(PAUSE)
        raise CityAway(
            _("%(url)s does not answer. Is the city running? Run this again: nothing is filed twice.")
            % {"url": self.url}
        )

    def _try(self, path: str, content: bytes, headers: dict[str, str]) -> Answer | None:
        """One try; None when the line broke."""
        try:
            self._connection.request("POST", path, content, headers)
            response = self._connection.getresponse()
            said = response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return None
        for crumb in response.headers.get_all("Set-Cookie", []):
            self._cookies.load(crumb)
        try:
            body = json.loads(said)
        except ValueError:
            body = {}
        return Answer(response.status, body if isinstance(body, dict) else {})
