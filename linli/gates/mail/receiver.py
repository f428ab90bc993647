"""The door mail comes in by: SMTP or LMTP from the city's own mail server, never straight from the open network.

A process of its own with the login of the residents' surface. It says 250 only after the case is committed; a
database that is away is "try again later", which every mail server does for days. So no mailbox is polled, no
password of one is kept, and there is no moment in which a letter is nowhere.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import Error, close_old_connections

from linli.gates.mail.taking import LATER, take
from linli.plumbing.time import now as clock

MOST_BYTES = 35 * 1024 * 1024  # nine photos of a phone, as mail encodes them; announced, so that larger ones stay away
AT_ONCE = 4
SECONDS = 120.0  # of silence
log = logging.getLogger(__name__)


class Receiver:
    """What is done with each mail: one after the other for each connection, a few connections side by side."""

    def __init__(self) -> None:
        self._few = asyncio.Semaphore(AT_ONCE)

    async def handle_RCPT(  # noqa: N802  the name the library calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Only our own address, with or without a token."""
        local, _at, domain = settings.MAIL_BOX.lower().partition("@")
        given, _at, place = address.lower().partition("@")
        if place != domain or given.partition("+")[0] != local:
            return "550 5.1.1 no such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """The answer is given when everything is committed."""
        sender = (envelope.mail_from or "").strip("<> ")
        async with self._few:
            return await asyncio.to_thread(_taken, bytes(envelope.content), sender, tuple(envelope.rcpt_tos))


def _taken(content: bytes, sender: str, recipients: tuple[str, ...]) -> str:
    try:
        close_old_connections()
        return take(content, envelope=sender, recipients=recipients, now=clock())
    except Error:
        log.exception("a letter could not be taken now; it comes again")
        return LATER
    finally:
        close_old_connections()


async def serve(host: str, port: int, *, lmtp: bool) -> None:
    """Until SIGTERM or SIGINT."""
    loop, receiver = asyncio.get_running_loop(), Receiver()
    make = LMTP if lmtp else SMTP
    server = await loop.create_server(
        lambda: make(receiver, data_size_limit=MOST_BYTES, timeout=SECONDS, ident="Linli", loop=loop), host, port
    )
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with server:
        await stop.wait()
