"""Asking for cases: one case with all that belongs to it, a resident's own matters; the lists stand in ``lists``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from linli.engines import flow, worktime
from linli.kernel.cases import catalogue
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.lists import MOST, VIEWS, Wanted, inbox, lamp_counts, view_counts
from linli.kernel.cases.models import Case, Clock, Event, Task
from linli.kernel.papers import queries as papers
from linli.kernel.papers.models import Paper
from linli.kernel.people.models import Subject
from linli.plumbing import numbers

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
    "view_counts",
]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with all that belongs to it, as the hat may see it."""

    case: Case
    matter: Matter
    task: Task | None
    tasks: Sequence[Task]
    events: Sequence[Event]
    clocks: Sequence[Clock]
    reporter: Subject
    papers: dict[int, Paper] = field(default_factory=dict)

    @property
    def actions(self) -> tuple[flow.Action, ...]:
        """What may be done at the step where the case stands."""
        return flow.allowed(self.matter.flow, self.task.step) if self.task else ()

    @property
    def step_label(self) -> tuple[tuple[str, str], ...]:
        return self.matter.flow[self.task.step].label if self.task else ()


def case_file(number: str) -> CaseFile:
    """The case of a public number with its tasks, events, clocks, reporter and papers: seven statements.

    ``Case.DoesNotExist`` where there is none or the hat may not see it; the two are not told apart.
    """
    case = Case.objects.get(number=numbers.tidy(number))
    tasks = list(Task.objects.filter(case_id=case.id).order_by("id"))
    events = list(Event.objects.filter(case_id=case.id).select_related("body").order_by("-at", "-id"))
    shown = {paper for event in events for paper in event.body.papers}
    return CaseFile(
        case=case,
        matter=catalogue.of_versions(case.item_version, case.flow_version),
        task=next((task for task in tasks if task.done is None), None),
        tasks=tasks,
        events=events,
        clocks=list(Clock.objects.filter(case_id=case.id).order_by("id")),
        reporter=Subject.objects.get(id=case.subject_id),
        papers={paper.id: paper for paper in papers.by_ids(shown)} if shown else {},
    )


def mine(*, limit: int = 50) -> list[Case]:
    """The matters of the subjects a resident's hat stands behind, the newest first. The wall is the filter."""
    return list(Case.objects.order_by("-id")[:limit])


def day_cells(file: CaseFile, *, kind: str, calendar: worktime.Calendar, now: datetime) -> list[worktime.Cell]:
    """The day rule (日尺) of a clock of the case; empty where it has none."""
    clock = next((one for one in reversed(file.clocks) if one.kind == kind), None)
    if clock is None:
        return []
    events: list[worktime.ClockEvent] = [worktime.Start(clock.started, worktime.parse_limit(clock.limit))]
    if clock.stopped:
        events.append(worktime.Stop(clock.stopped))
    return worktime.day_cells(events, calendar, now)


def reading(clock: Clock, *, calendar: worktime.Calendar, now: datetime) -> worktime.ClockReading:
    """A clock of a case as it stands at ``now``."""
    events: list[worktime.ClockEvent] = [worktime.Start(clock.started, worktime.parse_limit(clock.limit))]
    if clock.stopped:
        events.append(worktime.Stop(clock.stopped))
    return worktime.read(events, calendar, now)
