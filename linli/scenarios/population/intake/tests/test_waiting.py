"""What lists bring without a community: hung where names, borders and surroundings tell, put right by later lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.kernel.imports.models import Import
from linli.kernel.places import actions as places
from linli.kernel.places import geo, queries
from linli.kernel.places.actions import Changed
from linli.kernel.places.models import Level, Place, PlacePast
from linli.plumbing import scope
from linli.scenarios.population.intake import placing
from linli.scenarios.population.intake.models import SurveyFinding
from linli.scenarios.population.intake.placing import PlacingRefused
from linli.scenarios.population.intake.tests import lists
from linli.scenarios.population.intake.tests.lists import NOW, Office, path_of, place, register, square

HERE = (108.33, 22.81)


def found(name: str = "问题", **more: Any) -> dict[str, Any]:
    return {"finding": "problem", "what": name, **more}


def spot(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def surveyed(office: Office, street: str, community: str, *, lon: float = HERE[0], count: int = 4) -> Import:
    """Findings some metres apart that all name one street, each with heads of its own layer of the map."""
    layers = [
        {"所在县区": "青秀区", "所在街道": street, "所在社区": community},
        {"所在县": "青秀区", "所在街": street, "所在社": community},
        {"城区": "青秀区", "所属街道": street, "社区名称": community},
    ]
    features = [
        (found(f"缺{number}", **layers[number % 3]), spot(lon + number / 20_000, HERE[1])) for number in range(count)
    ]
    one, counts = office.bring("findings", office.map_file(f"{street}{lon}.geojson", features), within="450103")
    assert counts == {"new": count}
    return one


def later(monkeypatch: pytest.MonkeyPatch, days: int = 1) -> None:
    monkeypatch.setattr(lists, "NOW", NOW + timedelta(days=days))


def buildings(office: Office, name: str, *rows: str, **chosen: Any) -> tuple[Import, dict[str, int]]:
    head = "楼栋编号,楼栋,街道,社区,经度,纬度"
    return office.bring("buildings", office.write(name, "\n".join([head, *rows]) + "\n"), **chosen)


def test_names_in_findings_lead_to_their_division_whatever_the_layer_calls_them(office: Office) -> None:
    surveyed(office, "新竹街道办", "纬武社区")
    scopes = set(SurveyFinding.objects.values_list("scope_id", flat=True))
    assert scopes == {place("纬武社区").id}
    unknown = surveyed(office, "津头街道", "大板三社区北", lon=108.34)
    new = SurveyFinding.objects.filter(source=f"import:{unknown.id}")
    assert set(new.values_list("scope_id", "community")) == {(place("津头街道").id, "大板三社区北")}
    assert "大板三社区北" in " ".join(office.remarks(unknown)[1])


def test_a_building_without_a_street_waits_in_the_street_its_surroundings_name(office: Office) -> None:
    surveyed(office, "新竹街道办", "纬武社区")
    one, _counts = buildings(
        office, "a.csv", "A1,1栋,,,108.3301,22.8101", "A2,2栋,,,108.40,22.90", "A3,3栋,,,,", within="450103"
    )
    assert path_of("1栋")[:3] == ["南宁市", "青秀区", "新竹街道"]
    assert Place.objects.get(code="A1").parent.unassigned  # type: ignore[union-attr]
    assert "新竹街道" in office.remarks(one)[2][0]
    assert [path_of(name)[2] for name in ("2栋", "3栋")] == ["青秀区未划定街道"] * 2


def test_surroundings_that_disagree_or_are_too_few_tell_nothing(office: Office) -> None:
    surveyed(office, "新竹街道办", "纬武社区", count=3)
    surveyed(office, "津头街道", "大板三社区", lon=108.3305, count=3)
    surveyed(office, "津头街道", "大板三社区", lon=108.36, count=2)
    buildings(office, "a.csv", "A1,1栋,,,108.3303,22.81", "A2,2栋,,,108.36,22.81", within="450103")
    assert {path_of(name)[2] for name in ("1栋", "2栋")} == {"青秀区未划定街道"}


def test_the_compound_tells_its_buildings_street(office: Office) -> None:
    office.bring("areas", office.map_file("a.geojson", [({"小区名称": "翠竹园"}, square(*HERE))]), within="450103")
    surveyed(office, "新竹街道办", "没有的社区", count=1)
    rows = "楼栋编号,楼栋,小区名称\nA1,1栋,翠竹园\n"
    office.bring("buildings", office.write("a.csv", rows), within="450103")
    assert path_of("1栋")[2] == "新竹街道"


def test_a_border_that_is_drawn_tells_the_community_itself(office: Office) -> None:
    with scope.writing(office.by, now=NOW):
        border = geo.polygon([(108.32, 22.80), (108.34, 22.80), (108.34, 22.82), (108.32, 22.82)])
        places.change_rows(rows=[Changed(place("纬武社区").id, {"outline": border})], by=office.by, now=NOW)
    buildings(office, "a.csv", "A1,1栋,,,108.33,22.81", "A2,2栋,新竹街道,,108.33,22.81", within="450103")
    assert {path_of(name)[3] for name in ("1栋", "2栋")} == {"纬武社区"}


def test_a_later_list_moves_a_building_out_of_the_stand_in_and_undone_it_waits_as_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    buildings(office, "a.csv", *(f"A{number},{number}栋,新竹街道,,," for number in range(1, 5)))
    waits = place("1栋").parent_id
    before = register()
    later(monkeypatch)
    one, counts = buildings(office, "b.csv", "A2,2栋,新竹街道,纬武社区,,", "A3,3栋,,新竹社区,,", "A4,4栋,新竹街道,,,")
    assert counts == {"changed": 2, "same": 1}
    assert [path_of(name)[3] for name in ("2栋", "3栋")] == ["纬武社区", "新竹社区"]
    past = PlacePast.objects.get(place_id=place("2栋").id)
    assert (past.parent_id, past.reason, past.source) == (waits, "move", f"import:{one.id}")
    on = queries.line_on(place("2栋").id, on=NOW + timedelta(hours=1))
    assert [stood.name for stood in on][3] == "新竹街道未划定社区"
    monkeypatch.setattr(lists, "NOW", NOW + timedelta(days=2))
    assert office.undo(one) == {"given_back": 3}
    assert register() == before


def test_what_has_come_to_a_real_community_is_not_moved_by_a_list(office: Office) -> None:
    buildings(office, "a.csv", "A1,1栋,新竹街道,纬武社区,,")
    one, counts = buildings(office, "b.csv", "A1,1栋,新竹街道,新竹社区,,")
    assert counts == {"same": 1}
    assert path_of("1栋")[3] == "纬武社区"
    assert "纬武社区" in office.remarks(one)[2][0]


def test_what_was_put_somewhere_since_is_not_taken_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    buildings(office, "a.csv", "A1,1栋,,,,", within="450103")
    later(monkeypatch)
    one, _counts = buildings(office, "b.csv", "A1,1栋,新竹街道,,,")
    hand = scope.robot(queries.all_scopes())
    placing.place_waiting(
        buildings=[place("1栋").id], to_id=place("纬武社区").id, source="office", by=hand, now=NOW + timedelta(days=2)
    )
    assert office.undo(one) == {"kept": 1}
    assert path_of("1栋")[3] == "纬武社区"


def test_by_hand_one_many_into_a_street_and_into_a_new_community(office: Office) -> None:
    surveyed(office, "津头街道", "大板三社区北")
    office.bring("areas", office.map_file("a.geojson", [({"小区名称": "翠竹园"}, square(*HERE))]), within="450103")
    rows = ["楼栋编号,楼栋,小区名称,经度,纬度", *(f"A{n},{n}栋,翠竹园,," for n in range(1, 6)), "A9,9栋,,108.4,22.9"]
    SurveyFinding.objects.update(scope_id=place("青秀区").id)  # as if the street had not been known then
    office.bring("buildings", office.write("a.csv", "\n".join(rows)), within="450103")
    hand = scope.robot(queries.all_scopes())
    [(waits, count)] = placing.stand_ins(hand.scopes)
    assert count == 6
    assert [(group.compound, len(group.buildings)) for group in placing.groups(waits)] == [("翠竹园", 5), ("", 1)]
    day = NOW + timedelta(days=1)
    ids = [building.id for building in placing.groups(waits)[0].buildings]
    with pytest.raises(PlacingRefused):
        placing.place_waiting(buildings=ids[:1], to_id=waits.id, source="", by=hand, now=day)
    placing.place_waiting(buildings=ids[:1], to_id=place("纬武社区").id, source="", by=hand, now=day)
    street = place("津头街道")
    assert placing.place_waiting(buildings=ids[1:3], to_id=street.id, source="", by=hand, now=day) == street
    made = placing.place_waiting(buildings=ids[3:], to_id=street.id, new="大板三社区北", source="", by=hand, now=day)
    assert (made.name, made.level, made.parent_id) == ("大板三社区北", Level.COMMUNITY, street.id)
    stands = Place.objects.filter(id__in=ids).order_by("id").values_list("parent__name", flat=True)
    assert list(stands) == ["纬武社区", *["津头街道未划定社区"] * 2, *["大板三社区北"] * 2]
    with pytest.raises(PlacingRefused, match="1"):
        placing.place_waiting(buildings=ids[:1], to_id=street.id, source="", by=hand, now=day)
    assert sorted(count for _one, count in placing.stand_ins(queries.all_scopes())) == [1, 2]
