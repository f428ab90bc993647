"""``linli loaddemo``: the people behind the doors and the matters of the past year, beside the running demo."""

from __future__ import annotations

import os
import threading
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace

from linli.main.demo import ADDRESSES, known_as, note, rest
from linli.main.django_setup import enter
from linli.main.launcher import env
from linli.main.launcher.folders import city_home, hold
from linli.main.terminal import _

HELP = _("load the rest of the demo city: its people and the past year; goes on where it was stopped")
POLITE = 10  # the city one looks at comes first
LOOKS, PAUSE = 60, 1.0


def configure(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: Namespace) -> int:
    """0 when everything is there; at once when it was there before, or somebody else is at it."""
    home = city_home()
    if hold(home / "loaddemo.lock") is None:
        return 0
    if note.read(home).has(known_as(env.of_surface(home, "worker")["LINLI_DATABASE"]), note.ALL):
        return 0
    os.nice(POLITE)
    for default in ADDRESSES:
        wait_for(os.environ.get(*default) or default[1])
    enter("worker")
    rest()
    return 0


def wait_for(url: str) -> bool:
    """Let the doors open first: whoever starts the demo wants to go in. True once this one answers."""
    pause = threading.Event()
    for _look in range(LOOKS):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own address
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            pause.wait(PAUSE)
    return False
