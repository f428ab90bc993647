"""No count of fewer than ten can be had from what is shown, however one adds it up, with whatever version beside it."""

from __future__ import annotations

from collections.abc import Hashable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.engines.cubes import LEAST, TOTAL, Cell, Held, Impossible, Table, hold_back, merged, rounded
from linli.engines.cubes.tests.attacker import derived, equations, told

FEW = st.sampled_from([0, 0, 0, 1, 2, 5, 9, 10, 11, 12, 19, 20, 34, 60, 250])


@st.composite
def tables(draw: st.DrawFn, columns: str = "abcd") -> Table:
    """A city of districts, streets and communities of any shape, with few people in most cells."""
    parents: dict[int, int | None] = {1: None}
    for number in range(2, draw(st.integers(2, 10))):
        parents[number] = draw(st.integers(1, number - 1))
    held = tuple(columns[: draw(st.integers(1, len(columns)))])
    empty = Table(parents, held, {})
    return Table(parents, held, {(leaf, one): draw(FEW) for leaf in empty.leaves for one in held})


def small(table: Table) -> set[Cell]:
    return {cell for cell, count in table.sums.items() if count < LEAST}


def assert_each_has_a_witness(table: Table, held: Held) -> None:
    """For every small cell there is a table that agrees with all that is shown and in which it is not small."""
    covered: set[Cell] = set()
    for cell, changes in held.witnesses.items():
        spread = table.spread(changes)
        assert set(spread) <= held.hidden, f"{cell}: what changes is in sight"
        assert all(table.counts.get(one, 0) + change >= 0 for one, change in changes.items()), f"{cell}: less than none"
        assert table.sums[cell] + spread[cell] >= LEAST
        covered |= {one for one, change in spread.items() if table.sums[one] + change >= LEAST}
    assert small(table) <= covered


@given(tables())
@settings(max_examples=50, deadline=None)
def test_what_is_held_back_follows_from_nothing(table: Table) -> None:
    held = hold_back(table)
    assert small(table) <= held.hidden
    assert_each_has_a_witness(table, held)
    sums, known = told(table, held.hidden)
    assert not derived(sums, known) & {(*cell, "") for cell in small(table)}


@given(tables(), st.data())
@settings(max_examples=25, deadline=None)
def test_two_tables_of_the_same_people_tell_no_more_than_each(table: Table, data: st.DataObject) -> None:
    """By age, and by how they live: the sums of rows are the same, and the same of them are in sight."""
    counts: dict[Cell, int] = {}
    for leaf in table.leaves:
        left = table.sums[leaf, TOTAL]
        for column in "xy":
            counts[leaf, column] = data.draw(st.integers(0, left))
            left -= counts[leaf, column]
        counts[leaf, "z"] = left
    other = Table(table.parents, ("x", "y", "z"), counts)
    held, held_other = hold_back(table), hold_back(other)
    rows = {cell for cell in held.hidden if cell[1] == TOTAL}
    both = rows | {cell for cell in held_other.hidden if cell[1] == TOTAL}
    sums, known = told(table, held.hidden, "one")
    more, known_more = told(other, held_other.hidden, "two")
    seen = set(known) | set(known_more)
    found = derived([*sums, *more], seen)
    few = {(*cell, "one" if cell[1] else "") for cell in small(table)}
    few |= {(*cell, "two" if cell[1] else "") for cell in small(other)}
    assert not found & few, f"rows {both}"
    assert not few & seen


@given(tables(), st.data())
@settings(max_examples=40, deadline=None)
def test_one_person_more_or_fewer_changes_nothing_that_is_shown(table: Table, data: st.DataObject) -> None:
    leaf, column = data.draw(st.sampled_from(table.leaves)), data.draw(st.sampled_from(table.columns))
    step = data.draw(st.sampled_from([-1, 1])) if table.counts[leaf, column] else 1
    after = dict(table.counts) | {(leaf, column): table.counts[leaf, column] + step}
    assert merged(table.counts, after) == dict(table.counts)


@given(tables(), st.data())
@settings(max_examples=50, deadline=None)
def test_a_later_version_gives_nothing_of_the_earlier_away(table: Table, data: st.DataObject) -> None:
    """The attacker is told besides which cells have not changed, and still learns no small count of either."""
    moved = {cell: data.draw(st.sampled_from([0, 0, 0, 1, -3, 10, 14, 40, -12])) for cell in table.counts}
    now = {cell: max(0, count + moved[cell]) for cell, count in table.counts.items()}
    first = hold_back(table)
    later = Table(table.parents, table.columns, merged(table.counts, now))
    same = {cell for cell in table.sums if table.sums[cell] == later.sums[cell]}
    try:
        second = hold_back(later, hidden=first.hidden, shown=set(table.sums) - first.hidden)
    except Impossible:
        return  # it is not published
    assert first.hidden == second.hidden
    assert_each_has_a_witness(later, second)
    sums, known = of_version("v1", table, first)
    more, known_more = of_version("v2", later, second)
    tied: list[dict[Hashable, int]] = [{("v1", *cell): 1, ("v2", *cell): -1} for cell in same]
    found = derived([*sums, *more, *tied], [*known, *known_more])
    assert not found & {("v1", *cell) for cell in small(table)}
    assert not found & {("v2", *cell) for cell in small(later)}


def of_version(name: str, table: Table, held: Held) -> tuple[list[dict[Hashable, int]], list[Hashable]]:
    """The sums of one version and what of it is in sight, each cell under the name of the version."""
    sums: list[dict[Hashable, int]] = [
        {(name, *cell): times for cell, times in one.items()} for one in equations(table)
    ]
    return sums, [(name, *cell) for cell in table.sums if cell not in held.hidden]


def test_the_attacker_finds_what_is_hidden_badly() -> None:
    """Holding back the small cells alone is not enough, and the attacker of these tests knows it."""
    table = Table({1: None, 2: 1, 3: 1}, ("a", "b"), {(2, "a"): 3, (2, "b"): 40, (3, "a"): 50, (3, "b"): 60})
    sums, known = told(table, small(table))
    assert derived(sums, known) == {(2, "a", "")}
    held = hold_back(table)
    assert held.hidden == {(2, "a"), (2, "b"), (3, "a"), (3, "b")}


def test_a_ring_of_nothing_is_seen_through() -> None:
    """Six cells in a ring are told by nobody's linear algebra, but by counts that cannot be negative."""
    counts = {(2, "a"): 0, (2, "b"): 12, (3, "b"): 12, (3, "c"): 0, (4, "c"): 12, (4, "a"): 12}
    table = Table({1: None, 2: 1, 3: 1, 4: 1}, ("a", "b", "c"), counts)
    assert_each_has_a_witness(table, hold_back(table))


def test_nothing_is_held_back_where_nobody_is_few() -> None:
    table = Table({1: None, 2: 1, 3: 1}, ("a", "b"), {(place, one): 30 for place in (2, 3) for one in "ab"})
    assert not hold_back(table).hidden


def test_a_version_that_would_give_away_what_was_hidden_is_refused() -> None:
    table = Table({1: None, 2: 1, 3: 1}, ("a",), {(2, "a"): 4, (3, "a"): 40})
    with pytest.raises(Impossible):
        hold_back(table, shown={(1, "a"), (1, TOTAL), (3, "a"), (3, TOTAL)})


@pytest.mark.parametrize(("count", "shown"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (0, 0)])
def test_what_is_shown_is_rounded_to_five(count: int, shown: int) -> None:
    assert rounded(count) == shown


def test_a_whole_city_is_done_in_seconds() -> None:
    """222 communities by nine groups of matters, most of them small."""
    parents: dict[int, int | None] = {1: None} | {10 + one: 1 for one in range(12)}
    parents |= {100 + one: 10 + one % 12 for one in range(138)} | {1000 + one: 100 + one % 138 for one in range(222)}
    counts = {
        (1000 + one, group): (one * 7 + at * at * 5) % 40 for one in range(222) for at, group in enumerate("abcdefghi")
    }
    table = Table(parents, tuple("abcdefghi"), counts)
    began = process_time()
    held = hold_back(table)
    assert process_time() - began < 20
    assert_each_has_a_witness(table, held)
    assert len(held.hidden) < len(table.sums) * 0.7
