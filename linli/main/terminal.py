"""Talking to the person at the terminal: their language, and how far a long start has come.

Works before Django is set up, so it reads the catalogue of this package by itself.
"""

from __future__ import annotations

import gettext
import os
import sys
import time
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"


def _language() -> str:
    """zh_Hans where the terminal speaks Chinese (LC_ALL, LC_MESSAGES or LANG), else English."""
    spoken = next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "")
    return "zh_Hans" if spoken.lower().startswith("zh") else "en"


_ = gettext.translation("django", LOCALE, languages=[_language()], fallback=True).gettext


class Progress:
    """Lines with the seconds since the start; the reader sees what takes how long."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._began = time.monotonic()
        self._quiet = quiet

    def say(self, text: str) -> None:
        if not self._quiet:
            print(f"{time.monotonic() - self._began:6.1f} s  {text}", flush=True)


def complain(text: str) -> None:
    """One sentence to the error stream."""
    print(text, file=sys.stderr, flush=True)
