"""``linli compliance``: which rows of the security standards the tests prove, and the pages that say so."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from linli.main import compliance
from linli.main.compliance import REASONS, STANDARDS, Row, Standard
from linli.main.terminal import _, complain

HELP = _("which rows of ASVS 5.0 and of 等保三级 the tests prove, and the reasons for the others")


def configure(parser: ArgumentParser) -> None:
    """What may be asked."""
    parser.add_argument("--write", action="store_true", help=_("write the pages in docs/reference anew"))
    parser.add_argument("--json", action="store_true", help=_("every row with its tests or its reason, as JSON"))
    parser.add_argument(
        "--checkout",
        type=Path,
        default=compliance.REPOSITORY,
        metavar=_("DIR"),
        help=_("another checkout than the one this command belongs to"),
    )


def run(args: Namespace) -> int:
    """Print the counts; 0 when every row has a test or a reason and the pages are as they would be written."""
    wrong: list[str] = []
    told: dict[str, object] = {}
    for standard in STANDARDS:
        try:
            rows = compliance.rows(standard, args.checkout)
        except compliance.Unreadable as error:
            complain(_("cannot read %(file)s") % {"file": error})
            return 1
        wrong += compliance.unsettled(rows)
        told[standard.mark] = [_as_json(row) for row in rows]
        _page(standard, rows, args, wrong)
        if not args.json:
            print(_line(standard, rows))
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    for sentence in wrong:
        complain(sentence)
    return 1 if wrong else 0


def _page(standard: Standard, rows: list[Row], args: Namespace, wrong: list[str]) -> None:
    """Write the page, or see that it is as it would be written."""
    path, page = args.checkout / standard.page, compliance.page(standard, rows)
    if args.write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != page:
        wrong.append(_("%(page)s is old. Run: linli compliance --write") % {"page": standard.page})


def _as_json(row: Row) -> dict[str, object]:
    said = {"id": row.id, "level": row.level, "state": row.state, "tests": row.tests}
    return said | ({"reason": row.reason} if row.reason else {})


def _line(standard: Standard, rows: list[Row]) -> str:
    counted = ", ".join(f"{state} {sum(row.state == state for row in rows)}" for state in ("proven", *REASONS))
    return f"{standard.title}: {len(rows)}; {counted}"
