"""``linli coverage``: which requirements passing stories prove, touch, or leave open."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from itertools import groupby
from pathlib import Path
from unicodedata import east_asian_width

from linli.main import coverage
from linli.main.coverage import UNKNOWN, Row
from linli.main.terminal import _, complain

HELP = _("which requirements passing stories prove, by the last full test run of these very files")


def configure(parser: ArgumentParser) -> None:
    """What may be asked."""
    parser.add_argument("--json", action="store_true", help=_("every requirement with its stories, as JSON"))
    parser.add_argument("--group", metavar=_("CODE"), help=_("list one group row by row, such as ONE"))
    parser.add_argument(
        "--checkout",
        type=Path,
        default=coverage.REPOSITORY,
        metavar=_("DIR"),
        help=_("another checkout than the one this command belongs to"),
    )


def run(args: Namespace) -> int:
    """Print the table; 0 when it could be made (an ``unknown`` is an answer), 1 when a file is unreadable."""
    try:
        tree = coverage.working_tree(args.checkout)
        marks = coverage.marks_of(tree, coverage.results(args.checkout))
        rows = coverage.rows(coverage.requirements(args.checkout), marks)
        names = coverage.groups(args.checkout)
    except coverage.Unreadable as error:
        complain(_("cannot read %(file)s") % {"file": error})
        return 1
    if args.group is not None and args.group not in names:
        complain(_("no group %(group)s; there are %(groups)s") % {"group": args.group, "groups": ", ".join(names)})
        return 2
    shown = [row for row in rows if args.group in (None, row.requirement.group)]
    if args.json:
        print(json.dumps(as_json(tree, shown), ensure_ascii=False, indent=2))
    elif args.group is not None:
        print("\n".join(lines(shown)))
    else:
        print("\n".join(table(shown, names)))
    if marks is None and not args.json:
        print("\n" + _("unknown: no full test run of these very files has passed yet. Run `make test`."))
    return 0


def as_json(tree: str | None, rows: list[Row]) -> dict[str, object]:
    """The machine's form; stories name the test, what it says of the row, and the words it shows."""
    return {
        "tree": tree,
        "known": all(row.proven != UNKNOWN for row in rows),
        "requirements": {
            row.requirement.id: {
                "proven": row.proven,
                "touched": row.touched,
                "stories": [{"test": mark.story, "mark": mark.kind, "words": mark.words} for mark in row.stories],
            }
            for row in rows
        },
    }


def state(row: Row) -> str:
    """One word for a row: proven, touched, open or unknown."""
    if row.proven == UNKNOWN:
        return _("unknown")
    if row.proven:
        return _("proven")
    return _("touched") if row.touched else _("open")


def lines(rows: list[Row]) -> list[str]:
    """One group row by row, with the stories under each."""
    printed: list[str] = []
    for row in rows:
        words = f"{row.requirement.zh} · {row.requirement.en}"
        printed.append(f"{row.requirement.id}  {_padded(state(row), 8)} {words}")
        printed += [f"        {mark.kind}: {mark.words}  ({mark.story})" for mark in row.stories]
    return printed


def table(rows: list[Row], names: dict[str, str]) -> list[str]:
    """Counts per group; ``touched`` counts rows a story works on that no story proves."""
    columns = (_("rows"), _("proven"), _("touched"), _("open"))
    printed = [_line(_("group"), *columns)]
    for code, of_group in groupby(rows, key=lambda row: row.requirement.group):
        printed.append(_counts(f"{code} {names[code]}", list(of_group)))
    return [*printed, _counts(_("all"), rows)]


def _counts(label: str, rows: list[Row]) -> str:
    if any(row.proven == UNKNOWN for row in rows):
        return _line(label, len(rows), _("unknown"))
    states = [state(row) for row in rows]
    counted = [states.count(word) for word in (_("proven"), _("touched"), _("open"))]
    return _line(label, len(rows), *counted)


def _line(label: str, *columns: object) -> str:
    return _padded(label, 44) + "".join(_padded(str(column), -9) for column in columns)


def _padded(text: str, width: int) -> str:
    """Padded to columns of a terminal, where a Chinese character takes two; a negative width pads the left."""
    blank = " " * (abs(width) - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text))
    return text + blank if width > 0 else blank + text
