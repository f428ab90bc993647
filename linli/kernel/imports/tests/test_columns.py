"""What columns mean: required ones never lost, several read as one, faults told with field and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.imports import actions, queries
from linli.kernel.imports.actions.mapping import FieldMissing, FieldTwice
from linli.kernel.imports.columns import Further, gathered, proposed
from linli.kernel.imports.models import Import, State
from linli.kernel.imports.saying import Reason, veiled
from linli.kernel.imports.tests.shelf import Shelf
from linli.kernel.imports.tests.test_engine import NOW, OFFICER, csv, now, opened, taken
from linli.plumbing import scope
from linli.plumbing.tabular import Said

SHELF = Shelf()
HEADS = ["书号", "编号", "书名", "页数", "备注"]


def test_what_was_remembered_does_not_leave_a_required_field_without_its_column(shelf: Shelf, tmp_path: Path) -> None:
    """Once 书名 stood in another column and was left out; in the next file it is the only one there is."""
    first = opened(csv(tmp_path / "a.csv", "B1,红,红楼梦", head="书号,书名,全名"))
    actions.map_columns(import_id=first.id, mapping={"书名": "", "全名": "title"}, by=OFFICER, now=NOW)
    taken(first)
    second = opened(csv(tmp_path / "b.csv", "B2,围城", head="书号,书名"))
    assert second.mapping == {"书号": "number", "书名": "title"}
    assert taken(second) == {"new": 1}
    third = opened(csv(tmp_path / "c.csv", "B3,边,边城", head="书号,书名,全名"))
    assert third.mapping == {"书号": "number", "书名": "", "全名": "title"}


@given(st.lists(st.sampled_from(HEADS), unique=True), st.dictionaries(
    st.sampled_from(HEADS), st.sampled_from(["", "number", "title", "pages"])))  # fmt: skip
def test_a_usual_head_of_a_required_field_is_never_passed_over(heads: list[str], remembered: dict[str, str]) -> None:
    found = proposed(heads, SHELF, remembered)
    given_ones = set(found.values())
    assert set(found) == set(heads)
    assert "number" in given_ones or not {"书号", "编号"} & set(heads)
    if "书名" in heads and "书名" not in remembered:
        assert "title" in given_ones


def test_without_a_required_column_nothing_begins_and_it_is_said_which(shelf: Shelf, tmp_path: Path) -> None:
    one = opened(csv(tmp_path / "a.csv", "B1,1606", head="书号,页数"))
    for begin in (actions.look_through, actions.carry_out):
        with pytest.raises(FieldMissing, match="Title"):
            begin(import_id=one.id, by=OFFICER, clock=now)
    with pytest.raises(FieldMissing):
        actions.defer_work(import_id=one.id, to=State.LOOKING, by=OFFICER, now=NOW)
    assert Import.objects.get(id=one.id).state == State.STAGED
    assert shelf.all() == []


def test_columns_of_which_no_row_fills_two_are_read_as_one(shelf: Shelf, tmp_path: Path) -> None:
    rows = ["B1,,红楼梦,1606", ",B2,围城,359", "B3,B3,边城,"]
    one = opened(csv(tmp_path / "a.csv", *rows, head="书号,编号,书名,页数"))
    assert one.mapping == {"书号": "number", "编号": "number", "书名": "title", "页数": "pages"}
    assert taken(one) == {"new": 3}
    assert [row[0] for row in shelf.all()] == ["B1", "B2", "B3"]
    with scope.reading(OFFICER, now=NOW):
        assert any("书号、编号" in str(said) for said in queries.remarks(Import.objects.get(id=one.id)))


def test_two_columns_that_differ_are_never_one(shelf: Shelf, tmp_path: Path) -> None:
    rows = ["B1,A1,红楼梦", "B2,,围城", ",A3,边城"]
    one = opened(csv(tmp_path / "a.csv", *rows, head="书号,编号,书名"))
    assert one.mapping["编号"] == ""
    with pytest.raises(FieldTwice) as told:
        actions.map_columns(import_id=one.id, mapping={"编号": "number"}, by=OFFICER, now=NOW)
    assert told.value.words["row"] == 2


@given(st.lists(st.dictionaries(st.sampled_from(["书号", "编号"]), st.sampled_from(["", "A", "B"])), max_size=6))
def test_reading_columns_as_one_contradicts_no_row(rows: list[dict[str, str]]) -> None:
    mapping = {"书号": "number", "编号": ""}
    further = Further(SHELF, mapping, {})
    further.see(rows)
    merged = {**mapping, **further.added}
    assert not any(gathered(row, SHELF, merged)[1] for row in rows)
    differing = any(row.get("书号") and row.get("编号") and row["书号"] != row["编号"] for row in rows)
    assert bool(further.added) is not differing


def test_grouped_reasons_say_field_and_column_also_after_the_sweep(shelf: Shelf, tmp_path: Path) -> None:
    one = opened(csv(tmp_path / "a.csv", "B1,", "B2,", ",围城", "B4,边城", head="图书编码,书名"))
    actions.map_columns(import_id=one.id, mapping={"图书编码": "number"}, by=OFFICER, now=NOW)
    taken(one)
    told = [("Title（表里的“书名”列）：缺少Title。", 2), ("Number（表里的“图书编码”列）：缺少Number。", 1)]
    for swept in (False, True):
        if swept:
            actions.sweep(by=OFFICER, now=NOW + actions.sweeping.KEPT * 2)
        with scope.reading(OFFICER, now=NOW), translation.override("zh-hans"):
            assert queries.reasons(Import.objects.get(id=one.id)) == told


@pytest.mark.parametrize(
    ("field", "word", "shown"),
    [
        ("phone", "1380771661", "138****61"),
        ("phone", "138-0771-66101", "138****01"),
        ("phone", "13807716610/13907716611", "138****10/139****11"),
        ("number", "4501031988031200", "450****00"),
        ("number", "E1234567", "E12****67"),
        ("relations", "13807716610", "138****10"),
        ("relations", "找450103198803120021", "找450****21"),
        ("relations", "朋友", "朋友"),
        ("division", "450103001003", "450103001003"),
        ("born", "1990-02-30", "1990-02-30"),
    ],
)
def test_no_reason_gives_a_telephone_or_a_document_away(field: str, word: str, shown: str) -> None:
    reason = Reason(Said("%(text)s is wrong", {"text": word}), field)
    assert str(veiled(reason, {"phone", "number"}).said) == f"{shown} is wrong"
