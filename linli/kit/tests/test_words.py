"""Times, days, money, shares and hidden numbers are written as design guide §4 says, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linli.kit import figures, words
from linli.kit.lunar import lunar_day

NOW = datetime(2026, 11, 19, 1, 24, tzinfo=UTC)  # Thursday 9:24 in Nanning


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=words.city_zone())


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def test_time_has_no_leading_zero_and_a_range_has_an_en_dash() -> None:
    assert words.clock(NOW) == "9:24"
    assert words.clock_range(at(20, 9), at(20, 17)) == "9:00–17:00"


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        (at(19, 8, 52), "今天8:52", "today 8:52"),
        (at(18, 15, 20), "昨天15:20", "yesterday 15:20"),
        (at(20, 18), "明天18:00", "tomorrow 18:00"),
        (at(17, 20, 5), "11月17日20:05", "17 Nov 20:05"),
        (at(2, 9, 0, month=1), "1月2日9:00", "2 Jan 9:00"),
        (at(17, 9, 0, year=2025), "2025年11月17日9:00", "17 Nov 2025 9:00"),
    ],
)
def test_a_moment(moment: datetime, zh: str, en: str) -> None:
    assert words.moment(moment, NOW) == zh
    with translation.override("en"):
        assert words.moment(moment, NOW) == en


def test_days_are_cut_in_the_city_and_not_at_greenwich() -> None:
    just_after_midnight = datetime(2026, 11, 18, 16, 1, tzinfo=UTC)
    assert words.moment(just_after_midnight, NOW) == "今天0:01"


def test_weekdays_and_the_lunar_day_for_elders() -> None:
    assert words.weekday(NOW) == "周四"
    assert words.long_day(NOW) == "11月19日 周四"
    assert words.long_day(NOW, elder=True) == "11月19日 星期四 十月十一"
    with translation.override("en"):
        assert words.long_day(NOW, elder=True) == "19 Nov Thursday"


@pytest.mark.parametrize(
    ("limit", "working_days", "zh", "en"),
    [
        (at(19, 18), 0, "今天18:00前", "by today 18:00"),
        (at(20, 18), 1, "明天18:00前", "by tomorrow 18:00"),
        (at(24, 18), 3, "还有3个工作日", "3 working days left"),
        (at(24, 18), None, "还有5天", "5 days left"),
        (at(17, 9), None, "超期2天", "2 days late"),
        (at(13, 9), -4, "超期4天", "4 days late"),
        (at(19, 4), None, "超期5小时", "5 hours late"),
        (at(19, 9, 23), None, "超期1分钟", "1 minute late"),
    ],
)
def test_what_is_left_of_a_limit(limit: datetime, working_days: int | None, zh: str, en: str) -> None:
    assert words.due(limit, NOW, working_days) == zh
    with translation.override("en"):
        assert words.due(limit, NOW, working_days) == en


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (timedelta(seconds=20), "不到1分钟", "a moment"),
        (timedelta(minutes=25), "25分钟", "25 minutes"),
        (timedelta(hours=5, minutes=59), "5小时", "5 hours"),
        (timedelta(days=1, hours=13), "1天13小时", "1 day 13 hours"),
        (timedelta(days=2), "2天", "2 days"),
        (timedelta(days=3, hours=23), "3天", "3 days"),
    ],
)
def test_how_long_somebody_waited(span: timedelta, zh: str, en: str) -> None:
    assert words.waited(span) == zh
    with translation.override("en"):
        assert words.waited(span) == en


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_waiting_never_reads_longer_than_it_was(span: timedelta) -> None:
    with translation.override("zh-hans"):
        said = words.waited(span)
    days = int(said.split("天")[0]) if "天" in said else 0
    assert days == span // timedelta(days=1)


def test_money_shares_and_changes() -> None:
    assert figures.money(128_000) == "1,280.00"
    assert figures.money(-5) == "−0.05"
    assert figures.yuan(800) == "8.00元"
    assert figures.pin_price(850) == "9元"
    assert figures.thousands(12_806) == "12,806"
    assert figures.share(0.964) == "96.4"
    assert figures.percent(0.964) == "96.4%"
    assert figures.points(0.006) == "升0.6个百分点"
    assert figures.points(-0.002) == "降0.2个百分点"
    assert figures.points(0.0001) == "没变"
    assert (figures.more_or_fewer(12), figures.more_or_fewer(-4), figures.more_or_fewer(0)) == (
        "多12",
        "少4",
        "没变",
    )
    with translation.override("en"):
        assert figures.yuan(800) == "¥8.00"


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_money_is_read_back_to_the_same_fen(fen: int) -> None:
    written = figures.money(fen).replace(",", "").replace("−", "-")
    yuan, _point, cents = written.partition(".")
    assert abs(int(yuan)) * 100 + int(cents) == abs(fen)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 2, 17), "正月初一"),
        (date(2026, 9, 25), "八月十五"),
        (date(2025, 7, 25), "闰六月初一"),
        (date(2025, 8, 23), "七月初一"),
        (date(2027, 2, 5), "腊月廿九"),
        (date(2020, 1, 24), ""),
        (date(2056, 2, 15), ""),
    ],
)
def test_the_lunar_day(day: date, said: str) -> None:
    assert lunar_day(day) == said


def test_the_lunar_table_has_no_gap_and_no_overlap() -> None:
    """Each day is the next one after the day before: 初一 follows 廿九 or 三十, and months follow one another."""
    day, before = date(2020, 1, 25), "腊月三十"
    while day < date(2056, 1, 1):
        now = lunar_day(day)
        assert now
        assert now != before
        if now.endswith("初一"):
            assert before.endswith(("廿九", "三十")), day
        before, day = now, day + timedelta(days=1)
