"""The secret that sessions, forms and marks are signed with: drawn by the first start, and no process takes a guess."""

from __future__ import annotations

import re
from itertools import pairwise

from linli.main.launcher.errors import LauncherError
from linli.main.terminal import _

# As `secrets.token_urlsafe(32)` and longer draw it, or `openssl rand -hex 32`.
_DRAWN = re.compile(r"[A-Za-z0-9_-]{43,}"), re.compile(r"[0-9a-f]{64,}")
FEWEST_SIGNS, FEWEST_STEPS = 12, 20


def check(secret: str) -> None:
    """Refuse a secret that is empty, short, typed, counted or repeated. A drawn one passes."""
    if not any(drawn.fullmatch(secret) for drawn in _DRAWN) or _is_guessable(secret):
        raise LauncherError(
            _(
                "LINLI_SECRET_KEY is empty, short or guessable. Leave it out, linli up draws one; or draw it with: "
                "openssl rand -hex 32"
            )
        )


def _is_guessable(secret: str) -> bool:
    """Whether somebody typed it: words have few kinds of signs, a count goes in equal steps."""
    steps = {ord(after) - ord(before) for before, after in pairwise(secret)}
    kinds = sum(bool(re.search(kind, secret)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    hexadecimal = _DRAWN[1].fullmatch(secret) is not None
    return len(set(secret)) < FEWEST_SIGNS or len(steps) < FEWEST_STEPS or (kinds < 3 and not hexadecimal)
