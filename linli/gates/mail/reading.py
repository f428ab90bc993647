"""Reading one mail: who wrote, what they say, which photos came with it, and whether a machine wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parseaddr

from linli.gates.mail.decoding import body_of, header
from linli.kernel.cases.reports import Photo, tidy
from linli.kernel.papers import sniff
from linli.kernel.people import mails

MOST_PHOTOS = 9
MOST_PARTS = 200
LOGO = 10 * 1024  # bytes; a smaller picture inside the text is an ornament
_QUOTED_FROM = re.compile(
    r"^\s*(-{2,}\s*(原始邮件|原邮件|回复的原邮件|Original Message|转发邮件信息)|_{8,}\s*$"
    r"|(在|于)?.{4,80}(写道|来信说)[:：]\s*$|On .{4,120} wrote:\s*$|发件人[:：].*@|From:.*@)",
    re.IGNORECASE,
)
_SIGNED_FROM = re.compile(
    r"^(--\s*|发自我的.{1,20}|从我的.{1,20}发送|Sent from my .{1,30}|获取\s*Outlook.*)$", re.IGNORECASE
)
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+-].*)?@", re.IGNORECASE)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "List-Id", "List-Unsubscribe", "X-Failed-Recipients")


class Unreadable(ValueError):
    """The bytes are no mail anybody can read; they are kept as they are."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail as read. ``said`` is its whole text; ``left_out`` are the parts that are not taken, by name."""

    sender: str
    name: str
    subject: str
    said: str
    recipients: tuple[str, ...]
    identity: str
    trust: str
    automatic: bool
    photos: tuple[Photo, ...]
    left_out: tuple[str, ...]

    @property
    def fresh(self) -> str:
        """What a first letter says: without the signature, with everything it quotes, as that may be its matter."""
        return _unsigned(self.said) or tidy(self.said)

    @property
    def reply(self) -> str:
        """What an answer to our mail says: without what it quotes. Where nothing else is left, all of it."""
        return _unsigned(_unquoted(self.said)) or tidy(self.said)


def read(content: bytes, *, box: str) -> Incoming:
    """Read a mail; :class:`Unreadable` where it has neither sender nor body. ``box`` is our own address."""
    mail = message_from_bytes(content, policy=policy.compat32)
    name, address = parseaddr(header(mail, "From"))
    sender = mails.tidy(address)
    if not sender:
        raise Unreadable("no sender")
    parts = list(_parts(mail))
    photos, left_out = _photos(parts)
    everybody = getaddresses([header(mail, one) for one in ("To", "Cc", "Delivered-To", "X-Original-To")])
    return Incoming(
        sender=sender,
        name=tidy(name)[:40],
        subject=tidy(header(mail, "Subject"))[:200],
        said=_said(parts),
        recipients=tuple(one for _name, one in everybody if "@" in one),
        identity=header(mail, "Message-ID")[:300],
        trust=header(mail, "Authentication-Results"),
        automatic=_is_automatic(mail, sender, box),
        photos=tuple(photos[:MOST_PHOTOS]),
        left_out=tuple(left_out + [photo.name for photo in photos[MOST_PHOTOS:]]),
    )


def _parts(mail: Message) -> Iterator[Message]:
    for count, part in enumerate(mail.walk()):
        if count >= MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _said(parts: list[Message]) -> str:
    """The first plain text, else the first HTML."""
    shown = [part for part in parts if part.get_content_maintype() == "text" and not part.get_filename()]
    for subtype in ("plain", "html"):
        for part in shown:
            if part.get_content_subtype() == subtype and tidy(said := body_of(part)):
                return said
    return ""


def _photos(parts: list[Message]) -> tuple[list[Photo], list[str]]:
    """The photos among the parts, told by their bytes and not by their names, and the names of everything else."""
    photos, left_out = [], []
    for number, part in enumerate(parts):
        if part.get_content_maintype() == "text" and not part.get_filename():
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        name = _name(part) or f"{number}.{part.get_content_subtype()}"
        if part.get("Content-ID") and len(content) < LOGO:
            continue
        try:
            sniff.look(content)
        except sniff.PhotoRefused:
            left_out.append(name[:80])
        else:
            photos.append(Photo(content, name))
    return photos, left_out


def _name(part: Message) -> str:
    given = part.get_filename()
    if not given:
        return ""
    holder = Message()
    holder["Name"] = str(given).replace("\r", "").replace("\n", "")
    return tidy(header(holder, "Name"))


def _is_automatic(mail: Message, sender: str, box: str) -> bool:
    """Whether a machine wrote it: an absence, a bounce, a list, or one of our own that has come round."""
    if header(mail, "Auto-Submitted").lower() not in ("", "no") or header(mail, "Precedence").lower() in _BULK:
        return True
    if any(mail.get(mark) for mark in _MARKS) or mail.get_content_type() == "multipart/report":
        return True
    return header(mail, "Return-Path") == "<>" or bool(_MACHINES.match(sender)) or sender.lower() == box.lower()


def _unquoted(said: str) -> str:
    lines = said.split("\n")
    cut = next((at for at, line in enumerate(lines) if _QUOTED_FROM.match(line)), len(lines))
    return "\n".join(line for line in lines[:cut] if not line.lstrip().startswith(">"))


def _unsigned(said: str) -> str:
    """Without the signature: from its mark on, where no more than a few lines follow."""
    lines = said.rstrip().split("\n")
    for at in range(max(0, len(lines) - 12), len(lines)):
        if _SIGNED_FROM.match(lines[at].strip()) or lines[at] == "-- ":
            return tidy("\n".join(lines[:at]))
    return tidy(said)
