"""Calling back: by somebody who had no hand in it, in the caller's own words; what is not solved is open again."""

from __future__ import annotations

import pytest

from linli.kernel.cases.reports import NotAReport
from linli.kernel.ratings import actions as ratings
from linli.kernel.ratings import callers, queries
from linli.kernel.ratings.actions import NotYours, Said
from linli.kernel.ratings.models import FollowUp
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db

GOOD = Said("phone", reached=True, contacted=True, solved=True, grade=4, words="修好了，就是慢了一天")


def _call(case: int, said: Said, by: Hat) -> FollowUp:
    return ratings.record_follow_up(case_id=case, said=said, by=by, now=clock())


def test_the_callers_own_words_are_kept(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    caller = world.hat("supervisor")
    rows = ratings.ask_follow_ups(case_ids=[opened.case_id], why="drawn", by=world.hat("robot"), now=clock())
    assert len(rows) == 1
    _call(opened.case_id, GOOD, caller)
    with scope.reading(caller, now=clock()):
        kept = queries.follow_ups_of(opened.case_id)[0]
        assert callers.to_call(caller, now=clock()) == []
    assert (kept.words, kept.solved, kept.grade, kept.why, kept.caller_unit) == (
        GOOD.words,
        True,
        4,
        "drawn",
        caller.unit,
    )
    assert world.step(opened) == "confirm"  # a call about an answer does not take the word from the reporter
    with pytest.raises(NotAReport):
        _call(opened.case_id, GOOD, caller)


def test_a_case_is_put_on_the_list_once_a_round(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    unanswered = world.an_open_case()
    wanted = [opened.case_id, unanswered.case_id]
    robot = world.hat("robot")
    assert len(ratings.ask_follow_ups(case_ids=wanted, why="drawn", by=robot, now=clock())) == 1
    assert ratings.ask_follow_ups(case_ids=wanted, why="drawn", by=robot, now=clock()) == []


def test_who_is_not_reached_is_tried_three_times(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    caller = world.hat("supervisor")
    for attempt in (1, 2, 3):
        row = _call(opened.case_id, Said("phone", reached=False), caller)
        assert (row.tries, row.done is not None) == (attempt, attempt == 3)
    assert (row.reached, row.solved, row.grade) == (False, None, None)


@pytest.mark.parametrize(
    "said", [Said("phone", True, solved=False, words="还是不亮"), Said("phone", True, solved=True, grade=1)]
)
def test_what_is_not_solved_goes_back_to_the_street(world: World, said: Said) -> None:
    opened = world.an_open_case(until="confirm")
    row = _call(opened.case_id, said, world.hat("supervisor"))
    assert world.step(opened) == "review"
    assert (row.round, world.case(opened).reopened) == (0, 1)


def test_nobody_asks_about_their_own_work(world: World) -> None:
    opened = world.an_open_case(item="hotline.rubbish", until="confirm")
    with pytest.raises(NotYours):
        _call(opened.case_id, GOOD, world.hat("clerk", "桃源北社区"))
    with pytest.raises(NotAllowed):
        _call(opened.case_id, GOOD, world.hat("grid_worker", "桃源北社区"))


def test_half_a_call_is_no_call(world: World) -> None:
    opened = world.an_open_case(until="confirm")
    caller = world.hat("supervisor")
    for said in (Said("pigeon", True, solved=True), Said("phone", True), Said("phone", True, solved=True, grade=6)):
        with pytest.raises(NotAReport):
            _call(opened.case_id, said, caller)
    with pytest.raises(NotAReport):
        _call(world.an_open_case().case_id, GOOD, caller)
