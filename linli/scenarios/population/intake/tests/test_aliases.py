"""Lists that call a place what people call it, or what it was called before: matched, added to, undone."""

from __future__ import annotations

from linli.kernel.places import actions, queries
from linli.kernel.places.actions import NewAlias
from linli.kernel.places.models import Area, AreaBuilding, Place, PlaceAlias
from linli.scenarios.population.intake import doors
from linli.scenarios.population.intake.doors import Door
from linli.scenarios.population.intake.tests.lists import NOW, Office, place, register

AREAS = "小区名称,社区,别名\n桃源小区,纬武社区,糖厂宿舍、老糖厂\n"
BUILDINGS = (
    "楼栋,地址,小区,社区,别名\n2栋,桃源路36号院,糖厂宿舍,纬武社区,红楼\n3栋,,老糖厂,纬武社区,\n"
    "9栋,长湖路1号,,新竹社区,\n"
)


def brought(office: Office) -> None:
    _one, found = office.bring("areas", office.write("a.csv", AREAS))
    assert found == {"new": 1}
    _one, found = office.bring("buildings", office.write("b.csv", BUILDINGS))
    assert found == {"new": 3}


def test_the_column_of_other_names_is_kept_and_matched(office: Office) -> None:
    brought(office)
    area = Area.objects.get(name="桃源小区")
    joined = AreaBuilding.objects.filter(area=area).values_list("building__name", flat=True)
    assert set(joined) == {"2栋", "3栋"}, "rows that call the compound by another name join it"
    assert {one.name for one in queries.aliases(areas=[area.id])} == {"糖厂宿舍", "老糖厂"}
    before = register()
    _one, found = office.bring("buildings", office.write("c.csv", BUILDINGS.replace("老糖厂", "桃源小区")))
    assert found == {"same": 3}
    assert register() == before


def test_a_list_that_has_only_the_other_name_renames_nothing(office: Office) -> None:
    brought(office)
    rows = "楼栋,地址,社区,层数\n红楼,桃源路36号院,纬武社区,7\n"
    _one, found = office.bring("buildings", office.write("d.csv", rows))
    assert found == {"changed": 1}
    assert place("2栋").level == "building"
    assert not Place.objects.filter(name="红楼").exists()
    _one, found = office.bring("areas", office.write("e.csv", "小区名称,社区\n老糖厂,纬武社区\n"))
    assert found == {"same": 1}
    assert Area.objects.get().name == "桃源小区"


def test_names_a_list_brought_go_again_with_it_and_those_of_others_stay(office: Office) -> None:
    brought(office)
    actions.add_alias(row=NewAlias("白楼", place_id=place("3栋").id), by=office.by, now=NOW)
    before = register()
    rows = "楼栋,地址,小区,社区,别名\n2栋,桃源路36号院,,纬武社区,红楼、厂长楼\n3栋,,桃源小区,纬武社区,白楼\n"
    one, found = office.bring("buildings", office.write("f.csv", rows))
    assert found == {"changed": 1, "same": 1}
    assert {alias.name for alias in queries.aliases(places=[place("2栋").id])} == {"红楼", "厂长楼"}
    assert office.undo(one) == {"given_back": 2}
    assert register() == before


def test_too_short_a_name_is_told(office: Office) -> None:
    brought(office)
    one, found = office.bring("areas", office.write("g.csv", "小区名称,社区,别名\n新苑,纬武社区,苑\n"))
    assert found == {"refused": 1}
    assert "两个字" in office.reasons(one)[2][0]


def test_addresses_by_another_name_lead_to_the_door_and_never_to_a_guess(office: Office) -> None:
    brought(office)
    rows = "地址\n桃源路36号院2栋1单元301\n桃源小区3栋301\n长湖路1号9栋301\n"
    _one, found = office.bring("dwellings", office.write("h.csv", rows))
    assert found == {"new": 3}
    for row in (
        NewAlias("老城路", road="桃源路"),
        NewAlias("五一路口大院", place_id=place("9栋").id),
        NewAlias("7栋", place_id=place("3栋").id, kind="former"),
        NewAlias("大板社区", place_id=place("新竹社区").id, kind="former"),
    ):
        actions.add_alias(row=row, by=office.by, now=NOW)
    told = doors.find(ASKED, scopes=office.by.scopes)
    labels = {address: door.label if isinstance(door, Door) else "" for address, door in told.items()}
    assert labels == ASKED


ASKED = {
    "糖厂宿舍2栋1单元301": "桃源路36号院2栋1单元301",
    "老城路36号院2栋1单元301": "桃源路36号院2栋1单元301",
    "红楼1单元301": "桃源路36号院2栋1单元301",
    "老糖厂7栋301": "3栋301",
    "五一路口大院301": "长湖路1号9栋301",
    "大板社区长湖路1号9栋301": "长湖路1号9栋301",
    "糖厂宿舍301": "",  # two buildings have that door
    "糖厂新村2栋301": "",
}


def test_an_ended_name_leads_nowhere(office: Office) -> None:
    brought(office)
    alias = PlaceAlias.objects.get(name="红楼")
    actions.end_alias(alias_id=alias.id, by=office.by, now=NOW)
    rows = "楼栋,地址,社区\n红楼,桃源路36号院,纬武社区\n"
    _one, found = office.bring("buildings", office.write("i.csv", rows))
    assert found == {"new": 1}
