"""Buildings without a community, told at the pages: they show up as work, and are put where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.kernel.places.models import Place, PlacePast
from linli.scenarios.population.tests.test_story_sheets import hand_in, officer, take_in
from tests.at_the_screen import Somebody
from tests.surfaces import as_login, surface
from tests.world import PASSWORD, World

__all__ = ["officer"]
pytestmark = pytest.mark.django_db
LIST = "楼栋编号,楼栋,所属街道\n" + "".join(f"W{number},外{number}栋,新竹街道\n" for number in range(1, 5))


def standing() -> dict[str, str]:
    with as_login(""):
        found = Place.objects.filter(code__startswith="W", level="building").order_by("code")
        return dict(found.values_list("code", "parent__name"))


@pytest.mark.touches("REG-07", "one map / one big database: what came without a community is work, not loss")
def test_what_came_without_a_community_is_put_where_it_belongs(world: World, officer: Somebody, tmp_path: Path) -> None:
    hand_in(officer, world, "楼栋", LIST.encode("gb18030"), "楼栋.csv")
    take_in(officer, world, 4)
    assert set(standing().values()) == {"新竹街道未划定社区"}
    page = officer.open("/register/waiting")
    assert "4栋楼" in page
    page = officer.open(page.links["新竹街道未划定社区"])
    assert "这里有4栋楼等着" in page
    assert "先勾选要归的楼" in officer.press("归过去", to="星湖社区")
    officer.open(f"/register/waiting?place={stand_in()}&group=0-0")
    first = officer.press("归过去", building="外1栋", to="星湖社区")
    assert "1栋楼归到星湖社区了" in first
    officer.open(f"/register/waiting?place={stand_in()}")
    assert "选一个社区" in officer.press("归过去", group="不在小区里")
    page = officer.press("归过去", group="不在小区里", to="新竹街道，社区还不清楚", new="新竹湾社区")
    assert "3栋楼归到新竹湾社区了" in page
    assert "没有等着的楼了" in page
    assert list(standing().values()) == ["星湖社区", *["新竹湾社区"] * 3]
    with as_login(""):
        assert PlacePast.objects.filter(place__code__startswith="W", reason="move").count() == 4
    assert "每栋楼都有社区" in officer.open("/register/waiting")


def stand_in() -> int:
    with as_login(""):
        return int(Place.objects.get(name="新竹街道未划定社区").id)


def test_only_who_may_move_buildings_and_only_in_their_own_divisions(world: World, officer: Somebody) -> None:
    hand_in(officer, world, "楼栋", LIST.encode(), "楼栋.csv")
    take_in(officer, world, 4)
    sent = {"place": stand_in(), "group": "0-0", "to": world.community("星湖社区")}
    for hat, status in ((world.hat("grid_worker"), 403), (world.hat("clerk", "星湖社区"), 404)):
        somebody = Somebody("desk")
        somebody.log_in(world.login(hat), PASSWORD)
        token = somebody.open("/register").form_with("查一查").filled({})
        with surface("desk"):
            assert somebody.visit.post("/register/waiting/assign", token | sent).status_code == status
    assert set(standing().values()) == {"新竹街道未划定社区"}
