"""Why a matter came to the desk it lies on: the place, the rule, the duty table, or a colleague, in sentences."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.engines import flow
from linli.kernel.cases import owners, routing
from linli.kernel.cases.models import Task
from linli.kernel.cases.queries import CaseFile
from linli.kit.desk import speaking


def of_case(file: CaseFile, *, now: datetime) -> list[str]:
    """The reasons, the place first; nothing for a closed case or one that waits for the resident."""
    task = file.task
    if task is None or task.step not in file.matter.flow or file.matter.flow[task.step].is_wait:
        return []
    return [_place(file), *_desk(file, task, now)]


def _place(file: CaseFile) -> str:
    case = file.case
    if not file.grid:
        return _("Nobody could tell its grid from the place, so the community places it first.")
    if case.place_id is not None:
        return _("The building stands in the list of %(grid)s.") % {"grid": file.grid}
    return _("The point lies inside the outline of %(grid)s.") % {"grid": file.grid}


def _desk(file: CaseFile, task: Task, now: datetime) -> list[str]:
    if file.case.about_unit:
        return [_("It is about a unit, so it went to who oversees that unit.")]
    given = owners.kept(file.case, file.matter, task.step)
    if given is not None:
        return [_("It was handed over to %(unit)s, and stays there.") % {"unit": given.unit_name}]
    rule = owners.rule_of(file.matter, task.step)
    if task.route:
        route = next((one for one in routing.rules(at=now) if one.code == task.route), None)
        name = route.label.text(speaking.language()) if route else task.route
        said = _("The city's rule “%(rule)s” fits.") % {"rule": name}
        rule = route.rule if route else rule
    elif owners.is_owners(file.matter, task.step):
        said = _("The catalogue names for this matter: %(owner)s.") % {"owner": owner_words(rule)}
    else:
        said = _("At this step it lies with: %(owner)s.") % {"owner": owner_words(rule)}
    return [said, _duty(task, rule)]


def _duty(task: Task, rule: flow.Owner) -> str:
    if task.role == rule.role and task.unit_name:
        return _("In the duty table that is %(unit)s.") % {"unit": task.unit_name}
    unit = speaking.unit_of(task)
    return _("Nobody holds that duty here, so it lies with the desk of last resort: %(unit)s.") % {"unit": unit}


def owner_words(rule: flow.Owner) -> str:
    """网格员（网格）: a role and whose."""
    levels = {
        "grid": _("of the grid"),
        "compound": _("of the compound"),
        "community": _("of the community"),
        "street": _("of the street"),
        "district": _("of the district"),
        "city": _("of the city"),
    }
    return _("%(role)s %(level)s") % {
        "role": speaking.role_words(rule.role),
        "level": levels.get(rule.level, rule.level),
    }
