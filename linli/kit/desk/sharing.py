"""Choosing the units that take part: a line for each, with what it is asked to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.kernel.cases.actions import CoHandler
from linli.kernel.cases.actions.branching import MOST_UNITS
from linli.kernel.cases.queries import CaseFile
from linli.kernel.cases.reports import NotAReport
from linli.kernel.people.queries import Owner
from linli.kit.desk import speaking, tokens

FIRST_ROWS, MORE_ROWS = 2, 2
MOST_BRIEF = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form: names of its fields, and what was typed."""

    unit_name: str
    brief_name: str
    unit: str
    brief: str


def names() -> list[str]:
    """The fields of every line there may be."""
    return [f"co_{field}_{number}" for number in range(1, MOST_UNITS + 1) for field in ("unit", "brief")]


def rows(values: Mapping[str, str]) -> list[Row]:
    """The lines as they are drawn: two, and two more each time they are asked for."""
    asked = values.get("rows", "")
    count = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else FIRST_ROWS
    count += MORE_ROWS * bool(values.get("more"))
    count = min(max(count, FIRST_ROWS, *(number for number, _unit, _brief in _filled(values))), MOST_UNITS)
    return [
        Row(unit, brief, values.get(unit, ""), values.get(brief, ""))
        for unit, brief in ((f"co_unit_{number}", f"co_brief_{number}") for number in range(1, count + 1))
    ]


def read(typed: QueryDict, owners: Sequence[Owner]) -> tuple[CoHandler, ...]:
    """The units that were chosen. Words without a unit are refused, so that nothing typed is passed over."""
    found = []
    for _number, unit, brief in _filled({name: str(typed[name]) for name in names() if name in typed}):
        owner = tokens.owner_of(owners, unit)
        if owner is None:
            raise NotAReport("co_handlers", _("Choose the unit that is to do this: %(brief)s") % {"brief": brief[:40]})
        if len(brief) > MOST_BRIEF:
            raise NotAReport("co_handlers", _("Keep to 300 characters for each unit."))
        found.append(CoHandler(owner, brief))
    return tuple(found)


def _filled(values: Mapping[str, str]) -> list[tuple[int, str, str]]:
    every = [
        (number, values.get(f"co_unit_{number}", ""), values.get(f"co_brief_{number}", "").strip())
        for number in range(1, MOST_UNITS + 1)
    ]
    return [one for one in every if one[1] or one[2]]


def parts(file: CaseFile) -> list[tuple[str, str, str]]:
    """The units whose part is still open, for the form that releases one."""
    still = [task for task in file.parts if task.done is None]
    return [(tokens.task_mark(task), speaking.unit_of(task), task.brief) for task in still]
