"""Shares of a register against counting record by record, and what a dwelling is used as."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.keeping import NOTHING, Kept, asked, is_due, score, together
from linli.engines.keeping.occupancy import Ground, Judged, Said, Seen, Use, judge

START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 1000).map(lambda days: START + timedelta(days=days))
fields = st.tuples(st.booleans(), st.booleans(), st.integers(1, 9))  # needed, filled, weight


@given(st.lists(st.lists(fields, max_size=6), max_size=12))
def test_records_together_are_the_naive_count(records: list[list[tuple[bool, bool, int]]]) -> None:
    made = together(
        asked(int(needed), int(needed and filled), weight) for record in records for needed, filled, weight in record
    )
    needed = sum(weight for record in records for is_needed, _filled, weight in record if is_needed)
    filled = sum(weight for record in records for is_needed, is_filled, weight in record if is_needed and is_filled)
    assert (made.needed, made.filled) == (needed, filled)
    assert made.share == (None if not needed else filled / needed)
    assert 0 <= made.hits <= made.base


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 9)), max_size=9), st.randoms())
def test_order_and_grouping_change_nothing(parts: list[tuple[int, int, int]], random: object) -> None:
    kept = [asked(max(a, b), min(a, b), weight) for a, b, weight in parts]
    cut = len(kept) // 2
    whole = together(kept)
    assert together([together(kept[:cut]), together(kept[cut:])]) == whole
    assert together(reversed(kept)) == whole


def test_nothing_asked_is_not_nothing_there() -> None:
    assert NOTHING.share is None
    assert asked(3, 0, 1).share == 0
    with pytest.raises(ValueError, match="4 of 3"):
        asked(3, 4, 1)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 99))
def test_a_score_lies_between_its_shares(complete: float, fresh: float, weight: float) -> None:
    made = score(complete=complete, fresh=fresh, weigh=(weight, 100 - weight))
    assert made is not None
    assert min(complete, fresh) * 100 - 1e-9 <= made <= max(complete, fresh) * 100 + 1e-9


def test_a_share_that_asks_nothing_does_not_pull_the_score() -> None:
    assert score(complete=0.8, fresh=None, weigh=(50, 50)) == pytest.approx(80)
    assert score(complete=None, fresh=None, weigh=(50, 50)) is None
    assert Kept(4, 3, 4) + NOTHING == Kept(4, 3, 4)


def test_a_confirmation_holds_to_its_last_moment() -> None:
    holds = timedelta(days=90)
    assert not is_due(START, holds=holds, at=START + holds - timedelta(seconds=1))
    assert is_due(START, holds=holds, at=START + holds)
    assert is_due(None, holds=holds, at=START)


seens = st.builds(Seen, st.none() | moments, st.none() | moments, st.none() | moments)
saids = st.lists(st.builds(Said, st.sampled_from([*Use, "nonsense"]).map(str), moments, st.just("visit")), max_size=4)


@given(saids, seens)
def test_a_newer_declaration_is_never_overruled(said: list[Said], seen: Seen) -> None:
    latest = max((one for one in (seen.owner_lives, seen.tenants, seen.letting) if one), default=START)
    newest = Said("empty", latest + timedelta(days=2000), "owner")
    assert judge([*said, newest], seen) == Judged(Use.EMPTY, Ground.DECLARED, newest.at, "owner")


@given(saids, seens)
def test_nothing_declared_is_unknown_and_never_empty(said: list[Said], seen: Seen) -> None:
    silent = [replace(one, use="unknown") for one in said]
    made = judge(silent, seen)
    assert made.use != Use.EMPTY
    if seen == Seen():
        assert made == Judged(Use.UNKNOWN, Ground.NOBODY_SAID)
    assert judge(list(reversed(silent)), seen) == made


def test_links_that_came_later_count_more_than_an_old_declaration() -> None:
    said = [Said("empty", START, "visit")]
    later = START + timedelta(days=1)
    assert judge(said, Seen(tenants=later)).use == Use.LET
    assert judge(said, Seen(letting=later)) == Judged(Use.LET, Ground.LETTING, later)
    assert judge(said, Seen(owner_lives=later)).use == Use.SELF
    assert judge(said, Seen(owner_lives=START, tenants=later)).use == Use.MIXED
    assert judge(said, Seen(tenants=START)).use == Use.EMPTY  # said at that moment, so said knowing it
