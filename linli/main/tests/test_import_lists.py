"""Lists on the command line: looked through, taken in, killed and gone on with, undone, with a report of every row."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from linli.kernel.imports.models import Import, ImportRow, State
from linli.kernel.places.models import Level, Place
from linli.main.commands import import_file
from linli.main.imports import taking
from linli.main.terminal import Progress
from tests.surfaces import as_login
from tests.world import World

CHILD = """
import sys
from argparse import ArgumentParser
from linli.main import django_setup
django_setup.enter("worker")
from linli.main.commands import import_file
from linli.main.imports import taking
from linli.main.terminal import Progress
taking.TOLD_EVERY = 0
parser = ArgumentParser()
import_file.configure(parser)
sys.exit(taking.run(parser.parse_args(sys.argv[1:]), Progress()))
"""


def run(*words: object) -> int:
    parser = ArgumentParser()
    import_file.configure(parser)
    with as_login("worker"):
        return taking.run(parser.parse_args([str(word) for word in words]), Progress(quiet=True))


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    """Two new streets, one that is there, one of another city, one without a name; in GBK with semicolons."""
    path = tmp_path / "街道.csv"
    rows = ["代码;名称;上级代码", "450103011;河畔街道;450103", "450103012;山前街道;450103", "450103001;新竹街道;450103"]
    rows += ["110101001;东华门街道;110101", "450103013;;450103"]
    path.write_text("\r\n".join(rows), encoding="gb18030")
    return path


def test_a_list_is_looked_through_taken_in_and_undone(
    world: World, streets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report"
    assert run("divisions", streets, "--dry-run", "--json", "--report", report) == 0
    first = said(capsys)
    assert first["counts"] == {"new": 2, "same": 1, "refused": 2}
    assert not Place.objects.filter(name="河畔街道").exists()
    assert run("divisions", streets, "--json", "--report", report) == 0
    told = said(capsys)
    assert (told["import"], told["counts"], told["state"]) == (first["import"], first["counts"], "done")
    assert [one["line"] for one in told["refused"]] == [5, 6]
    assert Place.objects.get(name="河畔街道").parent_id == world.places["qingxiu"]
    assert run("divisions", streets, "--report", report) == 1
    assert str(told["import"]) in capsys.readouterr().err
    assert run("--undo", told["import"], "--json", "--report", report) == 0
    assert said(capsys)["undone"] == {"given_back": 3, "kept": 0}
    assert not Place.objects.filter(name="河畔街道").exists()


def test_the_report_keeps_every_row_with_its_own_cells(world: World, streets: Path, tmp_path: Path) -> None:
    report = tmp_path / "report"
    assert run("divisions", streets, "--json", "--report", report) == 0
    with (report / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "5", "6"]
    assert rows[4][-3:] == ["110101001", "东华门街道", "110101"]
    assert "110101" in rows[4][3]
    page = (report / "report.html").read_text(encoding="utf-8")
    assert "东华门街道" in page
    assert (report / "rows.csv").stat().st_mode & 0o077 == 0


def test_what_cannot_be_understood_is_said(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("代码,名称\n450103014,甲街道\n", encoding="utf-8")
    assert run("gardens", path) == 1
    assert "gardens" in capsys.readouterr().err
    assert run("divisions") == 2
    assert run("divisions", tmp_path / "none.csv") == 1
    assert run("divisions", path, "--map", "名称=colour", "--report", tmp_path / "r") == 1
    assert run("--list", "--json") == 0
    assert "buildings" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_in_the_middle_goes_on_and_no_row_is_lost_or_doubled(
    transactional_db: None, world: World, tmp_path: Path
) -> None:
    """kill -9 of a process of its own, after its first portion; what it had taken in is there, the rest follows."""
    path = tmp_path / "楼栋.csv"
    rows = [f"L{number:05},{number}栋,北湖路{number}号" for number in range(3_000)]
    path.write_text("\n".join(["楼栋编号,楼栋名称,地址", *rows]), encoding="utf-8")
    words = ["buildings", str(path), "--within", "450103001", "--report", str(tmp_path / "report")]
    with subprocess.Popen([sys.executable, "-c", CHILD, *words], env=_surroundings(), stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for _line in child.stdout:
            if Place.objects.filter(code__startswith="L0").exists():
                child.send_signal(signal.SIGKILL)
                break
    assert child.returncode == -signal.SIGKILL
    one = Import.objects.get()
    here = Place.objects.filter(code__startswith="L0").count()
    assert one.state == State.RUNNING
    assert 0 < here < 3_000
    assert ImportRow.objects.filter(of=one, state="taken").count() == here
    assert run(*words) == 1
    assert run(*words, "--resume", "--json") == 0
    codes = Place.objects.filter(level=Level.BUILDING, code__startswith="L0").values_list("code", flat=True)
    assert (len(codes), len(set(codes))) == (3_000, 3_000)
    assert not ImportRow.objects.exclude(state="taken").exists()


def _surroundings() -> dict[str, str]:
    """This test's own database, for a process of its own."""
    held = connection.settings_dict
    url = f"postgresql://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"
    return {**os.environ, "LINLI_DATABASE": url, "LINLI_HOME": str(settings.HOME), "PYTHONUNBUFFERED": "1"}
