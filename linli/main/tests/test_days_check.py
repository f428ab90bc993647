"""What the house takes for a day by the wrong clock, and what not."""

from __future__ import annotations

import pytest

from linli.main.checks.days import bare


@pytest.mark.parametrize(
    "line",
    [
        "now.date()",
        "run.now.date().isoformat()",
        "time.now().date()",
        "(now - DAY).date()",
        "date.today()",
        "datetime.combine(day, time(), UTC)",
        "datetime.combine(day, time(), tzinfo=UTC)",
        "datetime.combine(day, time())",
        'f"{request.now:%Y-%m-%d}"',
    ],
)
def test_the_clock_of_storage_cuts_no_day(line: str) -> None:
    assert list(bare(f"x = 1\n{line}\n")) == [2]


@pytest.mark.parametrize(
    "line",
    [
        "words.local(now).date()",
        "now.astimezone(zone).date()",
        "local.date()",
        "day_of(now)",
        "datetime.combine(day, time(), zone)",
        'f"{local(now):%Y-%m-%d}"',
        'f"{count:,} {share:.1f}"',
        "form.date(text)",
    ],
)
def test_what_is_cut_by_the_city_is_left_alone(line: str) -> None:
    assert not list(bare(line))
