"""The token in the address of our mails: whoever answers to it adds to that one case, and can do nothing else."""

from __future__ import annotations

import base64
import re

from linli.plumbing import crypto

LENGTH = 16  # signs of base32: 80 bits
_SUBJECT = re.compile(r"\[[A-Z]{1,4}[^\]]{0,40}#([a-z2-7]{16})\]")


def token_of(number: str) -> str:
    """The token of a case's number. It is the same in every mail about the case."""
    return base64.b32encode(crypto.blind(number, purpose="mail reply")[:10]).decode().lower()


def blind(token: str) -> bytes:
    """What is kept of a token."""
    return crypto.blind(token.lower(), purpose="mail thread")


def reply_address(box: str, number: str) -> str:
    """hotline+ab…@city.cn for the box hotline@city.cn."""
    local, _at, domain = box.partition("@")
    return f"{local}+{token_of(number)}@{domain}"


def in_address(address: str, box: str) -> str:
    """The token of an address mail came to; empty where it has none."""
    local, _plus, token = address.rpartition("@")[0].rpartition("+")
    return token.lower() if local.lower() == box.partition("@")[0].lower() and len(token) == LENGTH else ""


def in_subject(subject: str) -> str:
    """The token in a subject like “回复：… [NN-7K3M9-QXT4C-8 #ab…]”, where a mail program has lost the address."""
    found = _SUBJECT.search(subject)
    return found[1] if found else ""
