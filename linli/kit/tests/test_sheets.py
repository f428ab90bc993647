"""Tables for Excel, read back from the file as Excel would: every text is a text, every day a day."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.kit import sheets
from linli.kit.sheets import Column, Link, Sheet

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(*tables: Sheet, at: int = 1, **more: Any) -> tuple[list[list[tuple[str, str]]], zipfile.ZipFile]:
    """The cells of a sheet as (type, value), row by row, and the file."""
    kept = io.BytesIO()
    sheets.write(kept, tables, **more)
    file = zipfile.ZipFile(kept)
    root = ElementTree.fromstring(file.read(f"xl/worksheets/sheet{at}.xml"))  # noqa: S314  our own file
    return [[_cell(cell) for cell in row.iter(f"{_SPACE}c")] for row in root.iter(f"{_SPACE}row")], file


def _cell(cell: ElementTree.Element) -> tuple[str, str]:
    assert cell.find(f"{_SPACE}f") is None, "a formula"
    if cell.get("t") == "inlineStr":
        text = "".join(one.text or "" for one in cell.iter(f"{_SPACE}t"))
        return "text", _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return "number", (cell.findtext(f"{_SPACE}v") or "")


def test_a_table_keeps_its_types() -> None:
    at = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)
    columns = (
        Column("编号"),
        Column("件数", "number"),
        Column("金额", "money"),
        Column("哪天", "day"),
        Column("几时", "moment"),
    )
    rows, file = read(Sheet("待我办", columns, [("NN-7K3M9", 12, 128_000, date(2026, 11, 27), at)]))
    assert [words for _kind, words in rows[0]] == ["编号", "件数", "金额", "哪天", "几时"]
    assert rows[1][0] == ("text", "NN-7K3M9")
    assert [kind for kind, _value in rows[1][1:]] == ["number"] * 4
    assert rows[1][1][1] == "12"
    assert float(rows[1][2][1]) == 1280.0
    assert float(rows[1][3][1]) == (date(2026, 11, 27) - date(1899, 12, 30)).days
    assert float(rows[1][4][1]) % 1 == pytest.approx((12 * 60 + 30) / 1440)  # the city's clock, not London's
    page = file.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in page
    assert "<autoFilter" in page


@given(some.text(alphabet=some.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=60))
def test_every_text_stays_the_text_it_was(text: str) -> None:
    rows, _file = read(Sheet("t", (Column("a"),), [(text,)]))
    kind, kept = rows[1][0]
    assert kind == "text"
    assert kept == text


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.example","去")', "+86 138", "-2+3", "@SUM(A1)", "=1+1"])
def test_what_begins_like_a_formula_is_marked_as_text(text: str) -> None:
    rows, file = read(Sheet("t", (Column("a"),), [(text,)]))
    assert rows[1][0] == ("text", text)
    styles = file.read("xl/styles.xml").decode()
    assert 'quotePrefix="1"' in styles


@pytest.mark.asvs("V1.2.2")
def test_only_web_addresses_become_links() -> None:
    given = [
        (Link("看", "http://localhost:8001/case/1"),),
        (Link("危险", "file:///etc/passwd"),),
        (Link("怪", "javascript:1"),),
    ]
    rows, file = read(Sheet("t", (Column("a"),), given))
    assert [words for _kind, words in (row[0] for row in rows[1:])] == ["看", "危险", "怪"]
    told = unescape(file.read("xl/worksheets/_rels/sheet1.xml.rels").decode())
    assert "http://localhost:8001/case/1" in told
    assert "passwd" not in told
    assert "javascript" not in told


def test_chinese_gets_the_room_it_needs_and_no_more() -> None:
    kept = io.BytesIO()
    sheets.write(
        kept,
        [
            Sheet(
                "t",
                (Column("事项"), Column("说明"), Column("短", width=9)),
                [("电动车进楼充电", "长" * 200, "很长很长很长")],
            )
        ],
    )
    page = zipfile.ZipFile(kept).read("xl/worksheets/sheet1.xml").decode()
    widths = [float(found) for found in re.findall(r'<col [^>]*width="([\d.]+)"', page)]
    assert widths[0] == pytest.approx(16, abs=1)
    assert widths[1] == pytest.approx(sheets.WIDEST, abs=1)
    assert widths[2] == pytest.approx(11, abs=1)


def test_the_last_sheet_says_where_the_table_comes_from() -> None:
    rows, _file = read(Sheet("a/b", (Column("x"),), []), at=2, about=[("打印的人", "黄志强")])
    assert [[words for _kind, words in row] for row in rows][1:] == [["打印的人", "黄志强"]]


def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        with open("/dev/null", "wb") as nowhere:
            sheets.write(
                nowhere, [Sheet("t", (Column("a"), Column("b", "number")), ((f"第{n}行", n) for n in range(count)))]
            )
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(6000) < 3 * peak(300) + 1_000_000
