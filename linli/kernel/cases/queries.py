"""Asking for cases: the inbox of a desk, one case with all that belongs to it, a resident's own matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from linli.engines import flow, worktime
from linli.kernel.cases import catalogue
from linli.kernel.cases.catalogue import Matter
from linli.kernel.cases.models import Case, Clock, Event, Lamp, Task
from linli.kernel.papers import queries as papers
from linli.kernel.papers.models import Paper
from linli.kernel.people.models import Subject
from linli.kernel.publications.models import PublicFace
from linli.plumbing import numbers, policy
from linli.plumbing.scope import Hat

MOST = 1000  # lists never count beyond this
NEAR_CELLS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an inbox shows: a view, and conditions on top of it."""

    view: str = "mine"
    lamp: int | None = None
    item: str = ""
    step: str = ""
    number: str = ""


VIEWS = ("mine", "unplaced", "waiting", "area", "done")


def inbox(hat: Hat, wanted: Wanted, *, limit: int = 15, offset: int = 0) -> list[Task]:
    """The tasks of a view, the most urgent first; of finished ones the latest first. One statement."""
    return list(Task.objects.raw(*_listing(hat, wanted, limit, offset))) if hat.scopes else []


@lru_cache(maxsize=4096)
def _listing(hat: Hat, wanted: Wanted, limit: int, offset: int) -> tuple[str, tuple[Any, ...]]:
    """The statement of a list, kept like those that count: the same desk asks for the same list all day."""
    rows = _conditions(_view(hat, wanted.view), wanted)
    order = ("-id",) if wanted.view == "done" else ("-lamp", "due", "id")
    return rows.order_by(*order)[offset : offset + limit].query.sql_with_params()


def _view(hat: Hat, view: str) -> QuerySet[Task]:
    rows = policy.visible(Task.objects.all(), hat)
    if view == "done":
        return rows.filter(role=hat.role, done__isnull=False)
    rows = rows.filter(done__isnull=True)
    if view == "unplaced":
        return rows.filter(step="place")
    if view == "waiting":
        return rows.filter(role="reporter")
    if view == "area" and policy.may(hat, "case.oversee"):
        return rows
    rows = rows.filter(role=hat.role)
    return rows.filter(area_id__in=hat.areas) if hat.areas else rows


def _conditions(rows: QuerySet[Task], wanted: Wanted) -> QuerySet[Task]:
    if wanted.lamp is not None:
        rows = rows.filter(lamp=wanted.lamp)
    if wanted.item:
        rows = rows.filter(item=wanted.item)
    if wanted.step:
        rows = rows.filter(step=wanted.step)
    if wanted.number:
        rows = rows.filter(number=numbers.tidy(wanted.number))
    return rows


def lamp_counts(hat: Hat, view: str = "mine") -> dict[int, int]:
    """How many tasks of a view stand under each lamp, of at most a thousand. One statement."""
    if not hat.scopes:
        return dict.fromkeys(Lamp.values, 0)
    with connection.cursor() as cursor:
        cursor.execute(*_counting_lamps(hat, view))
        return dict.fromkeys(Lamp.values, 0) | dict(cursor.fetchall())


def view_counts(hat: Hat) -> dict[str, int]:
    """How many tasks each view of this hat holds, of at most a thousand each. One statement.

    What is done is not counted, and the whole area only for those who oversee it.
    """
    counted = [view for view in VIEWS if view != "done" and (view != "area" or policy.may(hat, "case.oversee"))]
    if not hat.scopes:
        return dict.fromkeys(counted, 0)
    with connection.cursor() as cursor:
        cursor.execute(*_counting_views(hat, tuple(counted)))
        return dict(zip(counted, cursor.fetchone() or (), strict=True))


# Every look at an inbox counts. The statements are the same for a hat as long as it is worn, and the ORM takes
# three times as long to write them as the database to count (0.9 ms and 0.3 ms), so they are kept.


@lru_cache(maxsize=2048)
def _counting_lamps(hat: Hat, view: str) -> tuple[str, tuple[Any, ...]]:
    most_urgent = _view(hat, view).order_by("-lamp", "due", "id").values("lamp")[:MOST]
    sql, values = most_urgent.query.sql_with_params()
    return f"select lamp, count(*) from ({sql}) most group by 1", values  # noqa: S608  Django's own SQL


@lru_cache(maxsize=2048)
def _counting_views(hat: Hat, views: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    parts, values = [], []
    for view in views:
        sql, params = _view(hat, view).order_by().values("id")[:MOST].query.sql_with_params()
        parts.append(f"(select count(*) from ({sql}) {view})")  # noqa: S608  Django's own SQL, values apart
        values += list(params)
    return "select " + ", ".join(parts), tuple(values)


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


def near(cells: Sequence[tuple[int, int]], *, item: str, limit: int = 3) -> list[PublicFace]:
    """Open matters of the same kind nearby, from their public faces: "is it this one?". One statement."""
    rows = PublicFace.objects.none()
    for low, high in cells[:NEAR_CELLS]:
        rows = rows | PublicFace.objects.filter(cell__range=(low, high), item=item)
    return list(rows.exclude(state="closed").order_by("-opened")[:limit])
