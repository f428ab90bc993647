"""Mail addresses as reporters leave them: what is one, and how it is kept and shown."""

from __future__ import annotations

import re

LONGEST = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z0-9-]{2,63}")


def tidy(typed: str) -> str:
    """An address as it is kept: its domain in small letters; empty for what is none."""
    local, at, domain = typed.strip().rpartition("@")
    address = f"{local}{at}{domain.lower()}"
    return address if len(address) <= LONGEST and _ADDRESS.fullmatch(address) else ""


def masked(address: str) -> str:
    """q***@example.cn: enough for its owner to know it."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}***{at}{domain}" if at else ""
