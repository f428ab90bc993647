"""One map of the city, told once: people, ground, houses, offices, matters and firms on one map for every desk.

Each layer is seen by the desks it is for and only as far as their divisions go; residents have the public ones.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from linli.kernel.assets import actions as assets
from linli.kernel.assets.actions import NewAsset
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewOrganisation, NewPerson, NewResidence
from linli.kernel.places import actions as areas
from linli.kernel.places import geo
from linli.kernel.places import queries as places
from linli.kernel.places.actions import Planned
from linli.kit import words
from linli.kit.map import living
from linli.kit.tests.desk_site import enter, open_page
from linli.main.demo.ground import INGEST
from linli.plumbing.time import now as clock
from tests.surfaces import Visit, surface
from tests.world import World

pytestmark = pytest.mark.django_db
EVERY = "communities,grids,compounds,buildings,people,matters_open,facilities,government,shops"


def a_city_at_work(world: World) -> None:
    """Thirty people behind the doors of one building, a matter, a clinic, a hydrant of the fire brigade, a firm."""
    now, door = clock(), places.children(world.building())[0]
    link = NewResidence(door.id, door.scope_id, "occupant", now)
    people.add_people_many(rows=[NewPerson(f"莫{chr(0x4E00 + one)}", (link,)) for one in range(30)], by=INGEST, now=now)
    world.an_open_case()
    building = places.place(world.building())
    assert building is not None
    clinic = NewAsset(
        kind="clinic",
        source="survey",
        name="桃源北社区卫生站",
        place_id=building.id,
        lon=building.lon,
        lat=building.lat,
        phone="0771-5550123",
    )
    hydrant = NewAsset("hydrant", "桃源路3号消火栓", building.id, "fire brigade", lon=building.lon, lat=building.lat)
    assets.add_assets_many(rows=[clinic, hydrant], by=INGEST, now=now)
    firm = NewOrganisation("enterprise", "桃源百货", building.id)
    people.add_organisations_many(rows=[firm], by=INGEST, now=now)
    living.forget()


@pytest.mark.proves(
    "REG-07",
    "一张图、一个大数据库：人口、地理、实体空间、政务、商业、行业数据都在里面",
)
def test_everything_of_the_city_on_one_map(world: World) -> None:
    a_city_at_work(world)
    with surface("desk"):
        lead = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        page = open_page(lead, f"/map?layers={EVERY}&place={world.community()}")
        for word in (
            "桃源北社区", "桃源北社区第一网格", "桃源路36号院2栋", "31人", "桃源北社区卫生站",
            "桃源北社区居民委员会", "桃源百货", "灯不亮", "桃源路3号消火栓",
        ):  # fmt: skip
            assert word in page, word
        other = enter(Visit(), world, world.hat("clerk", "天桃社区"))
        page = open_page(other, f"/map?layers={EVERY}&place={world.community()}")
        assert "桃源北社区卫生站" in page, "public facts are for every desk"
        assert "31人" not in page
        assert "灯不亮" not in page
    with surface("public"):
        page = Visit().get(f"/map?layers={EVERY}&place={world.community()}").content.decode()
        assert "桃源北社区卫生站" in page
        for secret in ("31人", "灯不亮", "住在这里的人"):
            assert secret not in page, secret


@pytest.mark.touches("REG-01", "按市、区、街道、社区、网格、楼栋、户逐级分开")
def test_which_grid_a_building_was_in_on_a_day(world: World) -> None:
    """A grid is redrawn from next week on; the map says which one it is today and which one it will be."""
    now, building = clock(), world.building()
    grid = places.grid_of(building_id=building, at=now)
    assert grid is not None
    street = world.hat("street_lead", login="luminghui")
    held = tuple(one.id for one in places.buildings_of([grid.id], at=now)[grid.id] if one.id != building)
    place = places.place(building)
    assert place is not None
    lon, lat = place.lon or 0, place.lat or 0
    west, south, east, north = geo.box_around(lon, lat, 30)
    corner = geo.polygon([(west, south), (east, south), (east, north), (west, north)])
    rows = [
        Planned(grid.name, held, area_id=grid.id),
        Planned("第四网格", (building,), corner, kind="grid", scope_id=grid.scope_id),
    ]
    next_week = now + timedelta(days=7)
    areas.replan(rows=rows, since=next_week, by=street, now=now)
    day = words.local(next_week + timedelta(days=1)).date().isoformat()
    with surface("desk"):
        lead = enter(Visit(), world, street)
        today = open_page(lead, f"/map?face=building/{building}&layers=grids&place={grid.scope_id}")
        later = open_page(lead, f"/map?face=building/{building}&layers=grids&place={grid.scope_id}&day={day}")
    assert grid.name in today
    assert "第四网格" not in today
    assert "<dd>第四网格</dd>" in later


@pytest.mark.touches("REG-01", "按市、区、街道、社区、网格、楼栋、户逐级分开")
def test_what_a_community_was_called_on_a_day(world: World) -> None:
    now, street = clock(), world.hat("street_lead", login="luminghui")
    community, supervisor = world.community(), world.hat("supervisor")
    areas.rename_division(place_id=community, name="桃源湖社区", source="批复", by=supervisor, now=now)
    yesterday = words.local(now - timedelta(days=1)).date().isoformat()
    with surface("desk"):
        lead = enter(Visit(), world, street)
        address = f"/map?layers=communities&place={community}&face=division/{community}"
        today, before = open_page(lead, address), open_page(lead, f"{address}&day={yesterday}")
    assert "桃源湖社区</h2>" in today
    assert "桃源北社区</h2>" in before
    for page, name in ((today, "桃源湖社区"), (before, "桃源北社区")):
        row = page.split(f'data-key="division-{community}"')[1].split("</tr>")[0]
        assert name in row


@pytest.mark.touches("REG-07", "一张图")
def test_nobody_learns_of_a_neighbour_from_the_map(world: World) -> None:
    """A stalker's try: pages, lists, tiles, searches and faces are the same whether somebody lives there or not."""
    building = world.building()
    tries = [
        f"/map?place={world.community()}&layers=people,buildings,matters_open",
        f"/map?face=building/{building}",
        f"/map?face=division/{world.community()}",
        "/map?q=莫秀英",
        "/map/tiles/people/14/13122/7127.mvt",
        "/map/tiles/buildings/16/52488/28510.mvt",
        f"/map/areas/{world.areas['taoyuanbei-1']}",
    ]

    def seen() -> list[tuple[int, str]]:
        with surface("public"):
            resident = Visit()
            resident.enter(phone=world.residents[0].phone, password="world-2026")
            answers = [resident.get(one) for one in tries]
            return [(one.status_code, _plain(one.content.decode())) for one in answers]

    before = seen()
    door = places.children(building)[0]
    now = clock()
    link = NewResidence(door.id, door.scope_id, "occupant", now)
    people.add_people_many(rows=[NewPerson("莫秀英", (link,)) for _one in range(20)], by=INGEST, now=now)
    living.forget()
    assert seen() == before


def _plain(text: str) -> str:
    """A page without what differs from one answer to the next anyway: its form tokens and the marks of the moment."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{12,64}|data-who="[^"]*"', "", text)


@pytest.mark.touches("REG-07", "一张图")
def test_the_map_on_paper_says_what_it_is_of_when_and_from_whom(world: World) -> None:
    with surface("desk"):
        lead = enter(Visit(), world, world.hat("street_lead", login="luminghui"))
        sheet = open_page(lead, f"/map?layers=communities,people&place={world.community()}&paper=a4")
        assert "<h1>桃源北社区</h1>" in sheet
        for told in ("今天的情况", "来源：本市自己登记的资料。上方为北。", "打印时间：", "以下", "map-legend-line"):
            assert told in sheet, told
        assert "<h1>全市地图</h1>" not in sheet
