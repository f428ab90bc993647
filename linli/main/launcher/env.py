"""``run.env``: addresses and secrets for the processes of this city, readable by its owner only."""

from __future__ import annotations

import secrets
from pathlib import Path

from linli.main.launcher.folders import write_private

NAME = "run.env"
HEADER = "# Made by linli up. Keep it: it holds the only copy of these secrets.\n"


def read(home: Path) -> dict[str, str]:
    """The settings written so far; empty before the first start."""
    path = home / NAME
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text().splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, _, value in pairs if not key.lstrip().startswith("#")}


def write(home: Path, settings: dict[str, str]) -> None:
    """Replace the file; everything not named in ``settings`` is kept as it was."""
    home.mkdir(parents=True, exist_ok=True)
    merged = read(home) | settings
    merged.setdefault("LINLI_SECRET_KEY", secrets.token_urlsafe(48))
    lines = (f"{key}={value}\n" for key, value in sorted(merged.items()))
    write_private(home / NAME, HEADER + "".join(lines))
