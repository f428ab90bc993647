"""``linli worker``: the process that hands facts on, works off jobs and makes the regular rounds."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linli.main.django_setup import enter
from linli.main.terminal import _

HELP = _("hand facts on, work off jobs and make the regular rounds until stopped; linli up starts one")


def configure(parser: ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: Namespace) -> int:
    """Any number of workers may run beside each other."""
    enter("worker")
    from linli.main import worker

    return worker.run()
