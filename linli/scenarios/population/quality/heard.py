"""What becomes of contradictions when the matters opened for them are closed, and what the worker does regularly."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.kernel.cases.facts import CaseClosed
from linli.kernel.cases.listeners import robot
from linli.kernel.cases.models import Event, EventBody
from linli.kernel.people.facts import RegisterChanged
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock  # a listener is an edge: it runs when the dispatcher hands it a fact
from linli.scenarios.population.quality import checking, counting, finding
from linli.scenarios.population.quality.models import Finding, FindingState

ANSWERS = frozenset({"mended", "as_it_is"})


def on_closed(closed: CaseClosed, told: Told) -> None:  # noqa: ARG001  what every listener is given
    """Whoever looked said what it was: the finding is ended by it, and its community counted again soon."""
    now, hat = clock(), robot("population")
    with scope.reading(hat, now=now):
        standing = Finding.objects.filter(case_id=closed.case_id, state=FindingState.OPEN).first()
        event = Event.objects.filter(id=closed.event_id).first() if standing else None
        if standing is None or event is None or event.verb not in ANSWERS:
            return
        body = EventBody.objects.filter(event_id=event.id).values_list("text", flat=True).first()
        entry = checking.texts(at=now).get(standing.check_code)
    scope_id = finding.close(
        case_id=closed.case_id,
        action=event.verb,
        text=body or "",
        who=event.who,
        explained=timedelta(days=entry.explained if entry else 365),
        by=hat,
        now=now,
    )
    if scope_id is not None:
        counting.touch([scope_id], by=hat, now=now)


def on_changed(changed: RegisterChanged, told: Told) -> None:  # noqa: ARG001
    """Something of a community has changed: it is counted again soon."""
    counting.touch([changed.scope_id], by=robot("population"), now=clock())


def count(*, by: Hat, now: datetime) -> int:
    """A round of the worker: count and look through what waits."""
    return counting.count_quality(by=by, now=now)
