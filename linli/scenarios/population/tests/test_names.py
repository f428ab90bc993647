"""Other names of places at the desk: a clerk adds one, residents and colleagues find the place by it, it ends."""

from __future__ import annotations

import pytest

from linli.kernel.journal.models import Line
from tests.at_the_screen import Somebody
from tests.surfaces import as_login, surface
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


def at_the_desk(world: World, role: str, community: str = "桃源北社区") -> Somebody:
    somebody = Somebody("desk")
    somebody.log_in(world.login(world.hat(role, community)), PASSWORD)
    return somebody


@pytest.mark.touches("REG-08", "collect once with one standard and format; import with quality checks")
def test_a_clerk_says_what_people_call_a_building_and_it_is_found_by_it(world: World) -> None:
    clerk = at_the_desk(world, "clerk")
    clerk.open(f"/register/building/{world.building()}")
    assert "还没有别名" in clerk.follow("别名")
    page = clerk.press("加上这个别名", name="红楼", kind="俗称", source="居民小组长")
    assert "以后用这个名字也能找到" in page
    assert "红楼" in page
    assert "居民小组长" in page
    clerk.open("/register")
    assert "又叫红楼" in clerk.press("查一查", q="红楼")
    resident = Somebody("public")
    assert "桃源路36号院2栋（又叫红楼）" in resident.open("/report/places?q=红楼")
    clerk.open(f"/register/places/{world.building()}/names")
    page = clerk.press("不再这样叫")
    assert "找不到了" in page
    assert "不再这样叫" not in page, "it has ended; that it was called so stands there"
    assert "红楼" in page
    assert "又叫红楼" not in resident.open("/report/places?q=红楼")
    with as_login(""):
        verbs = list(Line.objects.filter(verb__startswith="alias.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["alias.add", "alias.end"]


def test_a_name_that_cannot_be_comes_back_with_what_was_typed(world: World) -> None:
    clerk = at_the_desk(world, "clerk")
    clerk.open(f"/register/places/{world.community()}/names")
    page = clerk.press("加上这个别名", name="天", source="老地图")
    assert page.status == 422
    assert "至少两个字" in page
    assert page.form_with("加上这个别名").fields["source"] == ["老地图"]
    page = clerk.press("加上这个别名", name="桃源北社区")
    assert page.status == 422
    assert "已经叫" in page
    page = clerk.press("加上这个别名", name="桃源大院", whose="桃源路36号院")
    assert "以后用这个名字也能找到" in page
    assert "桃源大院" in page


def test_who_may_not_say_so_sees_the_names_and_no_form(world: World) -> None:
    clerk = at_the_desk(world, "clerk")
    clerk.open(f"/register/places/{world.building()}/names")
    clerk.press("加上这个别名", name="红楼")
    end = clerk.page.form_with("不再这样叫").action
    worker = at_the_desk(world, "grid_worker")
    page = worker.open(f"/register/places/{world.building()}/names")
    assert "红楼" in page
    assert "加上这个别名" not in page
    assert "不再这样叫" not in page
    other = at_the_desk(world, "clerk", "星湖社区")
    own = other.open(f"/register/places/{world.building('xinghu_6-1')}/names").form_with("加上这个别名")
    with surface("desk"):
        assert other.visit.post(end, own.filled({"name": "白楼"})).status_code == 404
        assert other.visit.post(own.action, {**own.filled({"name": "白楼"}), "whose": "area-1"}).status_code == 404
