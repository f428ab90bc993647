"""Nanning's real lists: all of them go in, every count is that of their description, and undone nothing is left."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from linli.kernel.imports.models import Import
from linli.kernel.places.models import Area, AreaBuilding, BuildingFacts, Level, Place
from linli.scenarios.population.intake.models import SurveyFinding
from linli.scenarios.population.intake.tests.lists import Office, path_of, register

BESIDE = Path(__file__).resolve().parents[6] / "shared" / "data"
FOLDER = Path(os.environ.get("LINLI_DATA") or BESIDE) / "nanning"
UNMATCHED = 1165  # buildings in no compound
NOWHERE = "青秀区未划定街道"  # the stand-in of a street nobody has named
STREETS = {"津头街道", "新竹街道", "中山街道"}  # those the check-up went through

pytestmark = pytest.mark.skipif(
    not (FOLDER / "buildings.geojson").exists(),
    reason="neither LINLI_DATA nor ../shared/data holds nanning/: there are no real lists to take in",
)


def streets(*, matched: bool | None = None) -> Counter[str]:
    """How many buildings wait in each street's stand-in; of those in a compound, of those in none, or of all."""
    held = AreaBuilding.objects.filter(until__isnull=True).values("building_id")
    found = Place.objects.filter(level=Level.BUILDING, parent__unassigned=True)
    found = found if matched is None else found.filter(id__in=held) if matched else found.exclude(id__in=held)
    return Counter(found.values_list("parent__parent__name", flat=True))


def taken_in(office: Office, *, findings_first: bool) -> list[Import]:
    """All five files, with every count of their description; in the order they went in."""
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
    last = [_findings, _buildings] if findings_first else [_buildings, _findings]
    return [divisions, compounds, parcels, *(bring(office) for bring in last)]


def _findings(office: Office) -> Import:
    one, found = office.bring("findings", FOLDER / "checkup_findings.geojson", within="450103")
    assert found == {"new": 1068}
    waiting = SurveyFinding.objects.filter(area_id=None).count()
    assert waiting < 1068 / 2
    named = SurveyFinding.objects.filter(scope_id__in=Place.objects.filter(name__in=STREETS).values("id"))
    assert named.count() == 348
    assert SurveyFinding.objects.exclude(community="").count() == 348
    return one


def _buildings(office: Office) -> Import:
    one, found = office.bring("buildings", FOLDER / "buildings.geojson", within="450103")
    assert found == {"new": 3454}
    assert AreaBuilding.objects.count() == 3454 - UNMATCHED
    assert streets().total() == 3454
    quality = {mark: BuildingFacts.objects.filter(quality=mark).count() for mark in "ABCD"}
    assert quality == {"A": 668, "B": 2321, "C": 385, "D": 80}
    return one


def test_all_of_nanning_goes_in_and_out_again(empty_city: Office) -> None:
    """Most buildings wait in the stand-in of their very street, the others in the district's; all are work."""
    office, before = empty_city, register()
    every = taken_in(office, findings_first=True)
    assert set(streets()) == STREETS | {NOWHERE}
    assert streets()[NOWHERE] < 3454 * 0.07
    assert streets(matched=False).total() == UNMATCHED
    assert streets(matched=False)[NOWHERE] < UNMATCHED * 0.07
    for one in reversed(every):
        assert "kept" not in office.undo(one)
    assert register() == before


@pytest.mark.proof
def test_findings_that_come_later_move_what_waits_and_undone_it_waits_as_before(empty_city: Office) -> None:
    office = empty_city
    taken_in(office, findings_first=False)
    assert streets() == {NOWHERE: 3454}
    waited = register()
    again = office.open("buildings", FOLDER / "buildings.geojson", again=True, within="450103")
    moved = office.take(again)
    assert moved["changed"] == sum(streets()[street] for street in STREETS) > 3454 * 0.93
    assert moved["changed"] + moved["same"] == 3454
    assert office.undo(again) == {"given_back": 3454}
    assert register() == waited
