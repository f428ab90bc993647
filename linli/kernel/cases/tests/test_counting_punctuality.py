"""Public punctuality: sums by street and group, without small numbers, withdrawn matters or reports about staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import oversight
from linli.plumbing import scope
from linli.plumbing.scope import VISITOR
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def _count(world: World) -> list[tuple[str, int, int]]:
    cases.count_punctuality(by=world.hat("robot"), now=clock())
    with scope.reading(VISITOR, now=clock()):
        return [(row.group_zh, row.answered, row.in_time) for row in oversight.punctuality()]


def test_only_sums_that_name_nobody_are_shown(world: World) -> None:
    for _number in range(9):
        world.an_open_case(until="confirm")
    assert _count(world) == [], "nine matters of a street are too few to show"
    for _number in range(6):
        late = world.an_open_case(until="confirm", at=clock() - timedelta(days=30))
    gone = world.an_open_case()
    cases.withdraw(case_id=gone.case_id, by=VISITOR.seeing(gone.subject_id), now=clock())
    about = world.hat("clerk", "桃源北社区")
    world.an_open_case(about_unit=about.unit, until="confirm")
    assert _count(world) == [("房屋公共部位", 15, 10)], "nine of fifteen, rounded to fives"
    assert world.case(late).answer
