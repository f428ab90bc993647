"""The whole city as one tree, walked at the pages: down to a door and up again; a street sees its own branch."""

from __future__ import annotations

import pytest

from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from linli.scenarios.population.quality import counting
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
HOUSE = "桃源路36号院2栋"


def at_the_desk(world: World, role: str, place: int) -> Somebody:
    somebody = Somebody("desk")
    hat = next(one for one in world.desks.hats if one.role == role and one.place == place)
    somebody.log_in(world.login(hat), PASSWORD)
    return somebody


def line(world: World) -> list[str]:
    with scope.reading(world.hat("robot"), now=clock()):
        return [one.name for one in places.path(world.community())]


@pytest.mark.proves("REG-01", "全市（县）一个平台、一盘棋规划，按市、区、街道、社区、网格、楼栋、户逐级分开")
def test_a_city_officer_walks_from_the_city_to_a_door_and_up_again(world: World) -> None:
    counting.count_quality(by=world.hat("robot"), now=clock())
    city, district, street, community = line(world)
    officer = at_the_desk(world, "data_officer", world.city)
    officer.open("/register")
    page = officer.follow(city)
    for level, inside in ((city, district), (district, street), (street, community)):
        assert f"{level}" in page
        assert "社区" in page
        assert "户" in page
        assert officer.page.links["看地图"].startswith("/map?place=")
        page = officer.follow(inside)
    assert page.path == f"/register/community/{world.community()}"
    with scope.reading(world.hat("robot"), now=clock()):
        grid = next(iter(places.areas_of(world.building(), "grid", at=clock())))
    page = officer.follow(grid.name)
    assert "谁负责" in page
    assert "网格员" in page
    page = officer.follow(HOUSE)
    page = officer.follow("2单元301") if "2单元301" in page.links else officer.open(f"/register/door/{door(world)}")
    for above in (HOUSE, community, street, district, city):
        page = officer.follow(above)
        assert above in page
    assert page.path == f"/register/division/{world.city}"


def door(world: World) -> int:
    with as_login(""):
        return Place.objects.get(parent_id=world.building(), name="2单元301").id


def test_map_and_tree_lead_to_one_another(world: World) -> None:
    officer = at_the_desk(world, "data_officer", world.city)
    officer.open(f"/register/building/{world.building()}")
    officer.follow("看地图")
    assert HOUSE in officer.page
    assert officer.follow("在底册里打开").path == f"/register/building/{world.building()}"
    officer.open(f"/register/division/{world.city}")
    officer.follow("看地图")
    assert officer.follow("在底册里打开").path == f"/register/division/{world.city}"


def test_the_figures_of_a_division_are_those_of_what_lies_inside(world: World) -> None:
    counting.count_quality(by=world.hat("robot"), now=clock())
    officer = at_the_desk(world, "data_officer", world.city)
    page = officer.open(f"/register/division/{world.city}")
    with as_login(""):
        buildings = Place.objects.filter(level="building", until__isnull=True).count()
        doors = Place.objects.filter(level="dwelling", until__isnull=True).count()
    assert f"楼栋{buildings:,}" in page
    assert f"户{doors:,}" in page


def test_a_street_sees_its_own_branch_and_no_other(world: World) -> None:
    with as_login(""):
        streets = list(Place.objects.filter(level="street", until__isnull=True).order_by("id"))
    own = next(one for one in streets if one.id == world.places["xinzhu"])
    others = [one for one in streets if one.id != own.id]
    officer = at_the_desk(world, "data_officer", own.id)
    page = officer.open("/register")
    assert own.name in page.links
    page = officer.follow(own.name)
    assert "星湖社区" in page.links
    assert own.parent_id is not None
    for place in (world.city, own.parent_id, *(one.id for one in others)):
        assert officer.open(f"/register/division/{place}").status == 404
    page = officer.open(f"/register/community/{world.community('星湖社区')}")
    assert own.name in page.links
    assert not {one.name for one in others} & set(page.links)
    assert officer.open(f"/register/community/{world.community()}").status == 404
    with as_login(""):
        strange = Place.objects.filter(level="building", scope_id=world.community()).first()
    assert strange is not None
    assert officer.open(f"/register/building/{strange.id}").status == 404
    for grid in [one for code, one in world.areas.items() if code.startswith("taoyuanbei")][:1]:
        assert officer.open(f"/register/grid/{grid}").status == 404
