"""From a fact to the messages it leads to: one for each hook of the place that wants to hear it."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from linli.gates.webhooks.actions import defer
from linli.gates.webhooks.models import Delivery, Hook
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case
from linli.kernel.places import queries as places
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as clock  # a listener is an edge


def on_fact(fact: Any, told: Told) -> None:
    """Write the messages; the same fact again writes none. A case that was to be kept quiet is told to no machine."""
    now, hat = clock(), robot("hooks")
    with scope.writing(hat, now=now):
        case = Case.objects.get(id=fact.case_id)
        if case.confidential:
            return
        around = (case.scope_id, *places.ancestors_of_scope(case.scope_id))
        hooks = Hook.objects.filter(scope_id__in=around, until=None, facts__contains=[fact.name], since__lte=now)
        waiting = list(hooks.values_list("id", "scope_id", "retry_at"))
        rows = [_message(hook, place, fact.name, case, told, now=now) for hook, place, _retry in waiting]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        for hook, _place, retry_at in waiting:
            if retry_at is None or retry_at <= now:  # else a look is put in for then already
                defer(hook)


def _message(hook: int, place: int, name: str, case: Case, told: Told, *, now: Any) -> Delivery:
    """What goes out: ids, number and state, and nothing a person said or is."""
    key = uuid.uuid5(uuid.UUID(int=hook), f"{told.id}:{told.line}")
    body = {"id": str(key), "fact": name, "number": case.number, "state": state_of(case), "at": told.at.isoformat()}
    return Delivery(
        hook_id=hook,
        scope_id=place,
        fact=told.id,
        name=name,
        case_id=case.id,
        key=key,
        body=msgspec.json.encode(body).decode(),
        due=now,
        made=now,
    )


def state_of(case: Case) -> str:
    """Where it stands, in one word: closed, answered, or open."""
    if case.closed:
        return "closed"
    return "answered" if case.answer else "open"
