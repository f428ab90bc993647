"""What an authenticator would show, for those of our own programs that stand in for a member of staff: the demo's
colleagues, a bench, whoever looks round in a demo. It knows the secrets it is given and no others.
"""

from __future__ import annotations

import base64
import hmac
import time

import pyotp

STEP = 30


def secret_of(login: str, *, secret: str) -> str:
    """The secret of a login of this installation: 160 bits in base 32, the same at every start."""
    return base64.b32encode(hmac.digest(secret.encode(), b"authenticator " + login.encode(), "sha256")[:20]).decode()


def shown(secret: str, *, step: int | None = None) -> str:
    """The six digits of a half minute; of the present one unless told otherwise."""
    return pyotp.TOTP(secret, interval=STEP).generate_otp(this_step() if step is None else step)


def good_now(secret: str) -> list[str]:
    """The codes a door takes now, the oldest first: each is taken once, so whoever comes in twice shows the next."""
    return [shown(secret, step=this_step() + drift) for drift in (-1, 0, 1)]


def this_step() -> int:
    """The number of the present half minute."""
    return int(time.time()) // STEP


def left() -> int:
    """Seconds until the next code is shown."""
    return STEP - int(time.time()) % STEP
