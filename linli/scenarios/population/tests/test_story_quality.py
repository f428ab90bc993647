"""The quality of the register, told at the pages: the stalest building, its doors, what is due, contradictions."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewPerson, NewResidence
from linli.kernel.people.models import Residence
from linli.kernel.places.models import Place
from linli.plumbing.time import now as clock
from linli.scenarios.population.quality import counting
from tests.at_the_screen import Somebody
from tests.surfaces import as_login
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
STALE, FRESH = "桃源路36号院1栋", "桃源路36号院2栋"


def at_the_desk(world: World, role: str, community: str = "桃源北社区") -> Somebody:
    """Whoever holds the role and sees the community."""
    seeing = (one for one in world.desks.hats if one.role == role and world.community(community) in one.scopes)
    desk = Somebody("desk")
    desk.log_in(world.login(next(seeing)), PASSWORD)
    return desk


@pytest.fixture
def kept(world: World) -> World:
    """Twelve tenants in each of two buildings; in the first nobody has asked for half a year."""
    now, robot = clock(), world.hat("robot")
    with as_login(""):
        doors = {code: list(Place.objects.filter(parent_id=world.building(code)).order_by("id")[:6])
                 for code in ("taoyuan_36-1", "taoyuan_36-2")}  # fmt: skip
    rows: list[NewPerson] = []
    for code, inside in doors.items():
        seen = now - timedelta(days=200 if code == "taoyuan_36-1" else 3)
        for number in range(12):
            link = NewResidence(
                inside[number % 6].id, world.community(), "tenant", now - timedelta(days=300), "visit", seen
            )
            rows.append(
                NewPerson(f"陆{chr(0x5100 + len(rows))}", (link,), phone=f"1370000{len(rows):04d}", birth_year=1990)
            )
    people.add_people_many(rows=rows, by=robot, now=now)
    counting.count_quality(by=robot, now=now)
    return world


@pytest.mark.proves("REG-09", "每条记录按齐不齐、新不新打分，过期的列出来")
def test_a_street_lead_finds_the_stalest_building_and_a_clerk_confirms_what_is_due(kept: World) -> None:
    lead = at_the_desk(kept, "street_lead")
    lead.open("/board")
    assert "在规定的时间里核对过的" in lead.page
    lead.follow("看哪里最久没核对")
    assert lead.page.path == "/register/quality"
    assert "各地，最久没核对的在前" in lead.page
    assert "底册质量规矩第1版" in lead.page
    lead.follow("桃源北社区")
    lines = re.findall(r"桃源路36号院\d栋", lead.page.words.split("楼栋，最久没核对的在前")[-1])
    assert lines[0] == STALE
    lead.follow(STALE)
    due = re.search(r"(\d+)条该再核对", lead.page.words)
    assert due
    assert int(due[1]) == 12 + 1 + 12  # the tenants, whoever the world has there, and dwellings nobody ever looked at
    assert "出租" in lead.page
    assert "登记了租户" in lead.page
    lead.follow("该核对的名单")
    assert "过期110天" in lead.page
    assert "陆*" in lead.page
    assert "还是这样" not in lead.page  # who oversees does not confirm

    clerk = at_the_desk(kept, "clerk", "桃源北社区")
    clerk.open(f"/register/quality/due?place={kept.community()}&building={kept.building('taoyuan_36-1')}&record=link")
    clerk.press("勾上的都还是这样")
    assert "一条也没勾" in clerk.page
    clerk.open(f"/register/quality/due?place={kept.community()}&building={kept.building('taoyuan_36-1')}&record=link")
    clerk.press("这一页都还是这样")
    assert "13条记为今天核对过" in clerk.page
    with as_login(""):
        held = Residence.objects.filter(place__parent_id=kept.building("taoyuan_36-1"), kind="tenant")
        assert {one.confirmed is not None and one.confirmed > clock() - timedelta(minutes=5) for one in held} == {True}
    counting.touch([kept.community()], by=kept.hat("robot"), now=clock())
    counting.count_quality(by=kept.hat("robot"), now=clock() + timedelta(minutes=10))
    lead.open(f"/register/quality/building/{kept.building('taoyuan_36-1')}")
    assert "12条该再核对" in lead.page  # the dwellings are left


@pytest.mark.proves("REG-05", "人和房对得上，指标异常就提醒去核查")
def test_a_contradiction_reaches_the_grid_worker_and_ends_with_a_reason(kept: World) -> None:
    clerk = at_the_desk(kept, "clerk", "桃源北社区")
    clerk.open("/register/quality/findings")
    assert "有租客没有出租登记" in clerk.page
    clerk.follow("有租客没有出租登记")
    number = re.search(r"NN-\w{5}-\w{5}-\w", clerk.page.words)
    assert number
    worker = at_the_desk(kept, "grid_worker", "桃源北社区")
    worker.open(f"/case/{number[0]}")
    assert "没有出租登记" in worker.page
    worker.press("确实这样，写明原因", text="房东是亲哥哥，借住不收租。")
    assert "确实这样，写明原因" in worker.page


def test_another_community_sees_nothing_of_it(kept: World) -> None:
    other = at_the_desk(kept, "clerk", "天桃社区")
    other.open(f"/register/quality?place={kept.community()}")
    assert "天桃社区底册质量" in other.page
    assert other.open(f"/register/quality/building/{kept.building('taoyuan_36-1')}").status == 404
    for path in ("", "/due", "/findings", "/unplaced"):
        other.open(f"/register/quality{path}?place={kept.community()}")
        assert "桃源" not in other.page.words.split("底册质量", 1)[-1]
