"""The ladder a late task climbs (升级): person, unit, street, district, supervision, each rung told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.cases import catalogue
from linli.kernel.cases.models import Lamp, Task
from linli.kernel.cases.models_oversight import Escalation
from linli.kernel.people import queries as people
from linli.kernel.places import queries as places
from linli.plumbing import bulk, ids, scope
from linli.plumbing.scope import Hat

LAMPS = {"amber": Lamp.AMBER, "red": Lamp.RED, "black": Lamp.BLACK}


@dataclass(frozen=True, slots=True)
class Rung:
    """Who has to be told at one level."""

    level: str
    accounts: tuple[int, ...]


def climb(*, task_id: int, lamp: int, by: Hat, now: datetime) -> list[Rung]:
    """The rungs a task reaches with this lamp that nobody was told of before, and who stands on them."""
    with scope.writing(by, now=now):
        task = Task.objects.select_for_update().filter(id=task_id, done__isnull=True).first()
        if task is None:
            return []
        done = set(Escalation.objects.filter(task_id=task_id).values_list("level", flat=True))
        rungs = [
            Rung(rung.level, _accounts(rung.level, task, now=now))
            for rung in catalogue.ladder(at=now).rungs
            if LAMPS[rung.lamp] <= lamp and rung.level not in done
        ]
        bulk.add(
            Escalation(
                id=ids.reserve("cases_escalation"),
                case_id=task.case_id,
                task_id=task_id,
                level=rung.level,
                lamp=lamp,
                told=len(rung.accounts),
                at=now,
            )
            for rung in rungs
        )
        return rungs


def _accounts(level: str, task: Task, *, now: datetime) -> tuple[int, ...]:
    found = {
        "person": _of_desk,
        "unit": _of_unit,
        "street": _of_street,
        "district": _of_district,
        "supervision": _of_city,
    }[level](task, now)
    hidden = set(people.accounts_of_unit(task.about_unit, at=now)) if task.about_unit else set()
    return tuple(account for account in found if account not in hidden and account != task.about_account)


def _of_desk(task: Task, now: datetime) -> list[int]:
    return people.accounts_at(task.role, scope_id=task.scope_id, area_id=task.area_id, unit_id=task.unit_id, at=now)


def _of_unit(task: Task, now: datetime) -> list[int]:
    """The colleagues of the unit that holds the task, beyond the desk itself."""
    if task.unit_id is None:
        return []
    desk = set(_of_desk(task, now))
    return [account for account in people.accounts_of_unit(task.unit_id, at=now) if account not in desk]


def _of_street(task: Task, now: datetime) -> list[int]:
    return _above("street_lead", "street", task, now)


def _of_district(task: Task, now: datetime) -> list[int]:
    return _above("supervisor", "district", task, now)


def _of_city(task: Task, now: datetime) -> list[int]:
    return _above("supervisor", "city", task, now)


def _above(role: str, level: str, task: Task, now: datetime) -> list[int]:
    """Who holds a role at the division of that level above a task."""
    scopes = places.ancestors_of_scope(task.scope_id)
    at_level = [one for one in scopes if (found := places.place(one)) is not None and found.level == level]
    return [account for one in at_level for account in people.accounts_at(role, scope_id=one, at=now)]
