"""The ways a message leaves the house. The laptop writes a file; a provider is a class with the same verb."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from linli.gates.mail.smtp import SmtpWay
from linli.gates.messages.trouble import NeverSent, NotSent

__all__ = ["FileWay", "NeverSent", "NotSent", "Way", "way"]


class Way(Protocol):
    """A provider of SMS or mail. ``key`` is the same for every try, so that a provider can drop doubles.

    ``about`` is the number of the case a message is about.
    """

    def send(self, *, channel: str, address: str, text: str, key: str, at: datetime, about: str = "") -> None:
        """Hand one message over for good, or raise :class:`NotSent`."""


class FileWay:
    """Appends to ``LINLI_HOME/messages.jsonl``, one message a line, fsynced: what a laptop has for a provider."""

    @property
    def path(self) -> Path:
        """The file, readable by its owner only."""
        return Path(settings.HOME) / "messages.jsonl"

    def send(self, *, channel: str, address: str, text: str, key: str, at: datetime, about: str = "") -> None:  # noqa: ARG002
        line = {"at": at.isoformat(), "channel": channel, "to": address, "text": text, "key": key}
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as closed:
            raise NotSent(str(closed)) from closed


WAYS: dict[str, type[Way]] = {"file": FileWay}


def way(channel: str = "sms") -> Way:
    """The way this city has chosen: mail by ``LINLI_SMTP`` where it is set, everything else by ``LINLI_MESSAGES``."""
    if channel == "mail" and settings.SMTP_URL:
        return SmtpWay()
    return WAYS[settings.MESSAGES_OUT]()
