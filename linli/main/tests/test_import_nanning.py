"""All of Nanning's real lists by the command line, into a city that has nothing yet; every count as described."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from linli.kernel.imports.models import Import
from linli.kernel.places.models import AreaBuilding, Level, Place
from linli.main.tests.test_import_lists import run, said
from linli.scenarios.population.intake.models import SurveyFinding
from tests.world import wants_a_bare_city

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
FOLDER = Path(os.environ.get("LINLI_DATA") or BESIDE) / "nanning"
HERE = ("--within", "450103")
LISTS: tuple[tuple[str, str, tuple[str, ...], int], ...] = (
    ("divisions", "divisions.csv", (), 151),
    ("areas", "compounds.geojson", HERE, 177),
    ("areas", "parcels.geojson", (*HERE, "--set", "sort=地块"), 367),
    ("findings", "checkup_findings.geojson", HERE, 1068),
    ("buildings", "buildings.geojson", HERE, 3454),
)

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (FOLDER / "buildings.geojson").exists(),
        reason="neither LINLI_DATA nor ../shared/data holds nanning/: there are no real lists to take in",
    ),
]


@pytest.fixture(autouse=True)
def from_nothing(request: pytest.FixtureRequest) -> None:
    wants_a_bare_city(request)


def test_five_commands_fill_a_city_from_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, name, more, rows in LISTS:
        assert run(kind, FOLDER / name, *more, "--json", "--report", tmp_path / name) == 0
        told = said(capsys)
        assert (told["state"], told["rows"], told["counts"], told["refused"]) == ("done", rows, {"new": rows}, [])
        assert (tmp_path / name / "report.html").stat().st_size > 500
    buildings = Place.objects.filter(level=Level.BUILDING)
    in_one = AreaBuilding.objects.filter(area__kind="compound", until__isnull=True).values("building_id")
    assert buildings.exclude(id__in=in_one).count() == 1165
    assert buildings.filter(parent__unassigned=True).count() == 3454
    assert SurveyFinding.objects.count() == 1068
    for number in reversed(Import.objects.order_by("id").values_list("id", flat=True)):
        assert run("--undo", number, "--json", "--report", tmp_path / "undone") == 0
        assert said(capsys)["undone"]["kept"] == 0
    assert not Place.objects.exists()
