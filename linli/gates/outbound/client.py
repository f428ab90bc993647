"""One call to another machine: to the address that was checked, within a time, for an answer of a size."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from linli.gates.outbound import addresses
from linli.gates.outbound.addresses import Resolve, Target

MOST = 1 << 20  # bytes of an answer
SECONDS = 10.0  # for the whole call
AGENT = "Linli"


class NotReached(Exception):
    """The other machine did not answer as agreed; it may another time. The sentence says what happened."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``headers`` are by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def send(
    url: str,
    *,
    method: str = "POST",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most: int = MOST,
    resolve: Resolve = socket.getaddrinfo,
) -> Answer:
    """Call ``url`` once. Raises ``Forbidden`` for an address the house does not call, else :class:`NotReached`.

    A redirect is an answer that was not agreed, so it is :class:`NotReached`: its target was never checked.
    """
    target = addresses.allowed(url)
    until = monotonic() + seconds
    try:
        where = addresses.find(target, resolve=resolve)
        with _Call(target, where, until) as call:
            answer = call.make(
                method, body, {"User-Agent": AGENT, "Accept-Encoding": "identity", **(headers or {})}, most
            )
    except ssl.SSLCertVerificationError as error:
        raise NotReached(_("The certificate is not in order: %(reason)s") % {"reason": error.verify_message}) from error
    except TimeoutError as error:
        raise NotReached(_("No answer within %(seconds)s seconds.") % {"seconds": round(seconds)}) from error
    except (OSError, http.client.HTTPException) as error:
        raise NotReached(_("It could not be reached: %(reason)s") % {"reason": _said(error)}) from error
    if 300 <= answer.status < 400:
        raise NotReached(_("It answered with a redirect, which is not followed. Use the address it leads to."))
    return answer


class _Call:
    """A connection to one checked address that is cut off when its time is over, however slowly it drips."""

    def __init__(self, target: Target, where: tuple[Any, ...], until: float) -> None:
        self._target, self._until, self._late = target, until, False
        family, kind, protocol, address = where
        self._socket: Any = socket.socket(family, kind, protocol)
        self._timer = threading.Timer(max(until - monotonic(), 0.01), self._cut)
        self._timer.daemon = True
        self._address = address

    def __enter__(self) -> _Call:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._socket.close()

    def make(self, method: str, body: bytes, headers: Mapping[str, str], most: int) -> Answer:
        try:
            answer = self._made(method, body, headers, most)
        except (OSError, http.client.HTTPException) as error:
            if self._late:
                raise TimeoutError from error
            raise
        if self._late:  # what was cut off reads like an answer that ended
            raise TimeoutError
        return answer

    def _made(self, method: str, body: bytes, headers: Mapping[str, str], most: int) -> Answer:
        self._socket.settimeout(max(self._until - monotonic(), 0.01))
        self._socket.connect(self._address)
        if self._target.scheme == "https":
            host = self._target.host
            self._socket = _tls().wrap_socket(self._socket, server_hostname=host, do_handshake_on_connect=False)
            self._socket.do_handshake()  # after it stands here, so that it too is cut off in time
        connection = http.client.HTTPConnection(self._target.host, self._target.port)
        connection.sock = self._socket
        connection.putrequest(method, self._target.path, skip_host=True, skip_accept_encoding=True)
        length = {"Content-Length": str(len(body))} if body or method in ("POST", "PUT", "PATCH") else {}
        for name, value in {"Host": self._target.authority, "Connection": "close", **length, **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(body or None)
        with connection.getresponse() as response:
            content = response.read(most + 1)
            if len(content) > most:
                raise http.client.HTTPException(f"more than {most:,} bytes")
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content)

    def _cut(self) -> None:
        self._late = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _said(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
