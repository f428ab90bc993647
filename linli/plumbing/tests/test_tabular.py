"""Tables somebody else made: in any encoding, with any separator, broken in the ways such files are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.plumbing.tabular import FileRefused, Line, Table, opened


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


KNOWN = {"姓名", "身份证号", "电话", "楼栋"}


def read(path: Path, sheet: str = "") -> tuple[Table, list[Line]]:
    with opened(path, known=KNOWN, sheet=sheet) as table:
        return table, list(table.lines)


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"])
def test_whatever_it_is_written_in(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [["姓名", "身份证号", "电话"], ["韦秀兰", "450103194805121029", "13807710001"], ["黄 大年", "", "1"]]
    text = "".join(separator.join(row) + "\r\n" for row in rows)
    table, lines = read(written(tmp_path / "people.csv", text, encoding))
    assert table.heads == ("姓名", "身份证号", "电话")
    assert [tuple(line.cells.values()) for line in lines] == [tuple(row) for row in rows[1:]]
    assert [line.number for line in lines] == [2, 3]
    assert not any(line.broken for line in lines)


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12), st.sampled_from(["utf-8", "gb18030"]))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]],
                                 encoding: str) -> None:  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows([("姓名", "电话", "楼栋"), *rows])
    path = tmp_path_factory.mktemp("rows") / "file.csv"
    _table, lines = read(written(path, text.getvalue(), encoding))
    stripped = [tuple(cell.strip() for cell in row) for row in rows]
    assert [tuple(line.cells.values()) for line in lines if not line.broken] == [
        row for row in stripped if any(row) and "\ufffd" not in "".join(row)
    ]


def test_lines_of_two_offices_in_two_encodings(tmp_path: Path) -> None:
    content = "姓名,电话\n韦秀兰,1\n".encode() + "黄大年,2\n".encode("gbk") + b"\xff\xfe\xff,3\n"
    table, lines = read(written(tmp_path / "both.csv", content))
    assert [line.cells["姓名"] for line in lines[:2]] == ["韦秀兰", "黄大年"]
    assert "neither UTF-8 nor GBK" in str(lines[2].broken)
    assert "different encodings: GBK、UTF-8" in str(table.remarks[0])


def test_a_quotation_mark_never_closed_costs_one_row(tmp_path: Path) -> None:
    rows = ["姓名,电话", '"韦秀兰,1', "黄大年,2", *(f"某{n},{n}" for n in range(2_000))]
    _table, lines = read(written(tmp_path / "open.csv", "\n".join(rows)))
    assert [line.number for line in lines if line.broken] == [2]
    assert "quotation mark" in str(lines[0].broken)
    assert lines[0].cells == {"姓名": '"韦秀兰', "电话": "1"}
    assert len(lines) == 2_002
    assert lines[1].cells["姓名"] == "黄大年"
    assert lines[-1].number == 2_003


def test_a_text_over_several_lines_is_one_row_and_the_next_keeps_its_number(tmp_path: Path) -> None:
    _table, lines = read(written(tmp_path / "long.csv", '姓名,电话\n"韦\n秀兰",1\n黄大年,2\n'))
    assert [(line.number, line.cells["姓名"]) for line in lines] == [(2, "韦\n秀兰"), (4, "黄大年")]


def test_rows_of_another_width(tmp_path: Path) -> None:
    text = "姓名,身份证号,电话\n韦秀兰,1\n黄大年;2;3\n李,1,2,,\n王,1,2,3\n\n\n赵,450103"
    _table, lines = read(written(tmp_path / "cut.csv", text))
    assert [bool(line.broken) for line in lines] == [True, False, False, True, True]
    assert "2 cells and the heads are 3. Is it cut off?" in str(lines[0].broken)
    assert "separated by “;”" in str(lines[1].remarks[0])
    assert lines[1].cells["电话"] == "3"
    assert lines[4].number == 8


def test_titles_and_notes_above_the_heads(tmp_path: Path) -> None:
    text = "青秀区人口登记表,,\n填表人：某某,,\n 姓 名 *,电话：,备注\n韦秀兰,1,\n"
    table, lines = read(written(tmp_path / "titled.csv", text))
    assert table.heads == ("姓 名 *", "电话：", "备注")
    assert lines[0].number == 4


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n , ,\n", "empty"),
        ("list.pdf", b"%PDF-1.7 ...", "no table"),
        ("cut.xlsx", b"PK\x03\x04 and no more", "cut off or damaged"),
        ("cut.geojson", b'{"type": "FeatureCollection",\n "features": [{"type":', "breaks off in line 2"),
        ("other.json", b'{"type": "Topology"}', "no GeoJSON"),
        ("deep.json", b'{"a":' * 100_000, "breaks off"),
    ],
)
def test_what_is_no_table_at_all(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        read(written(tmp_path / name, content))


def book(path: Path) -> Path:
    """A workbook as offices send them: a title, heads over two rows, merged cells, notes and hidden sheets."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as file:
        notes, people, secret = (file.add_worksheet(name) for name in ("说明", "人口", "旧"))
        notes.write(0, 0, "填表说明")
        people.merge_range(0, 0, 0, 4, "青秀区人口登记表")
        people.merge_range(1, 0, 2, 0, "楼栋")
        people.merge_range(1, 1, 1, 4, "人员")
        people.write_row(2, 1, ["姓名", "身份证号", "电话", "出生"])
        people.merge_range(3, 0, 4, 0, "3栋")
        people.write_row(3, 1, ["韦秀兰", 450103194805121029, 13807710001])
        people.write_datetime(3, 4, date(1948, 5, 12))
        people.write_row(4, 1, ["黄大年", "450103194805121029"])
        people.write_formula(4, 3, '="138"&"07710002"', None, "13807710002")
        people.write(6, 1, "李")
        secret.hide()
    return path


def test_a_workbook_as_offices_send_them(tmp_path: Path) -> None:
    table, lines = read(book(tmp_path / "人口.xlsx"))
    assert (table.name, table.heads) == ("人口", ("楼栋", "姓名", "身份证号", "电话", "出生"))
    assert [str(said) for said in table.remarks] == [
        "Read is the sheet “人口”; not read: 说明.",
        "Hidden sheets are not read: 旧.",
    ]
    first, second, third = lines
    assert (first.number, second.number, third.number) == (4, 5, 7)
    assert first.cells["电话"] == "13807710001"
    assert first.cells["出生"] == "1948-05-12"
    assert first.rounded == {"身份证号"}
    assert not second.rounded
    assert second.cells == {"楼栋": "3栋", "姓名": "黄大年", "身份证号": "450103194805121029",
                            "电话": "13807710002", "出生": ""}  # fmt: skip
    assert "merged cell that begins in row 4" in str(second.remarks[0])
    assert not first.remarks
    assert third.cells["姓名"] == "李"


def test_the_sheet_that_is_asked_for(tmp_path: Path) -> None:
    path = book(tmp_path / "人口.xlsx")
    assert read(path, "说明")[0].heads == ("填表说明",)
    with pytest.raises(FileRefused, match="no sheet named “法人”"):
        read(path, "法人")


def test_a_table_of_two_hundred_columns_and_one_of_too_many(tmp_path: Path) -> None:
    for width in (200, 1_001):
        text = ",".join(["姓名", *(f"列{n}" for n in range(1, width))]) + "\n" + ",".join(["韦"] * width)
        path = written(tmp_path / f"{width}.csv", text)
        if width == 200:
            assert len(read(path)[1][0].cells) == 200
        else:
            with pytest.raises(FileRefused, match="1001 columns"):
                read(path)


def test_heads_that_stand_twice_or_not_at_all(tmp_path: Path) -> None:
    table, lines = read(written(tmp_path / "twice.csv", "姓名,电话,电话,\n韦,1,2,3\n"))
    assert table.heads == ("姓名", "电话", "电话#3")
    assert "4 cells" in str(lines[0].broken)


@pytest.mark.parametrize(("says", "size"), [("larger than 1 GB", 0x7FFFFFFF), ("cut off or damaged", 10)])
def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path, says: str, size: int) -> None:
    """One that owns up to its size, and one that lies about it."""
    path = book(tmp_path / "bomb.xlsx")
    content = bytearray(path.read_bytes())
    name = b"xl/worksheets/sheet2.xml"
    at = content.index(b"PK\x01\x02")
    while content[at + 46 : at + 46 + len(name)] != name:
        at = content.index(b"PK\x01\x02", at + 1)
    content[at + 24 : at + 28] = size.to_bytes(4, "little")
    with pytest.raises(FileRefused, match=says):
        read(written(path, bytes(content)))


def test_features_of_a_map(tmp_path: Path) -> None:
    features = """{"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {"小区": "翠竹园", "户数": 120.0, "x": null},
       "geometry": {"type": "Point", "coordinates": [108.3, 22.8]}},
      {"type": "Feature", "properties": {"楼栋": ["1"]}, "geometry": null}, 7]}"""
    table, lines = read(written(tmp_path / "map.geojson", features, "gbk"))
    assert table.heads == ("小区", "户数", "x", "楼栋")
    assert lines[0].cells == {"小区": "翠竹园", "户数": "120", "x": "", "楼栋": ""}
    assert lines[0].shape == {"type": "Point", "coordinates": [108.3, 22.8]}
    assert ["no shape" in str(line.broken) for line in lines[1:]] == [True, True]
    assert lines[1].cells["楼栋"] == '["1"]'


@pytest.mark.parametrize("quoted", [False, True])
def test_of_a_cell_nobody_can_have_meant_the_beginning_is_kept(tmp_path: Path, quoted: bool) -> None:
    endless = "9" * 3_000_000
    cell = f'"{endless}"' if quoted else endless
    text = f"姓名,身份证号,电话\n韦秀兰,1,2\n黄大年,{cell},3\n莫小兰,4,5\n"
    _table, lines = read(written(tmp_path / "people.csv", text))
    assert [line.cells["姓名"] for line in lines] == ["韦秀兰", "黄大年", "莫小兰"]
    assert [line.number for line in lines if line.broken] == [3]
    assert max(len(one) for one in lines[1].cells.values()) == 2_000
    assert "Only the first 2000 are kept" in str(lines[1].broken)


def test_of_a_row_that_is_cut_off_long_cells_are_shortened_too(tmp_path: Path) -> None:
    text = f"姓名,身份证号,电话\n韦秀兰,{'9' * 30_000}\n"
    _table, (line,) = read(written(tmp_path / "people.csv", text))
    assert line.broken
    assert len(line.cells["身份证号"]) == 2_000
