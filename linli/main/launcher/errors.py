"""What can go wrong while starting, as sentences for the person at the terminal."""

from __future__ import annotations


class LauncherError(Exception):
    """Something the person who starts Linli has to know; the text says what to do next."""
