"""The small city the tests are written in does what it says."""

from __future__ import annotations

import pytest

from linli.kernel.cases.models import Case
from linli.kernel.places import queries as places
from tests.world import World

ROLES = (
    "clerk", "grid_worker", "property_staff", "street_clerk", "street_lead", "supervisor",
    "enforcement_staff", "emergency_staff", "public_order_staff", "data_officer",
)  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_held(world: World, role: str) -> None:
    hat = world.hat(role)
    assert hat.role == role
    assert hat.scopes
    assert world.login(hat)


def test_a_data_officer_sits_at_the_city_a_district_and_a_street(world: World) -> None:
    officers = [hat for hat in world.desks.hats if hat.role == "data_officer"]
    assert {hat.place for hat in officers} == {world.places[code] for code in ("nanning", "qingxiu", "xinzhu")}
    for hat in officers:
        assert set(hat.scopes) == set(places.scopes_under(hat.place))


def test_a_case_goes_from_the_report_to_a_bad_and_a_good_rating(world: World) -> None:
    opened = world.an_open_case(until="confirm", by=world.resident(), reporter=world.a_named())
    assert world.case(opened).scope_id == world.community()
    world.rate(opened, 1, by=world.resident())
    assert world.step(opened) == "review"
    assert world.holder(opened).role == "street_lead"
    world.act(opened, "send_back")
    world.act(opened, "handled")
    world.act(opened, "answer")
    world.rate(opened, 5, by=world.resident())
    assert world.case(opened).closed


def test_a_place_nobody_knows_waits_at_the_clerk(world: World) -> None:
    opened = world.an_open_case(place=None, where="河边栈道")
    assert world.step(opened) == "place"
    assert world.holder(opened).role == "clerk"
    world.act(opened, "placed")
    assert world.step(opened) == "accept"


def test_the_world_is_there_again_after_a_test_that_empties_the_tables(world: World, transactional_db: None) -> None:
    world.an_open_case()
    assert Case.objects.count() == 1


def test_and_stands_for_the_next_one(world: World) -> None:
    assert world.residents[0].name == "覃秀兰"
    assert Case.objects.count() == 0
