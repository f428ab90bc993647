"""``linli loaddemo``: the people behind the doors and the matters of the past year, beside the running demo."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from linli.main.demo import founded_at, note, rest
from linli.main.django_setup import enter
from linli.main.launcher import env
from linli.main.launcher.folders import city_home
from linli.main.terminal import _

HELP = _("load the rest of the demo city: its people and the past year; goes on where it was stopped")
POLITE = 10  # the city one looks at comes first


def configure(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: Namespace) -> int:
    """0 when everything is there; at once when it was there before."""
    home = city_home()
    if note.read(home).has(founded_at(env.of_surface(home, "worker")["LINLI_DATABASE"]), note.ALL):
        return 0
    os.nice(POLITE)
    enter("worker")
    rest()
    return 0
