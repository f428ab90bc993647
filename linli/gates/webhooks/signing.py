"""Signing what goes out, and checking it as a receiver does: HMAC-SHA256 over the moment, a point, and the body.

A signature holds for five minutes, so that a message somebody has caught cannot be sent again tomorrow; within
them the receiver knows a message it has had by its ``Linli-Delivery``.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

WINDOW = 300  # seconds
DELIVERY, TIMESTAMP, SIGNATURE = "Linli-Delivery", "Linli-Timestamp", "Linli-Signature"


def signed(body: bytes, *, key: str, secrets: Mapping[str, str], now: datetime) -> dict[str, str]:
    """The headers of one try; ``secrets`` by key id: two while one takes over from the other."""
    moment = str(int(now.timestamp()))
    signatures = ",".join(f"{name}={_signature(secret, moment, body)}" for name, secret in secrets.items())
    return {DELIVERY: key, TIMESTAMP: moment, SIGNATURE: signatures}


def is_genuine(body: bytes, headers: Mapping[str, str], *, secrets: Mapping[str, str], now: datetime) -> bool:
    """Whether one of the known secrets has signed this body within the last five minutes."""
    given = {name.lower(): value for name, value in headers.items()}
    moment = given.get(TIMESTAMP.lower(), "")
    if not moment.isascii() or not moment.isdigit() or abs(now.timestamp() - int(moment)) > WINDOW:
        return False
    parts = (part.partition("=") for part in given.get(SIGNATURE.lower(), "").split(","))
    found = {name.strip(): value for name, _equals, value in parts}
    return any(
        hmac.compare_digest(found.get(name, "").encode(), _signature(secret, moment, body).encode())
        for name, secret in secrets.items()
    )


def _signature(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
