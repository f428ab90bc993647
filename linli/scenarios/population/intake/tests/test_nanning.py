"""Nanning's real lists: all of them go in, every count is that of their description, and undone nothing is left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from linli.kernel.places.models import Area, AreaBuilding, BuildingFacts, Level, Place
from linli.scenarios.population.intake.models import SurveyFinding
from linli.scenarios.population.intake.tests.lists import Office, path_of, register

BESIDE = Path(__file__).resolve().parents[6] / "shared" / "data"
FOLDER = Path(os.environ.get("LINLI_DATA") or BESIDE) / "nanning"

pytestmark = pytest.mark.skipif(
    not (FOLDER / "buildings.geojson").exists(),
    reason="neither LINLI_DATA nor ../shared/data holds nanning/: there are no real lists to take in",
)


def test_all_of_nanning_goes_in_and_out_again(empty_city: Office) -> None:
    office, before = empty_city, register()
    divisions, found = office.bring("divisions", FOLDER / "divisions.csv")
    assert found == {"new": 150, "same": 1}
    levels = [Place.objects.filter(level=level).count() for level in (Level.CITY, Level.DISTRICT, Level.STREET)]
    assert levels == [1, 12, 138]
    assert path_of("南宁六景工业园区") == ["南宁市", "横州市", "南宁六景工业园区"]
    compounds, found = office.bring("areas", FOLDER / "compounds.geojson", within="450103")
    assert found == {"new": 177}
    assert Area.objects.filter(name="桂泰进出口公司宿舍").count() == 2
    parcels, found = office.bring("areas", FOLDER / "parcels.geojson", within="450103", sort="parcel")
    assert found == {"new": 367}
    buildings, found = office.bring("buildings", FOLDER / "buildings.geojson", within="450103")
    assert found == {"new": 3454}
    assert AreaBuilding.objects.count() == 3454 - 1165
    assert Place.objects.filter(level=Level.BUILDING, parent__unassigned=True).count() == 3454
    quality = {mark: BuildingFacts.objects.filter(quality=mark).count() for mark in "ABCD"}
    assert quality == {"A": 668, "B": 2321, "C": 385, "D": 80}
    findings, found = office.bring("findings", FOLDER / "checkup_findings.geojson", within="450103")
    assert found == {"new": 1068}
    waiting = SurveyFinding.objects.filter(area_id=None).count()
    assert len(office.remarks(findings)) == waiting < 1068 / 2
    again = office.open("buildings", FOLDER / "buildings.geojson", again=True, within="450103")
    assert office.take(again) == {"same": 3454}
    assert office.undo(again) == {"given_back": 3454}
    for one in (findings, buildings, parcels, compounds, divisions):
        assert "kept" not in office.undo(one)
    assert register() == before
