"""A receiver of web hooks is away for three hundred seconds, told by a moved clock: late, in order, once, none lost.

The same outage in real seconds, with the worker killed meanwhile, is tests/test_outage.py.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.conf import LazySettings

from linli.gates.outbound.tests.listening import Heard, listening
from linli.gates.webhooks import actions, delivering, signing, telling
from linli.gates.webhooks.actions import Subscribed
from linli.gates.webhooks.models import Delivery, Hook
from linli.kernel.cases.facts import CaseMoved
from linli.kernel.cases.listeners import robot
from linli.plumbing import scope
from linli.plumbing.facts import Told
from linli.plumbing.time import now as real
from tests.attacks.asking import hat_of
from tests.world import World

AWAY, STEP = timedelta(seconds=300), timedelta(seconds=1)
CASES, EVERY = 6, 5  # one fact in so many seconds
_numbers = count(10_000)


class Clock:
    """The clock of the gate, moved by hand."""

    def __init__(self) -> None:
        self.now = real()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    for module in (delivering, telling):
        monkeypatch.setattr(module, "clock", moved)
    return moved


@pytest.fixture(autouse=True)
def at_home(settings: LazySettings, world: World, db: None) -> None:
    settings.OUTBOUND_HOSTS = ("127.0.0.1",)


def subscribed(world: World, url: str) -> Subscribed:
    lead = hat_of(world, "lead")
    return actions.subscribe(
        scope_id=lead.place, names=["case.moved"], url=url, by=lead, now=real() - timedelta(hours=1)
    )


def tell(case: int, at: datetime) -> None:
    number = next(_numbers)
    telling.on_fact(CaseMoved(case, number, 0), Told(id=number, line=number, actor=0, role="clerk", purpose="", at=at))


def due(fresh: Subscribed, now: datetime) -> bool:
    """Whether the worker has a job for the hook at this moment: nothing is tried before its pause is over."""
    with scope.reading(robot(), now=now):
        row = Hook.objects.get(id=fresh.hook_id)
        return row.retry_at is None or row.retry_at <= now


def states(fresh: Subscribed) -> dict[str, int]:
    with scope.reading(robot(), now=real()):
        found: dict[str, int] = defaultdict(int)
        for state in Delivery.objects.filter(hook_id=fresh.hook_id).values_list("state", flat=True):
            found[state] += 1
        return dict(found)


def run(fresh: Subscribed, clock: Clock, cases: list[int], seconds: timedelta, *, told: int = 0) -> int:
    """The seconds go by: things happen to the cases, and the worker tries whenever a pause is over."""
    until = clock.now + seconds
    while clock.now < until:
        if int((until - clock.now).total_seconds()) % EVERY == 0 and cases:
            tell(cases[told % len(cases)], clock.now)
            told += 1
        if due(fresh, clock.now):
            delivering.deliver(fresh.hook_id)
        clock.now += STEP
    return told


def in_order(heard: Heard, fresh: Subscribed, clock: Clock) -> list[str]:
    """What was heard: each genuine, the facts of each case in the order in which they happened; the ids."""
    by_case: dict[str, list[str]] = defaultdict(list)
    for _path, headers, body in heard.calls:
        moment = datetime.fromtimestamp(int(headers["linli-timestamp"]), tz=clock.now.tzinfo)
        assert signing.is_genuine(body, headers, secrets={fresh.key_id: fresh.secret}, now=moment)
        said = json.loads(body)
        by_case[said["number"]].append(said["at"])
    assert all(moments == sorted(moments) for moments in by_case.values())
    return [json.loads(body)["id"] for _path, _headers, body in heard.calls]


@pytest.mark.asvs("V16.5.2")
@pytest.mark.dengbao("8.1.4.7 a")
def test_three_hundred_seconds_lose_and_double_nothing(world: World, clock: Clock) -> None:
    cases = [world.an_open_case().case_id for _one in range(CASES)]
    with listening() as there:
        address = there.url
    fresh = subscribed(world, address)
    told = run(fresh, clock, cases, AWAY)
    assert told == AWAY.total_seconds() // EVERY
    assert states(fresh) == {"waiting": told}
    with scope.reading(robot(), now=clock.now):
        tries = Hook.objects.get(id=fresh.hook_id).failures
    assert 6 <= tries <= 12, "pauses grow: the receiver is not hammered while it is down"
    with listening(port=int(address.rpartition(":")[2])) as back:
        told = run(fresh, clock, cases, timedelta(seconds=90), told=told)
        heard = in_order(back, fresh, clock)
    assert states(fresh) == {"sent": told}
    assert len(heard) == len(set(heard)) == told


def test_what_waited_for_three_days_is_put_aside_told_and_sent_again(world: World, clock: Clock) -> None:
    opened = world.an_open_case()
    with listening() as there:
        address = there.url
    fresh = subscribed(world, address)
    tell(opened.case_id, clock.now)
    for _turn in range(4):
        clock.now += timedelta(days=1)
        delivering.deliver(fresh.hook_id)
    assert states(fresh) == {"dead": 1}
    with scope.reading(robot(), now=clock.now):
        assert (
            "三天" in Delivery.objects.get(hook_id=fresh.hook_id).trouble or Hook.objects.get(id=fresh.hook_id).trouble
        )
    with listening(port=int(address.rpartition(":")[2])) as back:
        assert actions.replay(hook=fresh.hook_id, by=hat_of(world, "lead"), now=clock.now) == 1
        delivering.deliver(fresh.hook_id)
        assert len(in_order(back, fresh, clock)) == 1
    assert states(fresh) == {"sent": 1}
