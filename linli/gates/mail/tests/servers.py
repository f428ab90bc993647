"""A mail server outside: a real one on this machine that takes what it is sent, or does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass(slots=True)
class Taken:
    """What has come in; ``refuses`` are addresses it does not know."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802  the name the library calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  the name the library calls
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@contextmanager
def taking(*, port: int = 0) -> Iterator[Taken]:
    """A mail server for as long as the block lasts."""
    taken = Taken()
    controller = Controller(taken, hostname="127.0.0.1", port=port or _free())
    controller.start()
    taken.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield taken
    finally:
        controller.stop()


def _free() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
