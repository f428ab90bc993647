import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.worktime import Limit, LimitRefused, Unit, parse_limit

limits = st.builds(Limit, st.integers(1, 9_999), st.sampled_from(Unit))


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("3 working days", 3, Unit.working_day),
        ("1 working day", 1, Unit.working_day),
        ("3  Working  Days ", 3, Unit.working_day),
        ("3个工作日", 3, Unit.working_day),
        ("3 个工作日", 3, Unit.working_day),
        ("10工作日", 10, Unit.working_day),
        ("2h", 2, Unit.hour),
        ("2 hours", 2, Unit.hour),
        ("2小时", 2, Unit.hour),
        ("30 min", 30, Unit.minute),
        ("30分钟", 30, Unit.minute),
        ("180d", 180, Unit.day),
        ("15日", 15, Unit.day),
        ("15天", 15, Unit.day),
        ("4 working hours", 4, Unit.working_hour),
        ("4个工作小时", 4, Unit.working_hour),
        ("30 working min", 30, Unit.working_minute),
    ],
)
def test_what_catalogues_and_packs_write(text: str, amount: int, unit: Unit) -> None:
    assert parse_limit(text) == Limit(amount, unit)


@given(limits)
def test_a_limit_reads_back_as_it_was_written(limit: Limit) -> None:
    assert parse_limit(str(limit)) == limit
    assert parse_limit(limit.words("zh")) == limit
    assert parse_limit(limit.words("en")) == limit


@pytest.mark.parametrize(
    ("limit", "pack", "zh", "en"),
    [
        (Limit(3, Unit.working_day), "3 working days", "3个工作日", "3 working days"),
        (Limit(1, Unit.working_day), "1 working day", "1个工作日", "1 working day"),
        (Limit(1, Unit.working_minute), "1 working min", "1个工作分钟", "1 working minute"),
        (Limit(2, Unit.hour), "2h", "2小时", "2 hours"),
        (Limit(1, Unit.hour), "1h", "1小时", "1 hour"),
        (Limit(180, Unit.day), "180d", "180天", "180 days"),
        (Limit(30, Unit.minute), "30 min", "30分钟", "30 minutes"),
    ],
)
def test_words(limit: Limit, pack: str, zh: str, en: str) -> None:
    assert (str(limit), limit.words("zh"), limit.words("en")) == (pack, zh, en)


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("3 wokring days", "3 working days"),
        ("3 business days", "3 working days"),
        ("3workdays", "3 working days"),
        ("1.5h", "90 min"),
        ("0.5 d", "12h"),
        ("2.5 working days", "3 working days"),
        ("1.5 working hours", "90 working min"),
        ("90s", "2 min"),
        ("5m", "5 min"),
        ("2 weeks", "14d"),
        ("6个月", "180d"),
        ("2 hrs", "2h"),
        ("0 min", "1 min"),
        ("-3 working days", "3 working days"),
        ("3", "3 working days"),
        ("", "1 working day"),
        ("working days 3", "3 working days"),
        ("三个工作日", "3 working days"),
        ("十日", "10d"),
        ("99999999999 d", "36500d"),
        ("P3D", "3d"),
    ],
)
def test_a_refusal_names_the_nearest_right_form(written: str, nearest: str) -> None:
    with pytest.raises(LimitRefused) as refused:
        parse_limit(written)
    assert str(refused.value) == f'"{written}" is not a limit. Write "{nearest}".'
    assert str(refused.value.nearest) == nearest


@given(st.text(max_size=20))
def test_any_text_is_a_limit_or_refused_with_one(text: str) -> None:
    read, nearest = None, None
    try:
        read = parse_limit(text)
    except LimitRefused as refused:
        nearest = refused.nearest
    limit = read or nearest
    assert limit is not None
    assert parse_limit(str(limit)) == limit


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_a_limit_has_at_least_one_and_not_absurdly_many(amount: int) -> None:
    with pytest.raises(LimitRefused):
        Limit(amount, Unit.working_day)
