"""Dwellings go behind the doors of their buildings, however a list writes them."""

from __future__ import annotations

from linli.kernel.people.actions import NewPerson, NewResidence, add_people_many
from linli.kernel.people.models_homes import Dwelling
from linli.kernel.places.models import Level, Place
from linli.plumbing import scope
from linli.scenarios.population.intake.tests.lists import NOW, Office, place, register

BUILDINGS = (
    "楼栋编号,楼栋名称,地址,小区名称,社区\nL1,2栋,桃源路36号院,翠竹园,纬武社区\nL2,3栋,桃源路36号院,翠竹园,纬武社区\n"
)
DWELLINGS = """房屋编号,小区名称,楼栋,单元,房号,建筑面积,间数,用途,详细地址,楼栋编号
F1,翠竹园,2#,2单元,301室,89.5平方米,3,住宅,,
F2,,,二单元,302,"1,089",,仓库,,L1
F3,,,,,60,,,青秀区桃源路36号院3幢1单元0502,
F4,翠竹园,9栋,1,101,50,,,,
F5,,,,,50,,,翠竹园3栋,
F6,,,1,101,五十,,,,L2
F7,,,1,102,50,,城堡,,L2
F8,翠竹园,2号楼,2,301,89.5,3,住宅,,
"""


def with_buildings(office: Office) -> Office:
    office.bring("areas", office.write("areas.csv", "小区名称,社区\n翠竹园,纬武社区\n"))
    office.bring("buildings", office.write("buildings.csv", BUILDINGS))
    return office


def test_dwellings_find_their_building_by_name_code_or_address(office: Office) -> None:
    with_buildings(office)
    one, found = office.bring("dwellings", office.write("d.csv", DWELLINGS))
    assert found == {"new": 3, "refused": 5}
    names = dict(Place.objects.filter(level=Level.DWELLING).values_list("code", "name"))
    assert names == {"F1": "2单元301", "F2": "2单元302", "F3": "1单元502"}
    first = Dwelling.objects.get(place__code="F1")
    assert (first.floor_area, first.rooms, first.use, first.source) == (8950, 3, "home", f"import:{one.id}")
    told = office.reasons(one)
    assert set(told) == {5, 6, 7, 8, 9}
    assert "9" in told[5][0]
    assert "五十" in told[7][0]
    assert "城堡" in told[8][0]


def test_a_second_list_puts_right_and_is_taken_back_exactly(office: Office) -> None:
    with_buildings(office)
    office.bring(
        "dwellings", office.write("a.csv", "房屋编号,楼栋编号,单元,房号,建筑面积\nF1,L1,2,301,89\nF2,L1,2,302,\n")
    )
    before = register()
    second, found = office.bring(
        "dwellings",
        office.write(
            "b.csv", "房屋编号,楼栋编号,单元,房号,建筑面积,用途\nF1,L1,2,301,90,商铺\nF2,L1,2,302,50,\nF3,L1,2,303,7,\n"
        ),
    )
    assert found == {"changed": 2, "new": 1}
    assert Dwelling.objects.get(place__code="F1").use == "shop"
    assert office.undo(second) == {"given_back": 3}
    assert register() == before


def test_a_door_somebody_lives_behind_by_now_stays(office: Office) -> None:
    with_buildings(office)
    one, _found = office.bring(
        "dwellings", office.write("a.csv", "房屋编号,楼栋编号,房号,建筑面积\nF1,L1,301,89\nF2,L1,302,50\n")
    )
    door = place("301")
    link = NewResidence(place_id=door.id, scope_id=door.scope_id, kind="occupant", since=NOW)
    add_people_many(rows=[NewPerson(name="莫秀英", residences=(link,))], by=scope.robot([door.scope_id]), now=NOW)
    assert office.undo(one) == {"given_back": 1, "kept": 1}
    assert set(office.reasons(one)) == {2}
    assert Dwelling.objects.filter(place__code="F1").exists()
    assert not Place.objects.filter(code="F2").exists()
