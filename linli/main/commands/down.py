"""``linli down``: stop the city of this home, whoever started it."""

from __future__ import annotations

import signal
from argparse import ArgumentParser, Namespace

from linli.main.launcher import processes
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import city_home
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.launcher.roster import Roster
from linli.main.terminal import Progress, _

HELP = _("stop the city that runs here")
PATIENCE = 90.0  # the supervisor waits for requests, then for the database


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help=_("print nothing unless something is wrong"))


def run(args: Namespace) -> int:
    """Through the supervisor where it lives, by hand where it was killed."""
    home = city_home()
    found = Roster.of(home)
    ran = found.is_supervised()
    if ran:
        processes.send(found.supervisor[0], signal.SIGTERM)
        if not processes.wait_for(lambda: not found.is_supervised(), PATIENCE):
            raise LauncherError(_("Process %(pid)s does not stop.") % {"pid": found.supervisor[0]})
    found.end()
    EmbeddedServer.of(home).stop()
    found.remove()
    said = _("Stopped. Whatever the city holds is kept.") if ran else _("Nothing of this city is running.")
    Progress(quiet=args.quiet).say(said)
    return 0
