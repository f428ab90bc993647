"""Two units hold one role in one division, as two property firms do in one community: neither acts for the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linli.kernel.cases import actions as cases
from linli.kernel.cases import queries
from linli.kernel.cases.actions import Move
from linli.kernel.cases.listeners import _holders
from linli.kernel.cases.queries import Wanted
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db


def another_firm(world: World, hat: Hat) -> Hat:
    """Somebody of another firm who works in the same community."""
    other = next(one for one in world.desks.hats if one.role == "property_staff" and one.unit != hat.unit)
    return replace(other, scopes=hat.scopes, place=hat.place)


def test_a_firm_neither_lists_nor_does_what_lies_with_the_other(world: World) -> None:
    opened = world.an_open_case()
    own = world.holder(opened)
    other = another_firm(world, own)
    for hat, finds in ((own, True), (other, False)):
        for view in ("mine", "supervised", "first", "done"):
            with scope.reading(hat, now=clock()):
                found = {task.case_id for task in queries.inbox(hat, Wanted(view=view), limit=100)}
            assert (opened.case_id in found) is (finds and view == "mine"), (hat.label, view)
    with pytest.raises(NotAllowed):
        world.act(opened, "accept", by=other)
    with pytest.raises(NotAllowed):
        cases.act(case_id=opened.case_id, move=Move("accept"), by=other, now=clock())
    world.act(opened, "accept", by=own)
    for hat, finds in ((own, True), (other, False)):
        with scope.reading(hat, now=clock()):
            done = {task.case_id for task in queries.inbox(hat, Wanted(view="done"), limit=100)}
        assert (opened.case_id in done) is finds


def test_only_the_firm_that_has_it_hears_that_it_is_late(world: World) -> None:
    task = world.task(world.an_open_case())
    with scope.reading(world.hat("robot"), now=clock()):
        told = set(_holders(task, clock()))
    assert told
    assert {hat.unit for hat in world.desks.hats if hat.account in told} == {task.unit_id}
