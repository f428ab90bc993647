"""The one event pool: every open matter once, counted by sector and grid, found by any name it goes by."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.cases import catalogue, pool, sectors
from linli.kernel.cases.actions import Opened
from linli.kit.tests.desk_site import enter, open_page
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import Visit
from tests.world import World

ITEMS = (
    "hotline.stair_light", "hotline.rubbish", "urban.street_vendors", "urban.street_lamp", "emergency.gas",
    "order.dispute", "community.dogs",
)  # fmt: skip


def lead_of(world: World, community: str = "桃源北社区") -> Hat:
    """The lead of the street above a community."""
    here = world.community(community)
    return next(hat for hat in world.desks.hats if hat.role == "street_lead" and here in hat.scopes)


def test_all_sectors_stand_in_one_list(world: World, desk: Visit) -> None:
    for item in ITEMS:
        world.an_open_case(item=item)
    elsewhere = world.an_open_case(item="urban.parking", place=world.building("xinghu_6-1"))
    enter(desk, world, lead_of(world))
    page = open_page(desk, "/pool")
    assert [
        page.count(f">{label}</a>") for label in ("占道经营、游商", "燃气异味、气瓶隐患", "矛盾纠纷", "垃圾没人清")
    ] == [1] * 4
    assert elsewhere.number not in page
    urban = open_page(desk, "/pool?sector=urban")
    assert "占道经营、游商" in urban
    assert "燃气异味、气瓶隐患</a>" not in urban


@pytest.mark.parametrize("name", ["雨水井盖", "部件 0103", "部件0103", "storm drain cover", "路面破损"])
def test_a_matter_is_found_by_any_of_its_names(world: World, desk: Visit, name: str) -> None:
    opened = world.an_open_case(item="hotline.road_damage")
    other = world.an_open_case(item="hotline.noise")
    enter(desk, world, lead_of(world))
    page = open_page(desk, f"/pool?q={name}")
    assert opened.number in page
    assert other.number not in page


def test_the_pool_is_not_for_everybody(world: World, desk: Visit) -> None:
    enter(desk, world, world.hat("enforcement_staff"))
    assert desk.get("/pool").status_code == 403


def test_an_owner_of_each_sector_answers_for_its_matters(world: World) -> None:
    """One duty table: a matter of a sector lies on that sector's own desk in the street of its place."""
    roles = {
        "urban.parking": "enforcement_staff",
        "emergency.falling": "emergency_staff",
        "order.dispute": "public_order_staff",
    }
    for item, role in roles.items():
        opened = world.an_open_case(item=item, until="accept")
        held = world.holder(opened)
        assert held.role == role
        assert world.community() in held.scopes


def test_a_number_of_a_sector_is_an_item(world: World) -> None:
    found = sectors.by_sign("order", "综治 0402", at=clock())
    assert found is not None
    assert found.code == "hotline.blocked_exit"
    assert sectors.by_sign("order", "综治 9999", at=clock()) is None


@given(reports=st.lists(st.tuples(st.sampled_from(ITEMS), st.booleans(), st.integers(0, 2)), max_size=7))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_add_up_and_no_matter_stands_twice(world: World, reports: list[tuple[str, bool, int]]) -> None:
    hat = lead_of(world)
    before, listed_before = _seen(hat)
    made: list[tuple[str, Opened]] = []
    for item, placed, moves in reports:
        where: dict[str, Any] = {} if placed else {"place": None, "where": "河边"}
        opened = world.an_open_case(item=item, **where)
        for action in ("confirmed_on_site", "accept")[:moves]:
            if world.step(opened) in ("verify", "accept") and action in _offered(world, opened):
                world.act(opened, action)
        made.append((item, opened))
    after, listed = _seen(hat)
    new = Counter({key: count - before.get(key, 0) for key, count in after.items() if count != before.get(key, 0)})
    wanted = Counter((item, world.case(opened).area_id) for item, opened in made)
    assert new == wanted
    numbers = [number for number in listed if number not in listed_before]
    assert sorted(numbers) == sorted(opened.number for _item, opened in made)


def _offered(world: World, opened: Opened) -> list[str]:
    case = world.case(opened)
    flow = catalogue.of_versions(case.item_version, case.flow_version).flow
    return [action.name for action in flow[case.step].actions]


def _seen(hat: Hat) -> tuple[Counter[tuple[str, int | None]], list[str]]:
    with scope.reading(hat, now=clock()):
        counted = Counter({(one.item, one.grid): one.open for one in pool.counts(hat)})
        return counted, [case.number for case in pool.listed(hat, items=None, grid=None, limit=1000)]
