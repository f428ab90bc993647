"""Whole files that are not as they should be: nothing breaks, nothing is lost, and the sentence says what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import translation

from linli.kernel.imports.actions import AlreadyHere
from linli.kernel.imports.models import Import, ImportRow
from linli.kernel.places.models import Level, Place
from linli.plumbing.tabular import FileRefused
from linli.scenarios.population.intake.tests.lists import Office

HEADS = ("楼栋编号", "楼栋", "社区", "层数")


def workbook(path: Path) -> Path:
    """As an office keeps it: a title, 200 columns, formulas, a merged community, a hidden sheet of old rows."""
    with xlsxwriter.Workbook(str(path)) as book:
        old = book.add_worksheet("旧表")
        old.write_row(0, 0, HEADS)
        old.write_row(1, 0, ["OLD", "旧楼", "纬武社区", 1])
        old.hide()
        sheet = book.add_worksheet("楼栋表")
        sheet.activate()
        sheet.set_first_sheet()
        sheet.merge_range(0, 0, 0, 199, "纬武社区楼栋一览表（2026年）")
        sheet.write_row(1, 0, [*HEADS, *(f"备用{number}" for number in range(196))])
        for number in range(1, 5):
            sheet.write_row(1 + number, 0, [f"X{number}", f"{number}栋", ""])
            sheet.write_formula(1 + number, 3, "=3+4", None, 7)
        sheet.merge_range(2, 2, 5, 2, "纬武社区")
    return path


def test_a_workbook_as_offices_keep_it(office: Office) -> None:
    one, found = office.bring("buildings", workbook(office.folder / "a.xlsx"))
    assert found == {"new": 4}
    assert set(Place.objects.filter(level=Level.BUILDING).values_list("parent__name", flat=True)) == {"纬武社区"}
    with translation.override("en"):
        assert "旧表" in office.told(one)
    old, _found = office.bring("buildings", office.folder / "a.xlsx", sheet="旧表", again=True)
    assert Place.objects.filter(code="OLD").exists()
    assert old.sheet == "旧表"


def test_lines_of_two_encodings_and_two_separators(office: Office) -> None:
    path = office.folder / "a.csv"
    head = ",".join(HEADS).encode()
    path.write_bytes(
        head
        + "\nA1,1栋,纬武社区,7\n".encode()
        + "A2,2栋,纬武社区,7\n".encode("gb18030")
        + "A3;3栋;纬武社区;7\n".encode()
    )
    one, found = office.bring("buildings", path)
    assert found == {"new": 3}
    assert {place.name for place in Place.objects.filter(code__startswith="A")} == {"1栋", "2栋", "3栋"}
    assert office.remarks(one)


def test_a_row_that_is_cut_and_one_with_an_open_quotation_mark(office: Office) -> None:
    one = office.open(
        "buildings", office.write("a.csv", ",".join(HEADS) + '\nA1,1栋,纬武社区,7\nA2,"2栋,纬武社区,7\nA3,3栋\n')
    )
    assert office.take(one) == {"new": 1}
    assert ImportRow.objects.filter(of=one, state="refused").count() == one.rows - 1
    assert len(office.reasons(one)) == one.rows - 1


def test_a_file_cut_in_half_leaves_nothing_and_can_come_again_whole(office: Office) -> None:
    whole = workbook(office.folder / "a.xlsx").read_bytes()
    half = office.folder / "b.xlsx"
    half.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileRefused):
        office.open("buildings", half)
    text = office.map_file("a.geojson", [({"楼栋": "1栋"}, None)] * 50).read_text(encoding="utf-8")
    with pytest.raises(FileRefused):
        office.open("buildings", office.write("b.geojson", text[: len(text) // 2]))
    assert not Import.objects.exists()
    assert office.bring("buildings", office.folder / "a.xlsx")[1] == {"new": 4}


def test_a_zip_bomb_and_what_is_no_table(office: Office) -> None:
    bomb = office.folder / "bomb.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as inside,
    ):
        for _part in range(1100):
            inside.write(bytes(1 << 20))
    assert bomb.stat().st_size < 4 << 20
    for path in (bomb, office.write("a.csv", ""), office.write("b.csv", ",".join(HEADS) + "\n")):
        with pytest.raises(FileRefused):
            office.open("buildings", path)
    picture = office.folder / "c.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(FileRefused):
        office.open("buildings", picture)


def test_the_same_file_twice_under_another_name(office: Office) -> None:
    one, _found = office.bring("buildings", office.write("a.csv", ",".join(HEADS) + "\nA1,1栋,纬武社区,7\n"))
    with pytest.raises(AlreadyHere) as told:
        office.open("buildings", office.write("neu.csv", ",".join(HEADS) + "\nA1,1栋,纬武社区,7\n"))
    assert told.value.import_id == one.id
    office.undo(one)
    assert office.bring("buildings", office.folder / "neu.csv")[1] == {"new": 1}
