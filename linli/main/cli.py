"""``linli``: one command line for the whole city. Every subcommand is a module of linli.main.commands."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from typing import Protocol

from linli.main.commands import NAMES
from linli.main.django_setup import SETTINGS
from linli.main.launcher.errors import LauncherError
from linli.main.terminal import _, complain

REFUSED = 1
INTERRUPTED = 130  # 128 + SIGINT, as shells say it


class Command(Protocol):
    """What a module of linli.main.commands offers."""

    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


def commands(wanted: Sequence[str] = NAMES) -> dict[str, Command]:
    """The subcommands by the word one types; loading one spares the imports of the others."""
    found: dict[str, Command] = {}
    for name in wanted:
        module = "linli.main.commands." + name.replace("-", "_").replace("import", "import_file")
        if importlib.util.find_spec(module) is not None:
            command: Command = importlib.import_module(module)
            found[name] = command
    return found


def parser(offered: dict[str, Command]) -> argparse.ArgumentParser:
    """The command line with every subcommand."""
    top = argparse.ArgumentParser(
        prog="linli",
        description=_("Linli runs the communities of a city: one command for everything around it."),
        epilog=_(
            "Exit codes: 0 done, 1 refused or something is wrong (the reason is printed), "
            "2 not understood, 130 interrupted."
        ),
    )
    choices = top.add_subparsers(dest="command", metavar=_("COMMAND"), required=True)
    for name, command in offered.items():
        sub = choices.add_parser(name, help=command.HELP, description=command.HELP)
        command.configure(sub)
    return top


def run(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Also the entry point of the ``linli`` script."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    words = list(sys.argv[1:] if argv is None else argv)
    offered = commands([words[0]] if words and words[0] in NAMES else NAMES)
    args = parser(offered).parse_args(words)
    try:
        return offered[args.command].run(args)
    except LauncherError as error:
        complain(str(error))
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader (head, less) has seen enough
        sys.stderr.close()
        return 0
