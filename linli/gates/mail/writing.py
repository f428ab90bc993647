"""A mail to a reporter: plain text, a subject that names the matter, an address to answer to, and a lasting name."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from linli.gates.mail import tokens

NAME = "邻里"
_SIGNATURE = re.compile(r"^(邻里：|Linli: )")
_FIRST = re.compile(r"[^，。！？,.!?\n]{1,60}")


def letter(*, box: str, to: str, text: str, key: str, at: datetime, about: str = "") -> EmailMessage:
    """The message; ``key`` becomes its Message-ID, so that a second try is known as the first. ``about``: a number.

    It says that a machine has written it, so that no other machine answers (RFC 3834).
    """
    domain = box.partition("@")[2]
    mail = EmailMessage()
    mail["From"] = formataddr((NAME, box))
    mail["To"] = to
    mail["Subject"] = _subject(text, about)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{key}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if about:
        mail["Reply-To"] = formataddr((NAME, tokens.reply_address(box, about)))
        mail["References"] = f"<{tokens.token_of(about)}@{domain}>"
    mail.set_content(_SIGNATURE.sub("", text) + "\n")
    return mail


def _subject(text: str, about: str) -> str:
    """The first words, and the number with its token: some programs lose the address they should answer to."""
    first = _FIRST.search(_SIGNATURE.sub("", text))
    words = first[0].strip() if first else NAME
    return f"{words} [{about} #{tokens.token_of(about)}]" if about else words
