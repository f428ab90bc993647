"""The way mail leaves: the mail server of the city, by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from time import monotonic
from urllib.parse import unquote, urlsplit

from django.conf import settings

from linli.gates.mail.writing import letter
from linli.gates.messages.trouble import NeverSent, NotSent

SECONDS = 20.0
CLOSED = 1.0  # seconds nobody else knocks after the door was found shut


class SmtpWay:
    """``LINLI_SMTP``: smtp://host:25, smtp+tls://user:password@host:587 (STARTTLS) or smtps://user:password@host."""

    _shut_until = 0.0

    def send(self, *, channel: str, address: str, text: str, key: str, at: datetime, about: str = "") -> None:  # noqa: ARG002
        """Hand one mail to the server. What it refuses for this one address for good is :class:`NeverSent`."""
        if monotonic() < SmtpWay._shut_until:
            raise NotSent("the mail server was away a moment ago")
        mail = letter(box=settings.MAIL_BOX, to=address, text=text, key=key, at=at, about=about)
        try:
            with _open() as server:
                server.send_message(mail, from_addr=settings.MAIL_BOX, to_addrs=[address])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            words = f"{code} {said.decode(errors='replace')}"
            raise NeverSent(words) if code >= 500 else NotSent(words) from refused
        except smtplib.SMTPResponseException as refused:
            raise NotSent(f"{refused.smtp_code} {refused.smtp_error!r}") from refused
        except (OSError, smtplib.SMTPException) as closed:
            SmtpWay._shut_until = monotonic() + CLOSED
            raise NotSent(str(closed)) from closed


def _open() -> smtplib.SMTP:
    parts = urlsplit(settings.SMTP_URL)
    host, secure = parts.hostname or "127.0.0.1", parts.scheme == "smtps"
    if secure:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
    if parts.scheme == "smtp+tls":
        server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
