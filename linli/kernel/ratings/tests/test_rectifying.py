"""A bad grade under a real name has a ledger line with a clock of its own; a false one is left out by somebody else."""

from __future__ import annotations

import pytest

from linli.kernel.cases.reports import NotAReport
from linli.kernel.ratings import actions as ratings
from linli.kernel.ratings import queries
from linli.kernel.ratings.models import Exclusion, Rectification
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def _rows(world: World, case: int) -> list[Rectification]:
    with scope.reading(world.hat("robot"), now=clock()):
        return queries.rectifications_of(case)


def test_a_bad_grade_under_a_real_name_is_called_back_and_explained(world: World) -> None:
    resident = world.resident(0)
    opened = world.an_open_case(by=resident, reporter=world.a_named(0), until="confirm")
    unit = world.hat("property_staff", "桃源北社区")
    world.rate(opened, 1, by=resident)
    row = _rows(world, opened.case_id)[0]
    assert (row.unit_id, row.limit, row.closed) == (unit.unit, "5 working days", None)
    assert row.due > row.opened
    assert world.step(opened) == "review"  # it reaches the office: the matter itself is open again
    with pytest.raises(NotAReport):  # nothing ends without the call
        ratings.end(case_id=opened.case_id, ending="fixed", explanation="换了整条线", by=unit, now=clock())
    ratings.call_about(case_id=opened.case_id, words="三楼还是一闪一闪", by=unit, now=clock())
    with pytest.raises(NotAReport):  # no unit declares its own critics unfounded
        ratings.end(case_id=opened.case_id, ending="unfounded", explanation="没有的事", by=unit, now=clock())
    with pytest.raises(NotAReport):
        ratings.end(case_id=opened.case_id, ending="fixed", explanation=" ", by=unit, now=clock())
    with pytest.raises(NotAllowed):
        clerk = world.hat("clerk", "桃源北社区")
        ratings.end(case_id=opened.case_id, ending="fixed", explanation="好了", by=clerk, now=clock())
    ratings.end(case_id=opened.case_id, ending="fixed", explanation="换了整条线，三楼试亮了", by=unit, now=clock())
    assert _rows(world, opened.case_id)[0].ending == "fixed"


def test_a_grade_without_a_name_opens_no_ledger_line(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    world.rate(opened, 1)
    assert _rows(world, opened.case_id) == []
    assert world.case(opened).reopened == 1


def test_a_false_grade_is_left_out_by_somebody_who_was_not_rated(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    rating = world.rate(opened, 1)

    def leave_out(by: Hat, text: str = "看了录像，没有这回事") -> Exclusion:
        return ratings.exclude(rating_id=rating.id, why="false", text=text, by=by, now=clock())

    with pytest.raises(NotAllowed):
        leave_out(world.hat("property_staff", "桃源北社区"))
    lead = next(hat for hat in world.desks.hats if hat.role == "street_lead" and world.community() in hat.scopes)
    with pytest.raises(NotAllowed):  # the street holds a task of this case now
        leave_out(lead)
    supervisor = world.hat("supervisor")
    with pytest.raises(NotAReport):
        leave_out(supervisor, " ")
    row = leave_out(supervisor)
    with scope.reading(supervisor, now=clock()):
        assert queries.left_out(opened.case_id) == {rating.id: row}
        assert [one.grade for one in queries.of_case(opened.case_id)] == [1]  # the grade itself stays
    with pytest.raises(NotAReport):
        leave_out(supervisor)
