"""Taking a task by name: only at one's own desk, only what nobody took meanwhile, and never needed to act."""

from __future__ import annotations

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import NotAColleague, TaskTaken
from linli.kernel.cases.models import Case, Event
from linli.kernel.cases.queries import Wanted
from linli.kernel.people import queries as people
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def taken(world: World, hat: Hat) -> list[str]:
    with scope.reading(hat, now=clock()):
        return [task.number for task in queries.inbox(hat, Wanted(view="taken"))]


def test_a_task_is_taken_laid_back_and_stays_with_its_desk(world: World) -> None:
    opened = world.an_open_case(item="hotline.rubbish", until="accept")
    worker, task = world.holder(opened), world.task(opened)
    cases.take(case_id=opened.case_id, task=task.id, by=worker, now=clock())
    assert taken(world, worker) == [opened.number]
    assert world.task(opened).taken_name == worker.label
    world.act(opened, "accept")
    assert world.task(opened).taken_by == worker.post  # the next step lies at the same desk
    cases.lay_back(case_id=opened.case_id, task=world.task(opened).id, by=worker, now=clock(), seen=worker.post)
    assert taken(world, worker) == []
    with scope.reading(worker, now=clock()):
        told = Event.objects.filter(case_id=opened.case_id, verb__in=["taken", "laid_back"])
        assert [(one.verb, one.shown) for one in told.order_by("id")] == [("taken", False), ("laid_back", False)]


def test_only_who_holds_the_task_may_take_it(world: World) -> None:
    opened = world.an_open_case(item="hotline.rubbish", until="accept")
    task = world.task(opened)
    stranger = world.hat("clerk", "天桃社区")
    with pytest.raises(Case.DoesNotExist):  # it cannot even be seen there
        cases.take(case_id=opened.case_id, task=task.id, by=stranger, now=clock())
    clerk = world.hat("clerk", "桃源北社区")  # sees it, but it lies on another desk
    with pytest.raises(NotAllowed):
        cases.take(case_id=opened.case_id, task=task.id, by=clerk, now=clock())
    assert world.task(opened).taken_by is None


def test_it_cannot_be_given_to_somebody_of_another_desk(world: World) -> None:
    opened = world.an_open_case(item="hotline.rubbish", until="accept")
    worker, task = world.holder(opened), world.task(opened)
    for other in (world.hat("clerk", "桃源北社区"), world.hat("grid_worker", "天桃社区")):
        with pytest.raises(NotAColleague):
            cases.give(case_id=opened.case_id, task=task.id, post=other.post, by=worker, now=clock())


def test_whoever_was_faster_has_it(world: World) -> None:
    """The page said nobody had it; meanwhile somebody took it."""
    opened = world.an_open_case(item="hotline.rubbish", until="accept")
    worker, task = world.holder(opened), world.task(opened)
    cases.take(case_id=opened.case_id, task=task.id, by=worker, now=clock())
    with pytest.raises(TaskTaken):
        cases.lay_back(case_id=opened.case_id, task=task.id, by=worker, now=clock(), seen=None)
    cases.take(case_id=opened.case_id, task=task.id, by=worker, now=clock())  # again does nothing more


def test_colleagues_are_those_whose_posts_run_here(world: World) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    with scope.reading(clerk, now=clock()):
        found = people.colleagues([world.community()], roles=["clerk", "grid_worker", "street_lead"], at=clock())
        seen_by = {one.post for one in found}
    for hat in world.desks.hats:
        sees = world.community() in hat.scopes and hat.role in ("clerk", "grid_worker", "street_lead")
        assert (hat.post in seen_by) == sees, hat.label
