"""The duty table: the nearest desk that holds a role, and where a matter may be handed to."""

from __future__ import annotations

import pytest

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import NewDuty
from linli.kernel.people.models import Duty
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.kernel.places.tests.towns import INGEST, NOW
from linli.plumbing import scope

__all__ = ["office", "town"]


def test_a_grid_has_the_desk_named_for_it(office: Office, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    place = office.town
    with django_assert_num_queries(1):
        held = queries.owner("grid_worker", "grid", scope_id=place["桃源社区"], grid_id=office["一网格"], at=LATER)
    assert held is not None
    assert (held.unit_id, held.unit_name) == (office["桃源居委会"], "桃源社区居委会")
    assert (held.scope_id, held.area_id, held.where) == (place["桃源社区"], office["一网格"], "一网格")
    by_building = queries.owner(
        "grid_worker", "grid", scope_id=place["桃源社区"], building_id=place["桃源2栋"], at=LATER
    )
    assert by_building == held


def test_a_grid_nobody_is_named_for_falls_to_whoever_has_the_community(office: Office) -> None:
    ask = {"scope_id": office.town["桃源社区"], "grid_id": office["二网格"], "at": LATER}
    assert queries.owner("grid_worker", "grid", **ask) is None  # type: ignore[arg-type]
    rows = [NewDuty("grid_worker", office["桃源居委会"], place_id=office.town["桃源社区"])]
    actions.assign_duties_many(rows=rows, by=INGEST, now=NOW)
    held = queries.owner("grid_worker", "grid", **ask)  # type: ignore[arg-type]
    assert held is not None
    assert (held.area_id, held.scope_id) == (office["二网格"], office.town["桃源社区"])


def test_a_compound_is_found_from_the_building(office: Office) -> None:
    scope_id = office.town["长罡社区"]
    held = queries.owner("property_staff", "compound", scope_id=scope_id, building_id=office.town["长罡1栋"], at=LATER)
    assert held is not None
    assert (held.unit_name, held.scope_id, held.area_id) == ("长江物业", office.town["建政街道"], office["桃源小区"])
    nowhere = office.town["桃源3栋"]
    assert queries.owner("property_staff", "compound", scope_id=scope_id, building_id=nowhere, at=LATER) is None
    assert queries.owner("property_staff", "compound", scope_id=scope_id, at=LATER) is None


@pytest.mark.parametrize(
    ("role", "level", "unit"),
    [
        ("clerk", "community", "桃源社区居委会"),
        ("street_lead", "street", "建政街道办事处"),
        ("supervisor", "city", "市民服务中心"),
        ("clerk", "street", None),
        ("street_lead", "community", None),
        ("clerk", "district", None),
    ],
)
def test_the_desk_of_a_division_above(office: Office, role: str, level: str, unit: str | None) -> None:
    held = queries.owner(role, level, scope_id=office.town["桃源社区"], at=LATER)
    assert (held.unit_name if held else None) == unit


def test_the_nearest_holder_of_a_role(office: Office) -> None:
    above = office.town["桃源社区"]
    for role, area, organisation in [
        ("grid_worker", office["一网格"], "桃源居委会"),
        ("clerk", office["一网格"], "桃源居委会"),
        ("street_lead", None, "建政街道办"),
        ("supervisor", None, "市中心"),
    ]:
        duty = queries.duty_holder(role, place_scope_id=above, area_id=area, at=LATER)
        assert duty is not None
        assert duty.organisation_id == office[organisation]
    assert queries.duty_holder("grid_worker", place_scope_id=above, at=LATER) is None
    assert queries.duty_holder("clerk", place_scope_id=office.town["南湖社区"], at=LATER) is None


def test_where_a_matter_may_be_handed_to(office: Office, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with scope.reading(office.hat("wei"), now=LATER), django_assert_num_queries(1):
        around = queries.units_to_hand_over(office.town["桃源社区"], at=LATER)
    assert [(owner.level, owner.label) for owner in around] == [
        ("grid", "桃源社区居委会（一网格）"),
        ("compound", "长江物业（桃源小区）"),
        ("community", "桃源社区居委会"),
        ("street", "建政街道办事处"),
        ("city", "市民服务中心"),
    ]
    for owner in around:
        assert owner.duty_id is not None
        assert queries.owner_of_duty(owner.duty_id, at=LATER) == owner


def test_an_ended_duty_is_nobodys(office: Office) -> None:
    Duty.objects.filter(role="clerk").update(until=NOW)
    assert queries.owner("clerk", "community", scope_id=office.town["桃源社区"], at=LATER) is None
    assert "clerk" not in {o.role for o in queries.units_to_hand_over(office.town["桃源社区"], at=LATER)}


def test_the_desks_of_a_task(office: Office) -> None:
    place = office.town
    assert queries.accounts_at("clerk", scope_id=place["桃源社区"], at=LATER) == [office["wei"]]
    grid = queries.accounts_at("grid_worker", scope_id=place["桃源社区"], area_id=office["一网格"], at=LATER)
    assert grid == [office["huang"]]
    assert queries.accounts_at("grid_worker", scope_id=place["桃源社区"], area_id=office["二网格"], at=LATER) == []
    compound = queries.accounts_at("property_staff", scope_id=place["建政街道"], area_id=office["桃源小区"], at=LATER)
    assert compound == [office["qin"]]
