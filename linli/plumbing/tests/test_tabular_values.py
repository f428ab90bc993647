"""Days, numbers and yes or no, as lists write them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linli.plumbing.tabular import values
from linli.plumbing.tabular.values import ValueWrong

TODAY = date(2026, 11, 27)
FORMS = ["{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0.year}.{0.month}.{0.day}", "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}",
         "{0:%Y-%m-%d} 00:00:00", " {0.year} 年 {0.month} 月 {0.day} 日"]  # fmt: skip


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@given(st.dates(date(1850, 1, 1), TODAY), st.sampled_from(FORMS))
def test_a_day_however_it_is_written(day: date, form: str) -> None:
    assert values.day(form.format(day), latest=TODAY) == day


@given(st.dates(date(1927, 6, 1), date(2099, 12, 31)))
def test_the_number_a_spreadsheet_keeps_for_a_day(day: date) -> None:
    assert values.day(str((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("1948-02-30", "no day 1948-02-30"),
        ("19480230", "no day"),
        ("2023-02-29", "no day"),
        ("48-05-12", "two digits"),
        ("480512", "two digits"),
        ("48年5月12日", "two digits"),
        ("05/12/1948", "cannot be told apart"),
        ("农历1948年四月初四", "lunar"),
        ("一九四八年腊月廿三", "lunar"),
        ("1948年5月", "day is missing"),
        ("1948", "day is missing"),
        ("不详", "not a date"),
        ("", "not a date"),
        ("1248-05-12", "too long ago"),
        ("2027-01-01", "future"),
        ("９９９９９９", "two digits"),
    ],
)
def test_what_is_no_day_is_told_exactly(written: str, says: str) -> None:
    with pytest.raises(ValueWrong, match=says):
        values.day(written, latest=TODAY)


@given(st.text(max_size=12))
def test_whatever_is_written_is_a_day_or_a_sentence(written: str) -> None:
    try:
        said = str(values.day(written, latest=TODAY))
    except ValueWrong as wrong:
        said = str(wrong)
    assert said


@pytest.mark.parametrize(
    ("written", "found"), [("88.5㎡", "88.5"), ("1,200 平方米", "1200"), ("３", "3"), ("-0", "0"), ("12户", "12")]
)
def test_numbers(written: str, found: str) -> None:
    assert values.number(written) == Decimal(found)


@pytest.mark.parametrize(
    ("written", "says"), [("约90", "not a number"), ("NaN", "not a number"), ("-3", "between 0 and 60"), ("61", "60")]
)
def test_what_is_no_number(written: str, says: str) -> None:
    with pytest.raises(ValueWrong, match=says):
        values.number(written, most=60)


def test_whole_numbers_and_yes_or_no() -> None:
    assert values.whole("6层") == 6
    with pytest.raises(ValueWrong, match="whole"):
        values.whole("6.5")
    assert [values.yes_or_no(word) for word in ("是", "√", "否", "无")] == [True, True, False, False]
    with pytest.raises(ValueWrong, match="neither"):
        values.yes_or_no("也许")
