"""A unit that is no more loses nothing: its open tasks go to its successor, else to the desk of last resort.

A desk has ended when its body has, or when no line of the duty table gives it the role any longer. The clock of a
task goes on as it was, and what was asked of a co-handler is asked of the next one.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from linli.kernel.cases import catalogue, owners
from linli.kernel.cases.actions import events
from linli.kernel.cases.facts import CaseMoved
from linli.kernel.cases.models import Case, Event, Handover, Task
from linli.kernel.cases.owners import Owner
from linli.kernel.journal import actions as journal
from linli.kernel.people import queries as people
from linli.plumbing import facts, ids, policy, scope
from linli.plumbing.scope import Hat

SUCCEEDED = "succeeded"
BATCH = 200

# A line of the duty table speaks of a task when unit and role are the same and neither has another area.
_OF_DESK = (
    "d.organisation_id = t.unit_id and d.role = t.role"
    " and (d.area_id is null or t.area_id is null or d.area_id = t.area_id)"
)
_RUNS = "d.since <= %s and (d.until is null or d.until > %s) and (o.until is null or o.until > %s)"
_ORPHANS = f"""
select t.id, t.case_id from cases_task t join people_organisation o on o.id = t.unit_id
where t.done is null
  and (o.until <= %s or exists (select 1 from people_duty d where {_OF_DESK} and d.until <= %s))
  and not exists (select 1 from people_duty d where {_OF_DESK} and {_RUNS})
order by t.id limit %s
"""  # noqa: S608  our own pieces


def succeed(*, by: Hat, now: datetime) -> int:
    """Hand on the open tasks of desks that have ended; returns how many. What somebody is moving waits."""
    policy.require(by, "case.act")
    total = 0
    for _round in range(1000):
        handed = _batch(by=by, now=now)
        total += handed
        if handed < BATCH:
            break
    return total


def _batch(*, by: Hat, now: datetime) -> int:
    with scope.writing(by, now=now):
        with connection.cursor() as cursor:
            cursor.execute(_ORPHANS, [now] * 5 + [BATCH])
            found = cursor.fetchall()
        wanted = sorted({case for _task, case in found})
        locked = Case.objects.select_for_update(skip_locked=True).filter(id__in=wanted).order_by("id")
        cases = {case.id: case for case in locked}
        tasks = Task.objects.filter(id__in=[task for task, _case in found], done__isnull=True, case_id__in=cases)
        handed = list(tasks.order_by("id"))
        for task in handed:
            case = cases[task.case_id]
            hand_on(case, task, _successor(task, now=now) or owners.backstop(case.scope_id, at=now), by=by, now=now)
        return len(handed)


def bring(case: Case, task: Task, desk: Owner, *, verb: str = SUCCEEDED, by: Hat, now: datetime) -> None:
    """A part: an open task lies at a desk from now on; the same unit in the same role keeps it as it is."""
    if (desk.role, desk.unit_id) != (task.role, task.unit_id):
        hand_on(case, task, desk, verb=verb, by=by, now=now)
        return
    Task.objects.filter(id=task.id).update(area_id=desk.area_id, scope_id=desk.scope_id)
    if desk.scope_id not in case.scopes:
        case.scopes = sorted({*case.scopes, desk.scope_id})
        case.save(update_fields=["scopes"])


def hand_on(case: Case, task: Task, to: Owner, *, verb: str = SUCCEEDED, by: Hat, now: datetime) -> None:
    """A part: an open task goes to the next desk as it is, and the matter tells so; ``verb`` says why."""
    line = journal.append(verb=f"case.{verb}", kind="case", record=case.id, by=by, at=now)
    happening = events.Happening(
        case.id,
        verb,
        task.step,
        line,
        now,
        to_step=task.step,
        task_id=task.id,
        data={"to": to.unit_name, "from": task.unit_name},
        unit_name=task.unit_name,
    )
    event = events.write([happening], by=by)[0]
    following = _moved(task, to, verb, now=now)
    case.scopes = sorted({*case.scopes, following.scope_id})
    if case.first_task_id == task.id:
        case.first_task_id = following.id
    if not task.branch:
        _note(case, task, following, event, now=now)
    case.save(update_fields=["scopes", "first_task_id", "handovers"])
    facts.tell(CaseMoved(case.id, event.id, following.id), line=line, by=by, at=now)


def _successor(task: Task, *, now: datetime) -> Owner | None:
    """The desk that now holds the role where the ended one held it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select n.id from people_duty d join people_duty n"
            " on n.role = d.role and n.organisation_id <> d.organisation_id"
            " and n.area_id is not distinct from d.area_id and n.place_id is not distinct from d.place_id"
            " join people_organisation o on o.id = n.organisation_id"
            " where d.organisation_id = %s and d.role = %s"
            " and (%s::int is null or d.area_id is null or d.area_id = %s)"
            " and n.since <= %s and (n.until is null or n.until > %s) and (o.until is null or o.until > %s)"
            " order by d.area_id is null, n.id limit 1",
            [task.unit_id, task.role, task.area_id, task.area_id, now, now, now],
        )
        row = cursor.fetchone()
    return people.owner_of_duty(row[0], at=now) if row else None


def _moved(task: Task, to: Owner, verb: str, *, now: datetime) -> Task:
    """The same task on the next desk: opened when it was opened, due when it was due."""
    Task.objects.filter(id=task.id).update(done=now, action=verb, first=False)
    following = Task.objects.get(id=task.id)
    following.id = ids.reserve("cases_task")
    following.done, following.action, following.first = None, "", task.first
    following.role, following.unit_id, following.unit_name = to.role, to.unit_id, to.unit_name
    following.scope_id, following.area_id = to.scope_id, to.area_id
    following.taken_by, following.taken_name = None, ""
    Task.objects.bulk_create([following])
    return following


def _note(case: Case, before: Task, after: Task, event: Event, *, now: datetime) -> None:
    matter = catalogue.of_versions(case.item_version, case.flow_version)
    row = Handover(
        id=ids.reserve("cases_handover"),
        case_id=case.id,
        from_unit=before.unit_id,
        to_unit=after.unit_id or 0,
        from_role=before.role,
        to_role=after.role,
        to_name=after.unit_name,
        to_scope=after.scope_id,
        to_area=after.area_id,
        owns=owners.is_owners(matter, after.step),
        reason=event.verb,
        at=now,
        event_id=event.id,
    )
    Handover.objects.bulk_create([row])
    case.handovers += 1
