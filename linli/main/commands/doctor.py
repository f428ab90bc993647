"""``linli doctor``: how the city of this home is, and what to do where something is wrong."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from linli.main.doctor import WRONG
from linli.main.doctor.examination import examine
from linli.main.launcher.folders import city_home
from linli.main.terminal import _

HELP = _("look at the database, its walls, the work that waits and the room that is left, and say what to do")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("every finding, as JSON"))


def run(args: Namespace) -> int:
    """0 when nothing is wrong (things worth a look are printed), 1 when something is."""
    findings = []
    for finding in examine(city_home()):
        findings.append(finding)
        if not args.json:
            print(finding, flush=True)
    healthy = all(finding.state != WRONG for finding in findings)
    if args.json:
        print(json.dumps({"healthy": healthy, "findings": [f.as_json() for f in findings]}, ensure_ascii=False))
    return 0 if healthy else 1
