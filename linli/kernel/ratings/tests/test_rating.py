"""Rating an answer: once for each, a good one closes, a bad one opens the matter again at the street's desk."""

from __future__ import annotations

import pytest

from linli.kernel.cases.models import Clock
from linli.kernel.cases.reports import NotAReport
from linli.kernel.ratings import actions as ratings
from linli.kernel.ratings import queries
from linli.kernel.ratings.actions import AlreadyRated
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_bad_rating_opens_it_again_at_the_street(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    world.rate(opened, 1, text="还是不亮")
    task = world.task(opened)
    assert (task.step, task.role) == ("review", "street_lead")
    assert world.case(opened).reopened == 1
    with scope.reading(world.hat("robot"), now=clock()):
        running = Clock.objects.get(case_id=opened.case_id, stopped__isnull=True)
        assert running.kind == "promised"
    world.act(opened, "send_back")
    world.act(opened, "handled", text="换了整条线")
    world.act(opened, "answer", text="这回好了")
    world.rate(opened, 5)
    assert world.case(opened).step == "end"


def test_one_answer_one_rating(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    world.rate(opened, 4)
    with pytest.raises(AlreadyRated):
        world.rate(opened, 5)


def test_a_closed_matter_can_be_opened_again_by_its_reporter(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    world.rate(opened, 3)
    hat = VISITOR.seeing(opened.subject_id)
    ratings.reopen(case_id=opened.case_id, text="又坏了", by=hat, now=clock())
    assert world.step(opened) == "review"
    assert world.case(opened).closed is None


def test_nobody_rates_what_is_not_answered_or_not_theirs(world: World) -> None:
    opened = world.an_open_case()
    with pytest.raises(NotAReport):
        world.rate(opened, 5)
    with pytest.raises(NotAReport):
        world.rate(opened, 6)
    with pytest.raises(NotAllowed):
        ratings.rate(case_id=opened.case_id, grade=5, by=world.holder(opened), now=clock())


def test_staff_see_the_grade_and_never_the_rater(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    unit = world.hat("property_staff", "桃源北社区")
    world.rate(opened, 4, tags=("quick", "made_up"))
    with scope.reading(unit, now=clock()):
        rating = queries.of_case(opened.case_id)[0]
    assert (rating.grade, rating.tags) == (4, ["quick"])
    assert not any("subject" in field.name or "account" in field.name for field in rating._meta.fields)
