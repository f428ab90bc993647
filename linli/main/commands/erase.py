"""``linli erase``: delete the embedded database and everything else in the home."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, Namespace

from linli.main.commands import down
from linli.main.launcher.folders import city_home
from linli.main.launcher.postgres import EmbeddedServer
from linli.main.terminal import _, complain

HELP = _("delete this city: its embedded database, papers, keys and logs")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help=_("do not ask; there is no way back"))
    parser.add_argument("--quiet", action="store_true", help=_("print nothing unless something is wrong"))


def run(args: Namespace) -> int:
    """Stops first. A database given by LINLI_POSTGRES_URL is not touched."""
    home = city_home()
    if not args.yes:
        complain(_("This deletes %(home)s and its database for good. Say linli erase --yes.") % {"home": home})
        return 1
    down.run(args)
    EmbeddedServer.of(home).erase()
    shutil.rmtree(home, ignore_errors=True)
    return 0
