"""``linli check``: what must hold of the whole house."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from linli.main.terminal import _

HELP = _("check fields, walls, routes, scenarios and translations of the whole house")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("what is wrong, as JSON"))


def run(args: Namespace) -> int:
    """0 when nothing is wrong, 1 when something is."""
    import os
    import secrets

    os.environ.setdefault("LINLI_SECRET_KEY", secrets.token_urlsafe(48))  # nothing is signed
    os.environ.setdefault("LINLI_DATABASE", "postgresql://nobody@127.0.0.1:1/none")
    from linli.main import django_setup

    django_setup.enter("desk")
    from linli.main.checks import CHECKS

    results = {name: check() for name, check in CHECKS.items()}
    if args.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    else:
        for name, problems in results.items():
            print(f"{'✗' if problems else '✓'} {name}")
            for problem in problems:
                print(f"    {problem}")
    return 1 if any(results.values()) else 0
