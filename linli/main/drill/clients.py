"""Clients of a running city that may be killed under them: residents and a clerk, over HTTP, who never give up.

Each form has a key. A form without an answer is sent again with the same key; every fifth one is sent twice on
purpose. What was acknowledged stands in the client's own fsynced journal.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path

from linli.main import authenticator
from linli.main.bench import requests
from linli.main.bench.city import City
from linli.main.bench.load import Answer, Ask, send
from linli.main.bench.stages import CLERK, PASSWORD, SECRETS
from linli.main.drill import DrillBroken
from linli.main.drill.reckoning import Book, new_book
from linli.main.terminal import _

TWICE = 5
OPENED = (HTTPStatus.OK, HTTPStatus.CREATED)


class Unacceptable(DrillBroken):
    """An answer no client should get, whatever was killed."""


@dataclass(slots=True)
class Client:
    """One client: where it posts its forms, with which headers, its journal."""

    url: str
    book: Book
    buildings: Sequence[int]
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    trouble: BaseException | None = None

    def run(self, stop: threading.Event) -> None:
        """Form after form until told to stop; the one in hand is finished."""
        try:
            for number in count():
                if stop.is_set():
                    return
                self._one(number)
                stop.wait(self.pause)
        except BaseException as trouble:
            self.trouble = trouble

    def _one(self, number: int) -> None:
        ask = self._form(number)
        told, tries = self._sent(ask)
        if number % TWICE == 0:
            again, _tries = self._sent(ask)
            if (again["number"], again["repeated"]) != (told["number"], True):
                raise Unacceptable(f"one form sent twice: {told} and {again}")
        key = ask.headers["Idempotency-Key"]
        self.book.write({"key": key, "number": told["number"], "tries": tries, "at": time.time()})

    def _form(self, number: int) -> Ask:
        plain = requests.report("", self.buildings, number)
        body = {**json.loads(plain.body or b"{}"), **self.more}
        headers = {**plain.headers, **self.headers, "X-Forwarded-For": _address(number)}
        return replace(plain, url=self.url, headers=headers, body=json.dumps(body).encode())

    def _sent(self, ask: Ask) -> tuple[dict[str, object], int]:
        for tries in count(1):
            answer = self._try(ask)
            if answer is not None and answer.status in OPENED:
                told: dict[str, object] = json.loads(answer.body)
                return told, tries
            if answer is not None and answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Unacceptable(f"{ask.url}: {answer.status} {answer.body[:200]!r}")
            threading.Event().wait(0.1)
        raise AssertionError("never reached")

    def _try(self, ask: Ask) -> Answer | None:
        """The answer, or None when the process was killed under the request or is not back yet."""
        try:
            return send(ask)
        except (OSError, http.client.HTTPException):
            return None


def _address(number: int) -> str:
    """Where a resident sends from: every form from another address, since one may send 600 an hour."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def clerk_headers(city: City) -> dict[str, str]:
    """A clerk's session at the desk's API."""
    for code in authenticator.good_now(SECRETS[CLERK]):
        body = json.dumps({"login": CLERK, "password": PASSWORD, "code": code}).encode()
        answer = send(Ask(f"{city.desk_url}/api/v1/login", "POST", {"Content-Type": requests.JSON}, body))
        if answer.status == HTTPStatus.OK:
            break
    if answer.status != HTTPStatus.OK:
        raise Unacceptable(f"login: {answer.status} {answer.body[:200]!r}")
    cookies = [SimpleCookie(line) for line in answer.headers.get_all("Set-Cookie") or []]
    held = "; ".join(f"{name}={morsel.value}" for cookie in cookies for name, morsel in cookie.items())
    return {"Cookie": held, "X-CSRFToken": json.loads(answer.body)["csrf"]}


@contextlib.contextmanager
def clients(
    city: City, buildings: Sequence[int], shelf: Path, *, residents: int = 2, pause: float = 0.0
) -> Iterator[dict[str, list[Book]]]:
    """Residents at the public door and a clerk at the desk, all at once; in the end none of them may be troubled.

    Their journals by the door they stand at, on ``shelf``. The city believes their ``X-Forwarded-For``.
    """
    stop = threading.Event()
    public, desk = f"{city.public_url}/api/v1/matters", f"{city.desk_url}/api/v1/cases"
    every = [
        Client(public, new_book(shelf, f"resident{number}"), buildings, pause=pause) for number in range(residents)
    ]
    clerk = Client(desk, new_book(shelf, "clerk"), buildings, clerk_headers(city), {"channel": "phone"}, pause)
    threads = [threading.Thread(target=one.run, args=(stop,), daemon=True) for one in (*every, clerk)]
    for thread in threads:
        thread.start()
    try:
        yield {"public": [one.book for one in every], "desk": [clerk.book]}
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    for one in (*every, clerk):
        if one.trouble is not None:
            raise one.trouble
    if any(thread.is_alive() for thread in threads):
        raise DrillBroken(_("A client is still waiting for its answer a minute after the drill."))
