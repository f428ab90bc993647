"""A case and those opened for it: links both ways, how each stands, and the form that opens one more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.cases import actions as cases
from linli.kernel.cases import catalogue, queries
from linli.kernel.cases.models import Case
from linli.kernel.cases.queries import CaseFile
from linli.kit import words
from linli.kit.desk import speaking
from linli.kit.routes import Request


@dataclass(frozen=True, slots=True)
class Relative:
    """One case of the family in a line."""

    number: str
    title: str
    stand: str
    lamp: str
    awaited: bool


def of_case(request: Request, file: CaseFile, *, errors: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, Any]:
    """The context of desk/family.html."""
    parent, children = queries.relatives(file)
    holds = any(cases.holds(request.hat, task) for task in file.open)
    may_open = holds and file.case.closed is None and file.case.parent_id is None
    mistaken = "child_item" in typed
    return {
        "parent": _relative(parent, request) if parent else None,
        "is_child": file.case.parent_id is not None,
        "children": [_relative(child, request) for child in children],
        "waits": file.case.waits,
        "may_open_child": may_open,
        "child_items": items(request) if may_open else [],
        "child_typed": typed if mistaken else {},
        "child_errors": errors if mistaken else {},
    }


def items(request: Request) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every matter on offer, as options of a list under the heading of its group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    language = speaking.language()
    for item in catalogue.items(at=request.now):
        groups.setdefault(item.group.text(language), []).append((item.code, item.label.text(language)))
    return list(groups.items())


def _relative(case: Case, request: Request) -> Relative:
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    if case.closed:
        outcome = dict(speaking.outcomes()).get(case.outcome, "")
        closed = _("closed %(moment)s") % {"moment": words.moment(case.closed, request.now)}
        stand = f"{closed} {outcome}".strip()
    else:
        stand = speaking.step_words(matter, case.step)
    return Relative(
        case.number, case.title, stand, "" if case.closed else speaking.lamp_of(case.lamp), awaited=case.awaited
    )
