"""``linli simulate``: residents and colleagues of the demo, who report, work and rate through the pages."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linli.main.launcher.folders import city_home
from linli.main.terminal import _

HELP = _("keep the demo city moving: people who report, work and rate through its pages; linli up --demo starts it")


def configure(parser: ArgumentParser) -> None:
    """How fast, and for how long."""
    parser.add_argument("--every", type=float, default=5.0, metavar=_("SECONDS"), help=_("seconds between two acts"))
    parser.add_argument("--acts", type=int, default=0, metavar=_("COUNT"), help=_("stop after so many acts; 0: never"))
    parser.add_argument("--quiet", action="store_true", help=_("do not tell what is done"))


def run(args: Namespace) -> int:
    """Until stopped. The process has no login to the database: it is a browser."""
    from linli.main.demo import simulating

    pace = (args.every * 0.6, args.every * 1.4)
    simulating.run(city_home(), say=(lambda _line: None) if args.quiet else _print, pace=pace, acts=args.acts)
    return 0


def _print(line: str) -> None:
    print(line, flush=True)
