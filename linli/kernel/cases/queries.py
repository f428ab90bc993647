"""Asking for cases: one case with all that belongs to it, a resident's own matters; the lists stand in ``lists``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linli.engines import flow, worktime
from linli.kernel.cases import catalogue, clocks
from linli.kernel.cases.catalogue import CORRECTED, Matter
from linli.kernel.cases.lists import MOST, VIEWS, Wanted, inbox, lamp_counts, view_counts
from linli.kernel.cases.models import Case, Clock, Event, EventBody, Task
from linli.kernel.papers import queries as papers
from linli.kernel.papers.models import Paper
from linli.kernel.people.models import Subject
from linli.plumbing import numbers, rows, scope

__all__ = [
    "MOST",
    "VIEWS",
    "CaseFile",
    "Wanted",
    "case_file",
    "day_cells",
    "inbox",
    "lamp_counts",
    "mine",
    "reading",
    "relatives",
    "view_counts",
]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with all that belongs to it, as the hat may see it.

    ``task`` is the open task of the main line; the others that are open are parts of units beside it. ``grid`` is what
    the grid of the case is called, empty where nobody could tell it.
    """

    case: Case
    matter: Matter
    task: Task | None
    tasks: Sequence[Task]
    events: Sequence[Event]
    clocks: Sequence[Clock]
    reporter: Subject
    papers: dict[int, Paper] = field(default_factory=dict)
    grid: str = ""

    @property
    def open(self) -> list[Task]:
        """The open tasks, the main line's first."""
        return sorted((task for task in self.tasks if task.done is None), key=lambda task: (bool(task.branch), task.id))

    @property
    def first(self) -> Task | None:
        """The task of the first receiver."""
        return next((task for task in self.tasks if task.id == self.case.first_task_id), None)

    @property
    def parts(self) -> list[Task]:
        """The tasks of the units that take part at the fork where the case stands, the latest of each branch."""
        if self.case.step not in self.matter.flow or not self.matter.flow[self.case.step].is_fork:
            return []
        latest = {task.branch: task for task in self.tasks if task.branch and task.fork == self.case.forks}
        return list(latest.values())

    @property
    def actions(self) -> tuple[flow.Action, ...]:
        """What may be done at the step where the main line stands."""
        return self.actions_at(self.task)

    def actions_at(self, task: Task | None) -> tuple[flow.Action, ...]:
        """What may be done at an open task. What a coordinator has decided is not given back again."""
        offered = flow.allowed(self.matter.flow, task.step) if task else ()
        return tuple(action for action in offered if not (action.returns and self.case.bound))

    @property
    def matters(self) -> list[Matter]:
        """The matter it is, and before it those it was taken for, the latest first."""
        before = [event.body.data["versions"] for event in self.events if event.verb == CORRECTED]
        return [self.matter, *(catalogue.of_versions(*versions) for versions in before)]

    @property
    def pauses(self) -> list[worktime.ClockEvent]:
        """When the legal clock stood still and went on."""
        return clocks.pauses_in(reversed(self.events))

    @property
    def step_label(self) -> tuple[tuple[str, str], ...]:
        return self.matter.flow[self.task.step].label if self.task else ()


_BESIDE = {
    "worn": "coalesce(current_setting('app.scopes', true), '')",
    "grid": "(select a.name from places_area a where a.id = t.area_id)",
}


def case_file(number: str) -> CaseFile:
    """The case of a public number with its tasks, events, clocks, reporter and papers: seven statements.

    A reporter who asked for secrecy is nobody to the desks that handle the case: kind ``secret``, without an id.
    ``Case.DoesNotExist`` where there is none or the hat may not see it; the two are not told apart.
    """
    case: Any = next(iter(rows.read(Case, "where t.number = %s", [numbers.tidy(number)], also=_BESIDE)), None)
    if case is None:
        raise Case.DoesNotExist
    with scope.beside(case.scopes, worn=case.worn):
        tasks = rows.read(Task, "where t.case_id = %s order by t.id", [case.id])
    events = _events(case.id)
    shown = {paper for event in events for paper in event.body.papers}
    return CaseFile(
        case=case,
        matter=catalogue.of_versions(case.item_version, case.flow_version),
        task=next((task for task in tasks if task.done is None and not task.branch), None),
        tasks=tasks,
        events=events,
        clocks=rows.read(Clock, "where t.case_id = %s order by t.id", [case.id]),
        reporter=next(iter(rows.read(Subject, "where t.id = %s", [case.subject_id])), None) or Subject(kind="secret"),
        papers={paper.id: paper for paper in papers.by_ids(shown)} if shown else {},
        grid=case.grid or "",
    )


def _events(case_id: int) -> list[Event]:
    """The history of a case with its words, the latest first."""
    tail = "where t.case_id = %s order by t.at desc, t.id desc"
    events = []
    for event, body in rows.read_pairs(Event, EventBody, on="o.event_id = t.id", tail=tail, values=[case_id]):
        if body is not None:
            event.body = body
        events.append(event)
    return events


def relatives(file: CaseFile) -> tuple[Case | None, list[Case]]:
    """The case this one was opened for, and those opened for it, as far as the hat may see them.

    Nothing is asked where the history knows of none.
    """
    parent = Case.objects.filter(id=file.case.parent_id).first() if file.case.parent_id else None
    has_children = any(event.verb == "child_opened" for event in file.events)
    children = Case.objects.filter(parent_id=file.case.id).order_by("id") if has_children else ()
    return parent, list(children)


def mine(*, limit: int = 50) -> list[Case]:
    """The matters of the subjects a resident's hat stands behind, the newest first. The wall is the filter."""
    return list(Case.objects.order_by("-id")[:limit])


def day_cells(file: CaseFile, *, kind: str, calendar: worktime.Calendar, now: datetime) -> list[worktime.Cell]:
    """The day rule (日尺) of a clock of the case; empty where it has none."""
    clock = next((one for one in reversed(file.clocks) if one.kind == kind), None)
    if clock is None:
        return []
    return worktime.day_cells(clocks.course(clock, file.pauses), calendar, now)


def reading(
    clock: Clock, *, calendar: worktime.Calendar, now: datetime, pauses: Sequence[worktime.ClockEvent] = ()
) -> worktime.ClockReading:
    """A clock of a case as it stands at ``now``; one that has ever stood still needs the pauses of its case."""
    return clocks.reading(clock, pauses, calendar=calendar, now=now)
