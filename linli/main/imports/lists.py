"""``linli import divisions FILE`` and its like: lists of the register, in the database of this home."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linli.main import django_setup
from linli.main.imports import history
from linli.main.launcher.folders import city_home
from linli.main.terminal import Progress, _


def configure(parser: ArgumentParser) -> None:
    """What is said beside kind and file."""
    parser.add_argument("--list", action="store_true", help=_("which kinds there are, and what was imported so far"))
    parser.add_argument("--within", default="", metavar=_("CODE"), help=_("code of the division the file is about"))
    parser.add_argument("--system", default="", help=_("positions are in WGS84, GCJ02 or BD09"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("something else that holds for the whole file"),
    )
    parser.add_argument(
        "--map", action="append", default=[], metavar=_("COLUMN=FIELD"), help=_("what a column means; remembered")
    )
    parser.add_argument("--sheet", default="", help=_("which sheet of a workbook"))
    parser.add_argument(
        "--dry-run", action="store_true", help=_("say what would be new, changed or refused; write nothing")
    )
    parser.add_argument("--resume", action="store_true", help=_("go on with a file that was not finished"))
    parser.add_argument("--again", action="store_true", help=_("take a file in although it is here already"))
    parser.add_argument("--undo", type=int, metavar="N", help=_("undo import N as a whole"))


def run(args: Namespace) -> int:
    """0 when every row is in or listed with its reason; 1 when nothing could be done."""
    progress = Progress(quiet=args.json)
    with history.standing(city_home(), progress):
        django_setup.enter("worker")
        from linli.main.imports import taking

        return taking.run(args, progress)
