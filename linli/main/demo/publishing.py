"""Figures of the demo's past months, measured and published by whoever supervises: everybody has some to read."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Case
from linli.kernel.indicators import actions, decisions
from linli.kernel.indicators.periods import Period
from linli.main.demo.desks import Desks
from linli.main.demo.surfaces import serve
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.scope import Hat

MONTHS = 2


def publish_past(*, now: datetime) -> int:
    """Publish the last months that are over, each once; how many figures that are."""
    serve("worker")
    with scope.reading(robot("figures"), now=now):
        every = list(Case.objects.order_by("id").values_list("id", flat=True))
    actions.touch(case_ids=every, by=robot("figures"), now=now)
    while actions.measure(by=robot("figures"), now=now):
        pass
    serve("desk")
    by = Desks.at(now).of("supervisor")
    before = Period.of("month", day_of(now)).before
    return sum(_publish(one, by, now) for one in (before.last(MONTHS) if before else []))


def _publish(period: Period, by: Hat, now: datetime) -> int:
    with scope.reading(by, now=now):
        if decisions.published_at(period) or not decisions.unpublished(period):
            return 0
    return actions.publish(period=period, by=by, now=now)
