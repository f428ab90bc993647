"""A day is a day of the city: no code takes the date that the clock of storage shows.

Between 0:00 and 8:00 in Nanning that clock (UTC) still shows the day before, so ``now.date()`` is wrong for a third of
every day and right whenever somebody tries it at the office.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
FLOORS = ("kernel", "kit", "gates", "scenarios", "main")  # what lies below knows no city, or is the rule itself
_TURNED = frozenset({"local", "astimezone"})  # calls that put a moment on the clock of a zone
_LOCAL = frozenset({"local", "there", "born"})  # names for a moment that was put there already, and for a day
_INSTEAD = "take day_of and begin_of of linli.plumbing.days, or words.local(…).date()"


def uncut() -> list[str]:
    """Where code of the product takes a day from a moment by another clock than the city's."""
    return [
        f"{path.relative_to(PACKAGE.parent)}:{line} takes a day by the clock of storage: {_INSTEAD}"
        for floor in FLOORS
        for path in sorted((PACKAGE / floor).rglob("*.py"))
        if not {"tests", "migrations"} & set(path.parts)
        for line in bare(path.read_text(encoding="utf-8"))
    ]


def bare(source: str) -> Iterator[int]:
    """The lines that do."""
    for node in ast.walk(ast.parse(source)):
        is_bare = isinstance(node, ast.Call) and (_is_bare_date(node) or _is_today(node) or _is_utc_midnight(node))
        if is_bare or (isinstance(node, ast.FormattedValue) and _is_written_bare(node)):
            yield node.lineno  # type: ignore[attr-defined]


def _is_bare_date(call: ast.Call) -> bool:
    """``moment.date()`` of a moment that nobody put on the city's clock."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "date" or call.args:
        return False
    return not _is_local(call.func.value)


def _is_local(moment: ast.expr) -> bool:
    return _name(moment.func) in _TURNED if isinstance(moment, ast.Call) else _name(moment) in _LOCAL


def _is_written_bare(part: ast.FormattedValue) -> bool:
    """``f"{now:%Y-%m-%d}"``; a day of birth is a day already."""
    return part.format_spec is not None and "%d" in ast.unparse(part.format_spec) and not _is_local(part.value)


def _is_today(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "today" and _name(call.func.value) == "date"


def _is_utc_midnight(call: ast.Call) -> bool:
    """``datetime.combine(day, time(), UTC)``: a day that begins at eight in the morning."""
    said = [*call.args[2:], *(one.value for one in call.keywords if one.arg == "tzinfo")]
    return _name(call.func) == "combine" and (not said or any(_name(one) == "UTC" for one in said))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
