"""The job that brings a hook what waits for it: in order for each case, with growing pauses, up to three days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import Error
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy

from linli.gates import outbound
from linli.gates.outbound import Forbidden, NotReached
from linli.gates.webhooks import signing
from linli.gates.webhooks.actions import QUEUE, TASK, defer, secrets_of
from linli.gates.webhooks.models import Delivery, Hook
from linli.kernel.cases.listeners import robot
from linli.kernel.journal import actions as journal
from linli.plumbing import jobs, scope
from linli.plumbing.time import now as clock

TURN = 5.0  # seconds of work for one hook before another has its turn
GIVEN_UP = timedelta(days=3)
FIRST_HOUR, LATER = timedelta(minutes=1), timedelta(minutes=15)  # the longest pause of a receiver that is away
LONGEST = timedelta(hours=1)  # the longest pause of a message the receiver does not want
ANSWER = 64 * 1024
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={Error})
_TEMPORARY = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message with all it takes to send it."""

    delivery: int
    url: str
    body: bytes
    headers: dict[str, str]


@jobs.app.task(name=TASK, queue=QUEUE, retry=AGAIN)
def deliver(hook: int) -> None:
    """Send what is due, for a few seconds; then come back, later where the receiver is away."""
    until = monotonic() + TURN
    while monotonic() < until:
        found = _next(hook, now=clock())
        if found is None:
            return
        if not _send(hook, found):
            return
    with scope.writing(robot("hooks"), now=clock()):
        defer(hook)


def _next(hook: int, *, now: datetime) -> Outgoing | None:
    """The next message that may go out now: of each case only the first that waits."""
    with scope.reading(robot("hooks"), now=now):
        row = Hook.objects.filter(id=hook, until=None).first()
        if row is None or (row.retry_at and row.retry_at > now):
            return None
        waiting = Delivery.objects.filter(hook_id=hook, state="waiting")
        before = waiting.filter(case_id=OuterRef("case_id"), fact__lt=OuterRef("fact"))
        one = waiting.filter(~Exists(before), due__lte=now).order_by("fact").first()
        if one is None:
            return None
        body = one.body.encode()
        headers = signing.signed(body, key=str(one.key), secrets=secrets_of(row, now=now), now=now)
        return Outgoing(one.id, row.url, body, {"Content-Type": "application/json", **headers})


def _send(hook: int, found: Outgoing) -> bool:
    """Try one; whether the next one may be tried at once."""
    try:
        answer = outbound.send(found.url, body=found.body, headers=found.headers, most=ANSWER)
    except (NotReached, Forbidden) as away:
        _away(hook, str(away), now=clock())
        return False
    if 200 <= answer.status < 300:
        _arrived(hook, found.delivery, now=clock())
        return True
    trouble = _("It answered %(status)s.") % {"status": answer.status}
    if answer.status >= 500 or answer.status in _TEMPORARY:
        _away(hook, trouble, now=clock())
        return False
    _unwanted(hook, found.delivery, trouble, now=clock())
    return True


def _arrived(hook: int, delivery: int, *, now: datetime) -> None:
    with scope.writing(robot("hooks"), now=now):
        Delivery.objects.filter(id=delivery, state="waiting").update(state="sent", sent=now, trouble="")
        Hook.objects.filter(id=hook, failures__gt=0).update(failures=0, failing_since=None, retry_at=None, trouble="")


def _away(hook: int, trouble: str, *, now: datetime) -> None:
    """The receiver is away: everything for it waits, and what has waited for three days is given up."""
    with scope.writing(robot("hooks"), now=now):
        row = Hook.objects.select_for_update().get(id=hook)
        row.failures, row.failing_since, row.trouble = row.failures + 1, row.failing_since or now, trouble[:200]
        longest = FIRST_HOUR if now - row.failing_since < timedelta(hours=1) else LATER
        row.retry_at = now + _pause(row.failures, first=timedelta(seconds=2), longest=longest)
        row.save(update_fields=["failures", "failing_since", "trouble", "retry_at"])
        _give_up(hook, trouble, now=now)
        defer(hook, at=row.retry_at)


def _unwanted(hook: int, delivery: int, trouble: str, *, now: datetime) -> None:
    """The receiver is there and refuses this one: it and what follows of its case wait, the others go on."""
    with scope.writing(robot("hooks"), now=now):
        row = Delivery.objects.select_for_update().get(id=delivery)
        row.tries, row.trouble = row.tries + 1, trouble[:200]
        row.due = now + _pause(row.tries, first=timedelta(seconds=30), longest=LONGEST)
        row.save(update_fields=["tries", "trouble", "due"])
        Hook.objects.filter(id=hook, failures__gt=0).update(failures=0, failing_since=None, retry_at=None, trouble="")
        _give_up(hook, trouble, now=now)
        defer(hook, at=row.due)


def _give_up(hook: int, trouble: str, *, now: datetime) -> None:
    sentence = _("Given up after three days. %(trouble)s Send it again when the receiver is in order.")
    old = Delivery.objects.filter(hook_id=hook, state="waiting", made__lt=now - GIVEN_UP)
    count = old.update(state="dead", trouble=(sentence % {"trouble": trouble})[:200])
    if count:
        payload = {"count": count}
        journal.append(verb="webhook.give_up", kind="webhook", record=hook, by=robot("hooks"), at=now, payload=payload)


def _pause(tries: int, *, first: timedelta, longest: timedelta) -> timedelta:
    return min(first * (1 << min(tries - 1, 20)), longest)


def wake(*, now: Callable[[], datetime] = clock) -> int:
    """A regular round: hooks with something due and no pause running get a job, should theirs have been lost."""
    with scope.writing(robot("hooks"), now=now()):
        late = Delivery.objects.filter(state="waiting", due__lt=now() - timedelta(minutes=2))
        hooks = set(late.values_list("hook_id", flat=True).distinct())
        open_ = Hook.objects.filter(id__in=hooks, until=None).exclude(retry_at__gt=now() - timedelta(minutes=2))
        found = list(open_.values_list("id", flat=True))
        for hook in found:
            defer(hook)
    return len(found)


KEPT = timedelta(days=30)


def sweep(*, now: datetime) -> int:
    """Forget what arrived a month ago."""
    with scope.writing(robot("hooks"), now=now):
        old = Delivery.objects.filter(state="sent", sent__lt=now - KEPT).order_by("id").values("id")[:5000]
        return Delivery.objects.filter(id__in=list(old.values_list("id", flat=True))).delete()[0]
