"""The admission with which an open page comes to the live process: short-lived, for one use, and sealed.

It says whose page it is (surface, session, account, post, role, opened receipts) and until when the stream may last.
What that hat may see the live process asks the database itself, again every few seconds. The admission is no cookie
and opens nothing else: pages and API do not know it.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta

import msgspec

from linli.plumbing import crypto
from linli.plumbing.keys import CryptoError
from linli.plumbing.scope import Hat

HOLDS = timedelta(seconds=60)  # to connect
LONGEST = timedelta(minutes=10)  # of one stream; then the page asks for another admission, and is known anew
_BOUND = "live admission"
_MOST = 4096


class Admission(msgspec.Struct, frozen=True, array_like=True):
    """Whose page comes. ``connect`` and ``until`` are seconds since 1970."""

    surface: str
    session: str
    account: int
    post: int
    role: str
    receipts: tuple[int, ...]
    connect: float
    until: float
    nonce: str


def issue(hat: Hat, *, session: str, until: datetime, now: datetime) -> str:
    """An admission for the hat of a session that ends at ``until``."""
    admission = Admission(
        surface=hat.surface,
        session=session,
        account=hat.account,
        post=hat.post,
        role=hat.role,
        receipts=hat.subjects if hat.surface == "public" and not hat.account else (),
        connect=(now + HOLDS).timestamp(),
        until=min(until, now + LONGEST).timestamp(),
        nonce=secrets.token_hex(8),
    )
    sealed = crypto.seal(msgspec.msgpack.encode(admission), bound=_BOUND)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def opened(given: str, *, now: datetime) -> Admission | None:
    """The admission, or None for one that is forged, spoiled or too old."""
    if not 0 < len(given) <= _MOST or not given.isascii():
        return None
    try:
        sealed = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
        admission = msgspec.msgpack.decode(crypto.unseal(sealed, bound=_BOUND), type=Admission)
    except (ValueError, CryptoError, msgspec.MsgspecError):
        return None
    return admission if now.timestamp() <= admission.connect else None
