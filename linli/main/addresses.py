"""Where the live process is reached, for the launcher that starts it and the settings of every process."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
DESK = "http://localhost:8001"


def live_url(environ: Mapping[str, str]) -> str:
    """``LIVE_URL``; on a laptop the port after the desk's. Empty where there is none: then pages ask by themselves."""
    if "LIVE_URL" in environ:
        return environ["LIVE_URL"].rstrip("/")
    desk = urlsplit(environ.get("DESK_URL", DESK))
    if desk.hostname not in LOOPBACK:
        return ""
    return f"http://{desk.hostname}:{(desk.port or 8001) + 1}"
