"""How a matter ends: with a basis where it cannot be done, with whose it is, with a day that is kept, or withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import oversight, queries
from linli.kernel.cases.actions.pledging import keep_pledge
from linli.kernel.cases.models import Clock, Task
from linli.kernel.cases.reports import NotAReport, Reporter
from linli.kernel.publications.models import PublicFace
from linli.plumbing import scope
from linli.plumbing.days import day_of
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("outcome", ["declined", "not_ours"])
def test_what_is_not_done_says_why_or_whose_it_is(world: World, outcome: str) -> None:
    opened = world.an_open_case(until="answer")
    with pytest.raises(NotAReport) as refused:
        world.act(opened, "answer", outcome=outcome, basis="  ")
    assert refused.value.field == "basis"
    world.act(opened, "answer", outcome=outcome, basis="《物业管理条例》第五十条：专有部分由业主自己修。")
    with scope.reading(world.hat("supervisor"), now=clock()):
        said = queries.case_file(opened.number).events[0].body.data
    assert said["basis"].startswith("《物业管理条例》")


def test_a_named_day_stands_on_the_units_desk_until_it_is_kept(world: World) -> None:
    opened = world.an_open_case(until="answer")
    unit = world.holder(opened)
    with pytest.raises(NotAReport):
        world.act(opened, "answer", promised=day_of(clock() - timedelta(days=3)))
    day = day_of(clock() + timedelta(days=4))
    world.act(opened, "answer", outcome="partly", promised=day)
    with scope.reading(unit, now=clock()):
        pledge = oversight.open_pledges(unit)[0]
    assert (pledge.number, pledge.on) == (opened.number, day)
    with pytest.raises(NotAllowed):
        keep_pledge(pledge_id=pledge.id, by=world.hat("clerk", "桃源北社区"), now=clock())
    keep_pledge(pledge_id=pledge.id, text="配件装好了", by=unit, now=clock())
    with scope.reading(unit, now=clock()):
        assert list(oversight.open_pledges(unit)) == []
        assert queries.case_file(opened.number).events[0].verb == "pledge_kept"


def test_a_reporter_withdraws_their_matter(world: World) -> None:
    opened = world.an_open_case()
    closed = cases.withdraw(
        case_id=opened.case_id, text="自己修好了", by=VISITOR.seeing(opened.subject_id), now=clock()
    )
    case = world.case(opened)
    assert closed
    assert (case.outcome, case.step, case.answer) == ("withdrawn", "end", "")
    with scope.reading(world.hat("robot"), now=clock()):
        assert not Task.objects.filter(case_id=opened.case_id, done__isnull=True).exists()
        assert not Clock.objects.filter(case_id=opened.case_id, stopped__isnull=True).exists()
        assert PublicFace.objects.get(case_id=opened.case_id).state == "closed"
    cases.turn_lamps(by=world.hat("robot"), now=clock() + timedelta(days=30))  # no lamp turns for it any more
    assert world.case(opened).lamp == 1
    with pytest.raises(NotAReport):
        cases.withdraw(case_id=opened.case_id, by=VISITOR.seeing(opened.subject_id), now=clock())


def test_what_concerns_public_safety_goes_on_without_them(world: World) -> None:
    opened = world.an_open_case(
        item="hotline.blocked_exit", reporter=Reporter("alias", alias="我", phone="13978816607")
    )
    before = world.task(opened).id
    assert not cases.withdraw(case_id=opened.case_id, by=VISITOR.seeing(opened.subject_id), now=clock())
    assert (world.case(opened).closed, world.task(opened).id) == (None, before)


def test_a_clerk_withdraws_for_a_caller_and_nobody_for_a_stranger(world: World) -> None:
    opened = world.an_open_case()
    clerk = world.hat("clerk", "桃源北社区")
    with pytest.raises(NotAReport):
        cases.withdraw(case_id=opened.case_id, by=clerk, now=clock())
    with pytest.raises(Exception):  # noqa: B017, PT011  a stranger does not even find it
        cases.withdraw(case_id=opened.case_id, by=VISITOR.seeing(2**40), now=clock())
    assert cases.withdraw(case_id=opened.case_id, text="来电说灯亮了", by=clerk, now=clock())
    with pytest.raises(NotAllowed):
        cases.withdraw(case_id=opened.case_id, text="x", by=world.hat("grid_worker", "桃源北社区"), now=clock())
