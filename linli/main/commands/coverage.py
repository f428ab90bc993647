"""``linli coverage``: which requirements passing stories prove, touch, or leave open."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from itertools import groupby
from unicodedata import east_asian_width

from linli.main import coverage
from linli.main.coverage import UNKNOWN, Row

HELP = "which rows of docs/requirements.toml passing stories prove, by the last full test run of this tree"


def configure(parser: ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--json", action="store_true", help="every requirement with its stories, as JSON")
    parser.add_argument("--group", metavar="CODE", help="list the rows of one group, such as ONE, one by one")


def run(args: Namespace) -> int:
    """Print the table; 0 when it could be made (an ``unknown`` is an answer), 1 when a file is unreadable."""
    try:
        tree = coverage.working_tree()
        marks = coverage.marks_of(tree, coverage.home())
        rows = coverage.rows(coverage.requirements(), marks)
        names = coverage.groups()
    except coverage.Unreadable as error:
        print(f"cannot read {error}", file=sys.stderr)
        return 1
    if args.group is not None and args.group not in names:
        print(f"no group {args.group}; there are {', '.join(names)}", file=sys.stderr)
        return 2
    shown = [row for row in rows if args.group in (None, row.requirement.group)]
    if args.json:
        print(json.dumps(as_json(tree, shown), ensure_ascii=False, indent=2))
    elif args.group is not None:
        print("\n".join(lines(shown)))
    else:
        print("\n".join(table(shown, names)))
    if marks is None and not args.json:
        print("\nunknown: no full test run of these very files has passed yet. Run `make test`.")
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
                "stories": [
                    {"test": mark.story, "mark": mark.kind, "words": mark.words} for mark in row.stories
                ],
            }
            for row in rows
        },
    }


def state(row: Row) -> str:
    """One word for a row: proven, touched, open or unknown."""
    if row.proven == UNKNOWN:
        return UNKNOWN
    if row.proven:
        return "proven"
    return "touched" if row.touched else "open"


def lines(rows: list[Row]) -> list[str]:
    """One group row by row, with the stories under each."""
    printed: list[str] = []
    for row in rows:
        printed.append(f"{row.requirement.id}  {state(row):<8} {row.requirement.zh} · {row.requirement.en}")
        printed += [f"        {mark.kind}: {mark.words}  ({mark.story})" for mark in row.stories]
    return printed


def table(rows: list[Row], names: dict[str, str]) -> list[str]:
    """Counts per group; ``touched`` counts rows a story works on that no story proves."""
    printed = [f"{_padded('group', 46)}  rows  proven  touched  open"]
    for code, of_group in groupby(rows, key=lambda row: row.requirement.group):
        printed.append(_counts(f"{code} {names[code]}", list(of_group)))
    return [*printed, _counts("all", rows)]


def _counts(label: str, rows: list[Row]) -> str:
    states = [state(row) for row in rows]
    if UNKNOWN in states:
        return f"{_padded(label, 46)}  {len(rows):>4}  unknown"
    counted = [states.count(word) for word in ("proven", "touched", "open")]
    return f"{_padded(label, 46)}  {len(rows):>4}  {counted[0]:>6}  {counted[1]:>7}  {counted[2]:>4}"


def _padded(text: str, width: int) -> str:
    """Padded to columns of a terminal, where a Chinese character takes two."""
    return text + " " * (width - sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text))
