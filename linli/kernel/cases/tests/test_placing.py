"""A matter nobody could locate is placed by whoever knows: at a building, in a grid, or in a community."""

from __future__ import annotations

import pytest

from linli.kernel.cases import owners
from linli.kernel.cases.actions import Opened
from linli.kernel.cases.reports import NotAReport
from linli.kernel.places import queries as places
from linli.kernel.publications.models import PublicFace
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.world import World

pytestmark = pytest.mark.django_db
RIVER = (108.3301, 22.7801)


def lost(world: World) -> Opened:
    """A pin by the river: in no grid, beside no building."""
    return world.an_open_case(item="hotline.noise", place=None, where="河边栈道", lon=RIVER[0], lat=RIVER[1])


def face_of(world: World, opened: Opened) -> PublicFace | None:
    with scope.reading(world.hat("robot"), now=clock()):
        return PublicFace.objects.filter(case_id=opened.case_id).first()


def test_in_a_grid_it_goes_to_whoever_walks_it_and_is_shown_from_then_on(world: World) -> None:
    opened = lost(world)
    assert (world.step(opened), face_of(world, opened)) == ("place", None)
    with scope.reading(world.hat("robot"), now=clock()):
        grid = places.grids_in([world.community()], at=clock())[0]
    world.act(opened, "placed", place=None, grid=grid.id)
    case, task, face = world.case(opened), world.task(opened), face_of(world, opened)
    assert (case.area_id, case.place_id, case.where, case.step) == (grid.id, None, "河边栈道", "verify")
    assert (task.role, task.area_id) == ("grid_worker", grid.id)
    assert (case.lon, case.lat) == RIVER, "where somebody put the pin, it stays"
    assert face is not None
    assert (face.where, face.state) == (grid.name, "open")


def test_in_a_community_it_goes_to_the_desk_of_last_resort_and_is_shown_there(world: World) -> None:
    opened = lost(world)
    world.act(opened, "placed", place=world.community("天桃社区"))
    case, face = world.case(opened), face_of(world, opened)
    assert (case.scope_id, case.area_id, case.step) == (world.community("天桃社区"), None, "verify")
    task = world.task(opened)
    with scope.reading(world.hat("robot"), now=clock()):
        last_resort = owners.backstop(world.community("天桃社区"), at=clock())
    assert (task.role, task.unit_id, task.scope_id) == (last_resort.role, last_resort.unit_id, last_resort.scope_id)
    assert face is not None
    assert face.where == "天桃社区"


def test_a_street_is_too_large_and_nothing_is_chosen_for_anybody(world: World) -> None:
    opened = lost(world)
    street = world.places["xinzhu"]
    with pytest.raises(NotAReport, match="范围太大"):
        world.act(opened, "placed", place=street)
    with pytest.raises(NotAReport, match="先选楼栋、网格或者社区"):
        world.act(opened, "placed", place=None)
    with pytest.raises(NotAReport, match="这个网格已经撤了"):
        world.act(opened, "placed", place=None, grid=2**30)
