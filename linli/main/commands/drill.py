"""``linli drill NAME``: break a city of its own on purpose and count what it has cost."""

from __future__ import annotations

import contextlib
import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator

from linli.main.bench import Row
from linli.main.commands.bench import table
from linli.main.drill import crash, disk_full, migrate, report, restore, victim
from linli.main.launcher.folders import city_home
from linli.main.terminal import Progress, _
from linli.plumbing.time import now as clock

HELP = _("break a city of its own on purpose, under load, and count what it has cost")


def configure(parser: ArgumentParser) -> None:
    drills = parser.add_subparsers(dest="name", required=True, metavar=_("DRILL"))
    for name, (_drill, says) in DRILLS.items():
        sub = drills.add_parser(name, help=says, description=says)
        sub.add_argument("--json", action="store_true", help=_("the figures as JSON"))
        if name == "migrate":
            sub.add_argument(
                "migration", nargs="*", metavar=_("MIGRATION"), help=_("app.name; else all since the last release")
            )
            sub.add_argument(
                "--rows", type=int, default=migrate.ROWS, metavar="N", help=_("in each table that is touched")
            )
        if name == "crash":
            sub.add_argument("--kills", type=int, default=crash.KILLS, metavar="N", help=_("how many"))
            sub.add_argument("--writers", type=int, default=crash.WRITERS, metavar="N", help=_("beside the clients"))
            sub.add_argument("--pause", type=float, default=0.0, metavar="S", help=_("seconds between two forms"))


def run(args: Namespace) -> int:
    """0 when every bar holds, 1 when one does not. The report lies in the home's folder ``drills``."""
    progress, home, began = Progress(quiet=args.json), city_home(), clock()
    drill, _says = DRILLS[args.name]
    with apart():
        rows = drill(args, progress)
    path = report.write(home, args.name, rows, began=began, ended=clock())
    if args.json:
        print(json.dumps({"report": str(path), "rows": [row.as_json() for row in rows]}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(table(rows)))
        progress.say(_("The report: %(path)s") % {"path": path})
    return 0 if all(row.holds is not False for row in rows) else 1


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """This process without the settings of the city it was started beside: the drill has one of its own."""
    mine = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(("LINLI_", "DJANGO_"))}
    try:
        yield
    finally:
        os.environ.update(mine)


def _crash(args: Namespace, progress: Progress) -> list[Row]:
    with victim.standing() as city:
        progress.say(_("The city stands; the kills begin."))
        return crash.run(city, kills=args.kills, hands=args.writers, pause=args.pause, progress=progress)


def _restore(_args: Namespace, progress: Progress) -> list[Row]:
    return restore.run(progress=progress)


def _migrate(args: Namespace, progress: Progress) -> list[Row]:
    return migrate.run(wanted=args.migration, rows=args.rows, progress=progress)


def _disk_full(_args: Namespace, progress: Progress) -> list[Row]:
    return disk_full.run(progress=progress)


DRILLS: dict[str, tuple[Callable[[Namespace, Progress], list[Row]], str]] = {
    "crash": (_crash, _("kill -9 of every process in turn; nothing acknowledged may be lost")),
    "restore": (_restore, _("lose the machine, bring the city back from its backup place, go on")),
    "disk-full": (_disk_full, _("let the disk run full, then the disk of the log; as root")),
    "migrate": (_migrate, _("how long writers wait while the migrations of this release run")),
}
