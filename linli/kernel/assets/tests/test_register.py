"""Facilities and vehicles: added, put right, ended, found; by staff of their divisions only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.assets import actions, queries
from linli.kernel.assets.actions import AssetRefused, NewAsset, NewVehicle, VehicleRefused
from linli.kernel.assets.models import Asset, Vehicle
from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.models import Person
from linli.kernel.people.tests.staff import LATER, Office, lives, office, town
from linli.kernel.places.tests.towns import INGEST
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

__all__ = ["office", "town"]

DAY = timedelta(days=1)


def a_car(office: Office, plate: str = "桂A12345", **given: object) -> NewVehicle:
    keeper = given or {"person_id": office["莫小兰"]}
    return NewVehicle(plate, office.town["桃源2栋"], LATER, "visit", **keeper)  # type: ignore[arg-type]


def test_a_facility_is_added_put_right_and_ended(office: Office) -> None:
    wei, at = office.hat("wei"), office.town["桃源2栋"]
    row = NewAsset("clinic", "桃源社区卫生站", at, "health", code="W-1", phone="0771-5550100", barrier_free=True)
    number = actions.add_asset(row=row, by=wei, now=LATER)
    with pytest.raises(AssetRefused):
        actions.add_asset(row=row, by=wei, now=LATER)
    assert actions.correct_asset(
        asset_id=number, changes={"phone": "0771-5550101", "capacity": 40, "barrier_free": True}, source="visit",
        by=wei, now=LATER + DAY,
    ) == ["capacity", "phone"]  # fmt: skip
    for hat in (office.hat("nong"), scope.VISITOR):
        with pytest.raises(NotAllowed):
            actions.correct_asset(asset_id=number, changes={"phone": ""}, source="", by=hat, now=LATER)
    with scope.reading(scope.VISITOR, now=LATER + DAY):
        (found,) = queries.assets_in_bbox((108.33, 22.81, 108.34, 22.82), kinds=["clinic"])
        assert (found.name, found.phone, found.lon) == ("桃源社区卫生站", "0771-5550101", 108.3312)
    actions.end_asset(asset_id=number, source="visit", by=wei, now=LATER + 2 * DAY)
    with scope.reading(wei, now=LATER + 2 * DAY):
        assert queries.assets_of([office.town["桃源社区"]]) == []
        past = people_queries.history_of_place(at, scope_id=office.town["桃源社区"], kind="asset", whole=True)
    assert {(one.field, one.value) for one in past} == {("until", ""), ("phone", "0771-5550100"), ("capacity", "")}
    actions.add_asset(row=row, by=wei, now=LATER + 3 * DAY)  # its code is free again


@pytest.mark.parametrize(
    "row",
    [
        NewAsset("clinic", " ", 1, ""),
        NewAsset("clinic", "站", 10**8, ""),
        NewAsset("clinic", "站", 1, "", lon=1086.0, lat=22.8),
        NewAsset("clinic", "站", 1, "", lon=108.6),
        NewAsset("clinic", "站", 1, "", capacity=-1),
    ],
)
def test_what_no_facility_can_be(office: Office, row: NewAsset) -> None:
    at = office.town["桃源2栋"] if row.place_id == 1 else row.place_id
    given = {name: getattr(row, name) for name in row.__slots__} | {"place_id": at}
    with pytest.raises(AssetRefused):
        actions.add_asset(row=NewAsset(**given), by=office.hat("wei"), now=LATER)
    assert not Asset.objects.exists()


def test_a_vehicle_is_seen_by_its_community_and_its_keeper(office: Office) -> None:
    number = actions.register_vehicle(row=a_car(office), by=office.hat("wei"), now=LATER)
    own = Person.objects.values_list("subject_id", flat=True).get(id=office["莫小兰"])
    resident = Hat(surface="public", role="resident", account=7, subjects=(own,))
    stranger = Hat(surface="public", role="resident", account=8, subjects=(own + 1,))
    for hat, sees in ((office.hat("huang"), 1), (office.hat("nong"), 0), (resident, 1), (stranger, 0)):
        with scope.reading(hat, now=LATER):
            assert Vehicle.objects.count() == sees, hat
    with scope.reading(office.hat("wei"), now=LATER):
        (face,) = queries.find_vehicles("桂A·12345")
        assert (face.id, face.plate) == (number, "桂A***45")
        assert queries.vehicle_plate(Vehicle.objects.get(id=number)) == "桂A12345"
        assert queries.vehicles_of(office.town["桃源2栋"], scope_id=office.town["桃源社区"]) == [face]


def test_a_plate_is_on_one_vehicle_and_kept_by_one(office: Office) -> None:
    wei, body = office.hat("wei"), office["长江物业"]
    number = actions.register_vehicle(row=a_car(office), by=wei, now=LATER)
    actions.register_vehicle(row=a_car(office, "桂AD12345", organisation_id=body), by=wei, now=LATER)
    for row in (
        a_car(office, "桂a-12345"),
        a_car(office, "桂A1234"),
        a_car(office, "桂B00001", person_id=office["莫小兰"], organisation_id=body),
        a_car(office, "桂B00001", person_id=office["买买提"]),
    ):
        with pytest.raises(VehicleRefused):
            actions.register_vehicle(row=row, by=wei, now=LATER)
    assert actions.correct_vehicle(vehicle_id=number, kind="van", source="visit", by=wei, now=LATER) == ["kind"]
    actions.end_vehicle(vehicle_id=number, source="visit", by=wei, now=LATER + DAY)
    again = actions.register_vehicle(row=a_car(office), by=wei, now=LATER + DAY)
    with scope.reading(wei, now=LATER + DAY):
        assert [face.id for face in queries.find_vehicles("桂A12345")] == [again]
        assert (
            Vehicle.objects.get(plate_blind=Vehicle.objects.get(id=again).plate_blind, until__isnull=False).kind
            == "van"
        )


def test_a_vehicle_goes_over_when_its_keepers_records_are_merged(office: Office) -> None:
    lu = scope.robot(office.hat("lu").scopes)
    twin = people.NewPerson("莫小蘭", (lives(office.town, "长罡1栋", "长罡社区"),), "110105491231002")
    gone = people.add_person(row=twin, by=INGEST, now=LATER)
    number = actions.register_vehicle(row=a_car(office, person_id=gone), by=lu, now=LATER)
    people.merge_people(kept_id=office["莫小兰"], gone_id=gone, by=lu, now=LATER)
    with scope.reading(lu, now=LATER):
        kept = Person.objects.get(id=office["莫小兰"])
        vehicle = Vehicle.objects.get(id=number)
    assert (vehicle.person_id, vehicle.subject_id) == (kept.id, kept.subject_id)
