"""Divisions, areas and buildings from lists that are not as they should be."""

from __future__ import annotations

import pytest

from linli.kernel.places import datums, geo
from linli.kernel.places.datums import System
from linli.kernel.places.models import Area, AreaBuilding, AreaOutline, BuildingFacts, Level, Place, PlacePast
from linli.plumbing import scope
from linli.scenarios.population.intake.tests.lists import Office, path_of, place, register, square

BOW = {
    "type": "Polygon",
    "coordinates": [[[108.33, 22.81], [108.34, 22.82], [108.34, 22.81], [108.33, 22.82], [108.33, 22.81]]],
}
LOOP = {
    "type": "Polygon",
    "coordinates": [[[108.33, 22.81], [108.34, 22.81], [108.34, 22.82], [108.33, 22.82], [108.33, 22.815],
                     [108.3296, 22.8146], [108.3296, 22.815], [108.33, 22.8146], [108.33, 22.81]]],
}  # fmt: skip


def test_a_changed_code_or_name_keeps_the_division_and_what_it_was(office: Office) -> None:
    number, before = place("新竹街道").id, register()
    one, found = office.bring(
        "divisions",
        office.write("a.csv", "代码,名称,上级代码\n450103021,新竹街道办,450103\n450103004,津头新街道,450103\n"),
    )
    assert found == {"changed": 2}
    assert Place.objects.get(id=number).code == "450103021"
    assert {past.name for past in PlacePast.objects.all()} == {"新竹街道", "津头街道"}
    assert office.undo(one) == {"given_back": 2}
    assert register() == before


def test_divisions_in_any_order_of_any_level(office: Office) -> None:
    rows = "450103031001,甲社区\n450103031,甲街道\n460100,海口市\n450103099001,无街社区\n,乙街道\n45010303100,短码\n"
    one, found = office.bring(
        "divisions", office.write("a.csv", "代码,名称\n450103031,甲街道\n450103031001,甲社区\n" + rows)
    )
    assert path_of("甲社区") == ["南宁市", "青秀区", "甲街道", "甲社区"]
    assert found["new"] == 2
    assert set(office.reasons(one)) >= {6, 7, 8}


def test_rows_outside_the_senders_divisions_are_refused(office: Office) -> None:
    street = place("津头街道")
    office.by = scope.Hat(surface="worker", role="data_officer", account=5, scopes=(street.id, place("大板三社区").id))
    office.at = street.id
    one, found = office.bring(
        "buildings",
        office.write(
            "a.csv", "楼栋,地址,街道,社区\n1栋,民族大道1号,津头街道,大板三社区\n2栋,新竹路2号,新竹街道,纬武社区\n"
        ),
    )
    assert found == {"new": 1, "refused": 1}
    assert "纬武社区" in office.reasons(one)[3][0]
    assert path_of("1栋")[:4] == ["南宁市", "青秀区", "津头街道", "大板三社区"]


def test_outlines_that_cross_themselves(office: Office) -> None:
    features = [({"小区名称": "八字", "社区": "纬武社区"}, BOW), ({"小区名称": "小圈", "社区": "纬武社区"}, LOOP),
                ({"小区名称": "断", "社区": "纬武社区"}, {"type": "Polygon", "coordinates": [[[1]]]})]  # fmt: skip
    one, found = office.bring("areas", office.map_file("a.geojson", features))
    assert found == {"new": 1, "refused": 2}
    assert set(office.reasons(one)) == {1, 3}
    assert set(office.remarks(one)) == {2}
    assert geo.shape_of(Area.objects.get().outline or b"").is_valid


def test_repeated_names_are_told_apart_by_their_outline(office: Office) -> None:
    twins = [
        ({"小区名称": "人大宿舍", "社区": "纬武社区"}, square(108.33, 22.81)),
        ({"小区名称": "人大宿舍", "社区": "纬武社区"}, square(108.34, 22.81)),
    ]
    office.bring("areas", office.map_file("a.geojson", twins))
    drawn = dict(Area.objects.values_list("id", "outline"))
    moved = [({"小区名称": "人大宿舍", "社区": "纬武社区"}, square(108.34, 22.81, 0.0012))]
    before = register()
    one, found = office.bring("areas", office.map_file("b.geojson", moved))
    assert found == {"changed": 1}
    assert [number for number, was in AreaOutline.objects.values_list("area_id", "outline") if drawn[number] == was]
    assert office.undo(one) == {"given_back": 1}
    assert register() == before
    spots = ("T1,1栋,人大宿舍,108.3305,22.8105,", "T2,1栋,人大宿舍,108.3405,22.8105,", "T3,1栋,人大宿舍,,,")
    rows = "楼栋编号,楼栋,小区名称,经度,纬度,社区\n" + "".join(f"{spot}纬武社区\n" for spot in spots)
    buildings, found = office.bring("buildings", office.write("c.csv", rows))
    assert found == {"new": 2, "refused": 1}
    assert len(set(AreaBuilding.objects.values_list("area_id", flat=True))) == 2
    assert "人大宿舍" in office.reasons(buildings)[4][0]


@pytest.mark.parametrize("system", [System.GCJ02, System.BD09])
def test_shifted_positions_are_recognised_by_known_places_named_or_said(office: Office, system: System) -> None:
    true = [(108.33 + step / 500, 22.81 + step / 700) for step in range(5)]
    rows = [f"P{n},{n}栋,新竹路{n}号,{lon},{lat},纬武社区" for n, (lon, lat) in enumerate(true)]
    head = "楼栋编号,楼栋,地址,经度,纬度,社区"
    office.bring("buildings", office.write("a.csv", "\n".join([head, *rows])))
    shifted = [datums.from_wgs84(lon, lat, system) for lon, lat in (*true, (108.345, 22.815))]
    later = [f"P{n},{n}栋,新竹路{n}号,{lon},{lat},纬武社区" for n, (lon, lat) in enumerate(shifted)]
    one, _found = office.bring("buildings", office.write("b.csv", "\n".join([head, *later])))
    assert system.name in office.told(one)
    new = Place.objects.get(code="P5")
    assert geo.metres(new.lon or 0, new.lat or 0, 108.345, 22.815) < 1
    lon, lat = shifted[5]
    named = head.replace("经度", f"经度({system.name})").replace("纬度", f"纬度({system.name})")
    office.bring("buildings", office.write("c.csv", f"{named}\nQ1,甲,路1号,{lon},{lat},纬武社区\n"))
    office.bring("buildings", office.write("d.csv", f"{head}\nQ2,乙,路2号,{lon},{lat},纬武社区\n"), system=system.value)
    for code in ("Q1", "Q2"):
        spot = Place.objects.get(code=code)
        assert geo.metres(spot.lon or 0, spot.lat or 0, 108.345, 22.815) < 1


def test_what_has_no_community_yet_waits_in_a_stand_in_that_is_made_once(office: Office) -> None:
    before = register()
    first, found = office.bring(
        "buildings",
        office.write("a.csv", "楼栋编号,楼栋,街道,小区名称\nW1,甲楼,新竹街道,\nW2,乙楼,新竹街道,没有的小区\n"),
    )
    second, _found = office.bring(
        "buildings", office.write("b.csv", "楼栋编号,楼栋\nW3,丙楼\nW4,丁楼\n"), within="450103001"
    )
    assert found == {"new": 2}
    [community] = Place.objects.filter(unassigned=True)
    assert (community.level, community.children) == (Level.COMMUNITY, 4)
    assert path_of("甲楼")[:3] == ["南宁市", "青秀区", "新竹街道"]
    assert "没有的小区" in office.remarks(first)[3][0]
    office.undo(first)
    assert Place.objects.filter(id=community.id).exists()
    office.undo(second)
    assert register() == before


def test_facts_of_buildings_and_what_undoing_brings_back(office: Office) -> None:
    head = "楼栋编号,楼栋,社区,层数,建成年份,建筑结构,房屋质量\n"
    office.bring(
        "buildings", office.write("a.csv", head + "B1,1栋,纬武社区,7,1998年,砖混,质量一般\nB2,2栋,纬武社区,,,,\n")
    )
    before = register()
    one, found = office.bring(
        "buildings",
        office.write(
            "b.csv",
            head + "B1,1栋,纬武社区,8,,,危房\nB2,2栋,纬武社区,3,,,\nB3,3栋,纬武社区,1000层,,,\nB4,4栋,纬武社区,,,泥,\n",
        ),
    )
    assert found == {"changed": 2, "refused": 2}
    facts = BuildingFacts.objects.get(place__code="B1")
    assert (facts.floors, facts.built, facts.quality) == (8, 1998, "D")
    assert office.undo(one) == {"given_back": 2}
    assert register() == before


def test_a_building_something_hangs_on_stays_and_is_listed(office: Office) -> None:
    one, _found = office.bring(
        "buildings", office.write("a.csv", "楼栋编号,楼栋,社区\nB1,1栋,纬武社区\nB2,2栋,纬武社区\n")
    )
    other, _found = office.bring("dwellings", office.write("b.csv", "楼栋编号,房号\nB1,101\n"))
    assert office.undo(one) == {"given_back": 1, "kept": 1}
    assert set(office.reasons(one)) == {2}
    assert office.undo(other) == {"given_back": 1}


def test_longitude_and_latitude_exchanged(office: Office) -> None:
    one, found = office.bring(
        "buildings", office.write("a.csv", "楼栋编号,楼栋,社区,经度,纬度\nB1,1栋,纬武社区,22.81,108.33\n")
    )
    assert found == {"refused": 1}
    assert "108.33" in office.reasons(one)[2][0]
