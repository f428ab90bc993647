"""Announcements and topics: nothing without an end, nothing unlooked at, and one decision about what was sent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.publications import actions
from linli.kernel.publications.actions import DecidedAlready, NotPublished, Said, Words
from linli.kernel.publications.models_talks import Publication
from linli.kernel.publications.queries import talks
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words(world: World, **changes: object) -> Words:
    plain: dict[str, object] = {
        "scope_id": world.community(),
        "title": "周六停水",
        "text": "8:00–12:00停水。",
        "until": clock() + 20 * DAY,
        "prefix": "NN",
        "longest": 365 * DAY,
        "check_every": 30 * DAY,
    }
    return Words(**{**plain, **changes})  # type: ignore[arg-type]


def seen(world: World, now: datetime) -> list[str]:
    with scope.reading(world.hat("visitor"), now=now):
        return [one.title for one in talks.standing([world.community()], now=now)]


def sent(world: World, *, now: datetime, publication: str = "") -> int:
    said = Said(
        "能不能修一修枝。", "三楼老覃", now + DAY, "" if publication else "树枝", world.community(), publication
    )
    resident = world.residents[0]
    return actions.submit(said=said, subject=resident.subject, by=world.resident(), now=now)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"text": "\u202e "}, "text"),
        ({"until": datetime(2020, 1, 1, tzinfo=clock().tzinfo)}, "until"),
        ({"longest": DAY}, "until"),
    ],
)
def test_nothing_is_announced_without_words_and_an_end(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(NotPublished) as refused:
        actions.announce(words=words(world, **changes), by=world.hat("clerk", "桃源北社区"), now=clock())
    assert refused.value.field == field


def test_only_editors_publish_and_only_at_their_places(world: World) -> None:
    for hat in (world.hat("grid_worker", "桃源北社区"), world.resident(), world.hat("visitor")):
        with pytest.raises(NotAllowed):
            actions.announce(words=words(world), by=hat, now=clock())
    with pytest.raises(NotAllowed):
        actions.announce(words=words(world), by=world.hat("clerk", "天桃社区"), now=clock())
    number = actions.announce(words=words(world), by=world.hat("clerk", "桃源北社区"), now=clock())
    with pytest.raises(Publication.DoesNotExist):
        actions.take_down(number=number, reason="不是我的", by=world.hat("clerk", "天桃社区"), now=clock())


@given(
    stands=st.integers(1, 365),
    every=st.integers(1, 365),
    looks=st.lists(st.integers(1, 200), max_size=5),
    at=st.integers(0, 400),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_shown_was_looked_at_in_time_whatever_the_days(
    world: World, stands: int, every: int, looks: list[int], at: int
) -> None:
    """Shown exactly on the days before its end that lie within ``every`` days of the last look before them."""
    began, clerk = clock(), world.hat("clerk", "桃源北社区")
    title = f"停水 {stands} {every} {looks} {at}"
    plan = words(world, title=title, until=began + stands * DAY, check_every=every * DAY)
    number = actions.announce(words=plan, by=clerk, now=began)
    last = 0
    for day in sorted(set(looks)):
        if day >= at or day >= stands:
            break
        actions.still_true(number=number, check_every=every * DAY, by=clerk, now=began + day * DAY)
        last = day
    shown = title in seen(world, began + at * DAY)
    assert shown == (at < stands and at < last + every)


def test_one_decision_about_what_was_sent(world: World) -> None:
    clerk, now = world.hat("clerk", "桃源北社区"), clock()
    topic = sent(world, now=now)
    actions.accept(submission=topic, words=words(world, title="树枝"), answer_due=now + 5 * DAY, by=clerk, now=now)
    with pytest.raises(DecidedAlready):
        actions.refuse(submission=topic, reason="晚了", by=clerk, now=now)
    with pytest.raises(DecidedAlready):
        actions.withdraw(submission=topic, by=world.resident(), now=now)
    assert seen(world, now + timedelta(minutes=1)).count("树枝") == 1


def test_replies_keep_their_order_and_a_closed_one_takes_none(world: World) -> None:
    clerk, now = world.hat("clerk", "桃源北社区"), clock()
    number = actions.announce(words=words(world), by=clerk, now=now)
    for _again in range(3):
        reply = sent(world, now=now, publication=number)
        actions.accept(submission=reply, words=words(world), answer_due=now, by=clerk, now=now)
    actions.take_down_reply(number=number, reply=2, reason="骂人", by=clerk, now=now)
    with scope.reading(clerk, now=now):
        held = talks.at_desk(number)
        assert [(one.number, one.state, one.reason) for one in talks.replies(held.id)] == [
            (1, "shown", ""),
            (2, "taken_down", "骂人"),
            (3, "shown", ""),
        ]
    late = sent(world, now=now, publication=number)
    actions.take_down(number=number, reason="改期了", by=clerk, now=now)
    with pytest.raises(NotPublished):
        actions.accept(submission=late, words=words(world), answer_due=now, by=clerk, now=now)
    with pytest.raises(NotPublished):
        sent(world, now=now, publication=number)


def test_nobody_sends_in_the_name_of_another(world: World) -> None:
    said = Said("我说的。", "别人", clock() + DAY, "题目", world.community())
    with pytest.raises(NotAllowed):
        actions.submit(said=said, subject=world.residents[1].subject, by=world.resident(0), now=clock())


def test_editors_are_reminded_once_for_each_round(world: World) -> None:
    clerk, now = world.hat("clerk", "桃源北社区"), clock()
    robot: Hat = world.hat("robot")
    number = actions.announce(words=words(world, until=now + 90 * DAY), by=clerk, now=now)
    assert actions.remind_editors(by=robot, now=now) == 0
    near = now + 28 * DAY
    assert actions.remind_editors(by=robot, now=near) == 1
    assert actions.remind_editors(by=robot, now=near) == 0
    actions.still_true(number=number, check_every=30 * DAY, by=clerk, now=near)
    assert actions.remind_editors(by=robot, now=near + 28 * DAY) == 1


def test_a_community_that_shows_nothing_is_in_the_list_of_freshness(world: World) -> None:
    clerk, now = world.hat("clerk", "桃源北社区"), clock()
    actions.announce(words=words(world, until=now + 90 * DAY), by=clerk, now=now)
    at, silent = world.community("桃源北社区"), world.community("天桃社区")
    later = now + 40 * DAY
    with scope.reading(world.hat("robot"), now=later):
        fresh, none = talks.freshness([at, silent], now=later)
    assert (fresh.standing, fresh.unchecked, fresh.last) == (0, 1, now)
    assert fresh.is_silent(later, 30 * DAY)
    assert not fresh.is_silent(later, 50 * DAY)
    assert (none.standing, none.last) == (0, None)
