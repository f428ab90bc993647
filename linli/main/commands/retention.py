"""``linli retention``: keep to the terms now, or only say what is over."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from linli.main import django_setup
from linli.main.terminal import _

if TYPE_CHECKING:
    from linli.kernel.rights.queries.plans import Over

HELP = _("take away what is older than its rule, or with --dry-run only count it")


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help=_("change nothing, count what each rule would take"))
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def _plain(one: Over, taken: Mapping[str, int]) -> dict[str, Any]:
    return {
        "table": one.table,
        "days": one.days,
        "over": one.rows,
        "kept": dict(one.kept),
        "taken": taken.get(one.table, 0),
    }


def run(args: Namespace) -> int:
    """A line for every rule: table, days, rows. The worker does the same by itself every night."""
    django_setup.enter("worker")
    from linli.kernel.places import queries as places
    from linli.kernel.rights.actions import PURPOSE
    from linli.kernel.rights.queries.plans import what_is_over
    from linli.kit.rights import making
    from linli.plumbing import scope
    from linli.plumbing.scope import VISITOR
    from linli.plumbing.time import now as clock

    now = clock()
    with scope.reading(VISITOR, now=now):
        robot = scope.robot(places.all_scopes(), purpose=PURPOSE)
    rules = what_is_over(by=robot, at=now)
    taken = {} if args.dry_run else making.keep_to_terms()
    rows = [_plain(one, taken) for one in rules]
    if args.json:
        print(json.dumps({"dry_run": args.dry_run, "rules": rows}))
        return 0
    for row in rows:
        line = _("%(table)s: kept for %(days)s days, %(over)s older") % row
        for reason, count in row["kept"].items():
            line += _(", %(count)s kept: %(reason)s") % {"count": count, "reason": reason}
        print(line if args.dry_run else line + _(", %(taken)s taken away") % row)
    return 0
