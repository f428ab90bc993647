"""``linli migrate``: bring the schema up to date and raise the walls."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linli.main.launcher.database import is_up, open_database
from linli.main.launcher.folders import city_home
from linli.main.launcher.migration import migrate
from linli.main.terminal import _

HELP = _("bring the schema of the database up to date and raise its walls")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help=_("print nothing unless it fails"))


def run(args: Namespace) -> int:
    """A server that was down is stopped again at the end."""
    home = city_home()
    was_up = is_up(home)
    database = open_database(home)
    try:
        migrate(home, verbose=not args.quiet)
    finally:
        if not was_up:
            database.stop()
    return 0
