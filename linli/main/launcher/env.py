"""``run.env``: addresses and secrets for the processes of this city, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import write_private
from linli.main.terminal import _

NAME = "run.env"
_WITHHELD = ("LINLI_POSTGRES_URL", "LINLI_SECRET_KEY", "LINLI_SURFACE")
TOLD = ("LINLI_WITNESSES",)  # what an operator may write beside the secrets, for every process alike
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


def of_surface(home: Path, surface: str) -> dict[str, str]:
    """What a process of that surface is given: its own login and no other.

    ``owner`` and ``admin`` are logins for maintenance; to the settings they look like the worker.
    """
    known = read(home)
    url = known.get(f"LINLI_DATABASE_{surface.upper()}")
    if url is None:
        raise LauncherError(
            _("There is no database for %(surface)s yet. Run linli up or linli migrate first.") % {"surface": surface}
        )
    told = {name: os.environ.get(name) or known.get(name, "") for name in TOLD}
    return told | {
        "LINLI_HOME": str(home),
        "LINLI_SURFACE": "worker" if surface in ("owner", "admin") else surface,
        "LINLI_DATABASE": url,
        "LINLI_SECRET_KEY": known["LINLI_SECRET_KEY"],
    }


def for_process(home: Path, surface: str) -> dict[str, str]:
    """The whole environment of a child process: ours without other logins, plus the surface's own."""
    kept = {k: v for k, v in os.environ.items() if k not in _WITHHELD and not k.startswith("LINLI_DATABASE")}
    package = str(Path(__file__).resolve().parents[3])
    paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return (
        kept
        | of_surface(home, surface)
        | {
            "DJANGO_SETTINGS_MODULE": "linli.main.settings",
            "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
            "PYTHONUNBUFFERED": "1",
        }
    )
