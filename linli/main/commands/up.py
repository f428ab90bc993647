"""``linli up``: start the city and keep it running until Ctrl-C."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from linli.main.launcher.children import city
from linli.main.launcher.database import open_database
from linli.main.launcher.errors import LauncherError
from linli.main.launcher.folders import city_home, hold
from linli.main.launcher.migration import migrate
from linli.main.launcher.preparation import prepare
from linli.main.launcher.roster import Roster
from linli.main.launcher.supervisor import Supervisor
from linli.main.recovery import archiving, place
from linli.main.terminal import Progress, _

HELP = _("start the city and keep it running until Ctrl-C")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help=_("with the demo city and people who move in it"))
    parser.add_argument("--quiet", action="store_true", help=_("print nothing unless something is wrong"))


def run(args: Namespace) -> int:
    """Take over from a run that was killed, start everything, wait."""
    home = city_home()
    progress = Progress(quiet=args.quiet)
    take_over(home, progress)
    backups = place.remember(home)
    database = open_database(home)
    progress.say(_("The database answers."))
    try:
        if backups is None:
            archiving.let_go(database.urls["admin"])
        migrate(home)
        progress.say(_("The schema is up to date and the walls stand."))
        ready = prepare(home, demo=args.demo, progress=progress)
        supervisor = Supervisor(home, database, city(demo=args.demo, backed_up=backups is not None), progress)
    except BaseException:
        database.stop()
        raise
    return supervisor.run(ready)


def take_over(home: Path, progress: Progress) -> None:
    """Refuse beside a running supervisor; end what a killed one left behind."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    left = Roster.of(home)
    if hold(home / "up.lock") is None:
        raise LauncherError(
            _("Linli already runs here (process %(pid)s). Stop it with linli down.") % {"pid": left.supervisor[0]}
        )
    if ended := left.end():
        progress.say(_("Ended %(count)s processes of a run that was killed.") % {"count": ended})
