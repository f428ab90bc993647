"""What a list shows is what anybody would pick by hand from all its rows, whatever it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from linli.kernel.cases import actions as cases
from linli.kernel.cases import lists
from linli.kernel.cases.lists import MOST, Wanted
from linli.kernel.cases.models import Lamp, Task
from linli.kernel.desks.queries import Kept
from linli.kit.desk import asked as asking
from linli.plumbing import policy, scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
ITEMS = ("hotline.stair_light", "hotline.rubbish", "hotline.blocked_drain", "community.dogs")
VIEWS = ("mine", "taken", "unplaced", "waiting", "area", "done")


@dataclass(frozen=True, slots=True)
class Pile:
    """Cases of many kinds, who looks at them, and every task there is."""

    hats: list[Hat]
    tasks: list[Task]
    now: datetime


@pytest.fixture
def pile(world: World) -> Iterator[Pile]:
    now = clock()
    robot = world.hat("robot")
    for number in range(24):
        days = (0, 2, 5, 9, 40)[number % 5]
        placed: dict[str, Any] = {} if number % 6 else {"place": None, "where": "河边"}
        opened = world.an_open_case(
            item=ITEMS[number % 4],
            at=now - timedelta(days=days, hours=number),
            channel=("web", "phone", "window")[number % 3],
            by=world.hat("clerk", "桃源北社区"),
            until="" if number % 3 else ("confirm" if number % 6 else ""),
            **placed,
        )
        task = world.task(opened)
        if number % 4 == 1 and task.role != "reporter":
            cases.take(case_id=opened.case_id, task=task.id, by=world.desks.holder(task), now=now)
    cases.turn_lamps(by=robot, now=now)
    hats = [world.hat("clerk", "桃源北社区"), world.hat("grid_worker", "桃源北社区"), world.hat("property_staff")]
    hats += [hat for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes]
    with as_login(""):
        tasks = list(Task.objects.all())
    yield Pile(hats, tasks, now)
    lists._listing.cache_clear()


def picked(pile: Pile, hat: Hat, wanted: Wanted) -> set[int]:
    """The same rows by hand, from all tasks there are."""
    found = [task for task in pile.tasks if task.scope_id in hat.scopes]
    if wanted.view == "done":
        found = [task for task in found if task.done is not None and task.role == hat.role]
    else:
        found = [task for task in found if task.done is None and _lies_in(task, hat, wanted.view)]
    return {task.id for task in found if _fits(task, hat, wanted)}


def _lies_in(task: Task, hat: Hat, view: str) -> bool:
    if view == "taken":
        return task.taken_by == hat.post
    if view == "unplaced":
        return task.step == "place"
    if view == "waiting":
        return task.role == "reporter"
    if view == "area" and policy.may(hat, "case.oversee"):
        return True
    return task.role == hat.role and (not hat.areas or task.area_id in hat.areas)


def _fits(task: Task, hat: Hat, wanted: Wanted) -> bool:
    reported = task.reported
    assert reported is not None
    return all(
        (
            wanted.lamp is None or task.lamp == wanted.lamp,
            not wanted.item or task.item == wanted.item,
            not wanted.items or task.item in wanted.items,
            not wanted.step or task.step == wanted.step,
            wanted.community is None or task.community_id == wanted.community,
            wanted.grid is None or task.grid_id == wanted.grid,
            not wanted.channel or task.channel == wanted.channel,
            wanted.reported_from is None or reported >= wanted.reported_from,
            wanted.reported_until is None or reported < wanted.reported_until,
            wanted.taken != "me" or task.taken_by == hat.post,
            wanted.taken != "nobody" or task.taken_by is None,
            wanted.taken != "somebody" or task.taken_by is not None,
            wanted.cases is None or task.case_id in wanted.cases,
        )
    )


def conditions(pile: Pile) -> some.SearchStrategy[dict[str, str]]:
    """Conditions as an address or a kept view says them, nonsense among them."""
    spots = [f"c{task.community_id}" for task in pile.tasks] + [
        f"g{task.grid_id}" for task in pile.tasks if task.grid_id
    ]
    return some.fixed_dictionaries(
        {"view": some.sampled_from(VIEWS)},
        optional={
            "lamp": some.sampled_from([*Lamp.labels, "purple"]),
            "item": some.sampled_from([*ITEMS, "no.such"]),
            "group": some.sampled_from(["环境卫生", "房屋公共部位", "没有这一组"]),
            "step": some.sampled_from(["place", "verify", "accept", "handle", "confirm", "nowhere"]),
            "at": some.sampled_from(sorted(set(spots))),
            "channel": some.sampled_from(["web", "phone", "window", "pigeon"]),
            "age": some.sampled_from([*asking.AGES, "older_0"]),
            "taken": some.sampled_from(["me", "nobody", "somebody", "him"]),
            "order": some.sampled_from([*lists.ORDERS, "sideways"]),
        },
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_a_kept_view_shows_what_one_would_pick_by_hand(pile: Pile, data: some.DataObject) -> None:
    hat = data.draw(some.sampled_from(pile.hats))
    asked = asking.of_conditions(data.draw(conditions(pile)), hat)
    again = asking.of_conditions(asked.kept, hat)
    assert again == asked, "a view is the same when it has been kept"
    wanted = asking.wanted(asked, Kept(), now=pile.now)
    with scope.reading(hat, now=pile.now):
        found = lists.inbox(hat, wanted, limit=MOST)
        over = lists.overview(hat, (wanted,), lamps_of=wanted)
    assert {task.id for task in found} == picked(pile, hat, wanted)
    assert over.counts == (len(found),)
    assert over.lamps == {lamp: sum(task.lamp == lamp for task in found) for lamp in Lamp.values}
    assert found == _in_order(found, wanted)


def _in_order(found: list[Task], wanted: Wanted) -> list[Task]:
    """The rows in the order that was asked for; usually the most urgent first."""
    usual = ("-id",) if wanted.view == "done" else lists.ORDERS["urgency"]
    ordered = list(found)
    for column in reversed(lists.ORDERS.get(wanted.order) or usual):
        name = column.removeprefix("-")
        nothing = sorted(ordered, key=lambda task, name=name: getattr(task, name) is None)  # type: ignore[misc]
        some_ = [task for task in nothing if getattr(task, name) is not None]
        none = [task for task in nothing if getattr(task, name) is None]
        some_.sort(key=lambda task, name=name: getattr(task, name), reverse=column.startswith("-"))  # type: ignore[misc]
        ordered = none + some_ if column.startswith("-") else some_ + none
    return ordered


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_chosen_cases_stand_once_each_and_only_those_one_may_see(pile: Pile, data: some.DataObject) -> None:
    hat = data.draw(some.sampled_from(pile.hats))
    chosen = tuple(data.draw(some.sets(some.sampled_from(sorted({task.case_id for task in pile.tasks})))))
    with scope.reading(hat, now=pile.now):
        found = lists.inbox(hat, Wanted(view="some", cases=chosen), limit=MOST)
    seen = {task.case_id for task in pile.tasks if task.scope_id in hat.scopes}
    assert sorted(task.case_id for task in found) == sorted(set(chosen) & seen)
