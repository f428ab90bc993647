"""Areas drawn anew from a day on, split, and what a draft would mean: told before it is saved, kept by its day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.places import actions, geo, queries
from linli.kernel.places.actions import Planned
from linli.kernel.places.actions.replanning import NotThere, OfOthers, TooEarly, TooLate
from linli.kernel.places.geo import OutlineBroken
from linli.kernel.places.models import Area
from linli.kernel.places.queries import drafts
from linli.kernel.places.queries.drafts import Crossing, NoSplit
from linli.kernel.places.tests.test_areas import draw
from linli.kernel.places.tests.towns import NOW, Town, clerk, lead, square, town
from linli.plumbing.policy import NotAllowed

__all__ = ["town"]

LATER, LAST = NOW + timedelta(days=10), NOW + timedelta(days=20)


def plan(town: Town, area: int, *buildings: str, name: str = "一网格", outline: bytes | None = None) -> Planned:
    return Planned(name, tuple(town[one] for one in buildings), outline, area, "grid", "", town["桃源社区"])


def test_a_building_that_joins_one_grid_leaves_the_other_that_day(town: Town) -> None:
    street = lead(town["建政街道"], town["桃源社区"])
    one = draw(town, "1", buildings=(town["桃源2栋"],))
    two = draw(town, "2", buildings=(town["桃源3栋"],))
    actions.replan(rows=[plan(town, one, "桃源2栋", "桃源3栋")], since=LATER, by=street, now=NOW)
    before = queries.grid_of(building_id=town["桃源3栋"], at=NOW)
    after = queries.grid_of(building_id=town["桃源3栋"], at=LATER)
    assert before is not None
    assert after is not None
    assert (before.id, after.id) == (two, one)
    assert [one.name for one in queries.buildings_of([two], at=NOW)[two]] == ["3栋"]
    assert queries.buildings_of([two], at=LATER)[two] == []


def test_an_outline_holds_from_its_day_and_the_one_before_is_known_by_its_day(town: Town) -> None:
    street = lead(town["桃源社区"])
    west, east = square(108.33, 22.81, 0.005), square(108.335, 22.81, 0.005)
    one = draw(town, "1", outline=west)
    actions.replan(rows=[plan(town, one, outline=east)], since=LATER, by=street, now=NOW)
    for at, shape in ((NOW, west), (LATER, east)):
        found = [drawn for drawn in queries.outlines(None, layers={"grid"}, at=at) if drawn.id == one]
        assert [geo.wkb_of(drawn.shape) for drawn in found] == [shape]
        (lon, lat) = geo.centre_of(shape)
        there = queries.grid_of(lon=lon, lat=lat, at=at)
        assert there is not None
    assert [drawn.since for drawn in queries.past_outlines(one)] == [LATER, NOW]
    actions.replan(rows=[plan(town, one, outline=west)], since=LAST, by=street, now=NOW)
    assert queries.grid_of(lon=108.331, lat=22.811, at=LAST) is not None, "undone by redrawing"


def test_what_was_told_of_the_past_is_not_told_anew(town: Town) -> None:
    street = lead(town["桃源社区"])
    one = draw(town, "1", buildings=(town["桃源2栋"],))
    with pytest.raises(TooEarly):
        actions.replan(rows=[plan(town, one)], since=NOW - timedelta(days=1), by=street, now=NOW)
    with pytest.raises(TooLate):
        actions.replan(rows=[plan(town, one)], since=NOW + timedelta(days=400), by=street, now=NOW)
    actions.replan(rows=[plan(town, one, "桃源2栋", "桃源3栋")], since=LATER, by=street, now=NOW)
    with pytest.raises(TooEarly):
        actions.replan(rows=[plan(town, one, "桃源2栋")], since=LATER - timedelta(days=1), by=street, now=NOW)


def test_one_is_split_into_two_in_one_act(town: Town) -> None:
    street = lead(town["桃源社区"])
    one = draw(town, "1", outline=square(108.33, 22.81), buildings=(town["桃源2栋"], town["桃源3栋"]))
    parts = drafts.halves(geo.shape_of(square(108.33, 22.81)), [(108.3314, 22.80), (108.3314, 22.83)])
    outlines = [geo.wkb_of(part) for part in parts]
    rows = [
        plan(town, one, "桃源3栋", outline=outlines[0]),
        plan(town, 0, "桃源2栋", name="二网格", outline=outlines[1]),
    ]
    first, second = actions.replan(rows=rows, since=LATER, by=street, now=NOW)
    assert first == one
    for building, area in (("桃源3栋", one), ("桃源2栋", second)):
        found = queries.grid_of(building_id=town[building], at=LATER)
        assert found is not None
        assert found.id == area
    assert len(queries.areas_of(town["桃源2栋"], "grid", at=LATER)) == 1
    assert sum(drafts.square_metres(part) for part in parts) == pytest.approx(
        drafts.square_metres(geo.shape_of(square(108.33, 22.81))), rel=1e-9
    )


def test_nobody_draws_in_the_divisions_of_others(town: Town) -> None:
    one = draw(town, "1", buildings=(town["桃源2栋"],))
    other = draw(town, "2", scope_id=town["长罡社区"], buildings=(town["长罡1栋"],))
    mine = lead(town["桃源社区"])
    with pytest.raises(OfOthers):
        actions.replan(rows=[plan(town, one, "桃源2栋", "长罡1栋")], since=NOW, by=mine, now=NOW)
    for hat, area in ((mine, other), (clerk(town["桃源社区"]), one), (mine, 999_999)):
        with pytest.raises(NotAllowed):
            actions.replan(rows=[plan(town, area, "桃源2栋")], since=NOW, by=hat, now=NOW)
    with pytest.raises(NotThere):
        actions.replan(rows=[plan(town, one, "301")], since=NOW, by=mine, now=NOW)
    assert Area.objects.count() == 2


def test_a_line_that_crosses_itself_is_shown_where(town: Town) -> None:
    with pytest.raises(Crossing) as refused:
        drafts.outline([[(108.33, 22.81), (108.34, 22.82), (108.34, 22.81), (108.33, 22.82)]])
    assert refused.value.at == pytest.approx((108.335, 22.815))
    for corners in ([], [(108.33, 22.81), (108.34, 22.82)], [(300.0, 22.81), (108.34, 22.82), (108.33, 22.82)]):
        with pytest.raises(OutlineBroken):
            drafts.outline([corners])


def test_a_draft_tells_overlaps_and_gaps(town: Town) -> None:
    draw(town, "1", outline=square(108.33, 22.81, 0.005))
    other = queries.outlines(None, layers={"grid"}, at=NOW)
    shape = geo.shape_of(square(108.334, 22.81, 0.005))
    (over,) = drafts.overlapping(shape, other)
    assert over.square_metres == pytest.approx(102.5 * 556, rel=0.01)
    whole = geo.shape_of(square(108.33, 22.81))
    assert drafts.uncovered(whole, [shape, other[0].shape]) == pytest.approx(
        drafts.square_metres(whole) - drafts.square_metres(shapely.union(shape, other[0].shape)), rel=1e-4
    )
    assert drafts.uncovered(whole, [whole]) == 0
    assert [one.name for one in drafts.inside(geo.shape_of(square(108.33, 22.81)))] == ["2栋", "3栋"]


@given(st.lists(st.tuples(st.floats(-1.5e-5, 1.5e-5), st.floats(-1.5e-5, 1.5e-5)), min_size=2, max_size=2))
def test_a_border_near_a_neighbours_is_laid_on_it(slips: list[tuple[float, float]]) -> None:
    """Whatever is snapped stays one plain ring, and no sliver is left between the two."""
    beside = queries.Outline("grid", 1, "1", "一", 1, NOW, None, geo.shape_of(square(108.33, 22.81, 0.005)))
    (a, b), (c, d) = slips
    corners = [(108.335 + a, 22.81 + b), (108.34, 22.81), (108.34, 22.815), (108.335 + c, 22.815 + d)]
    laid = drafts.snapped(shapely.Polygon(corners), [beside])
    assert laid.is_valid
    assert laid.geom_type == "Polygon"
    assert drafts.square_metres(laid.intersection(beside.shape)) < drafts.LEAST


@pytest.mark.parametrize(
    "line", [[(108.0, 22.0), (108.1, 22.1)], [(108.33, 22.812)], [(108.331, 22.811), (108.332, 22.812)]]
)
def test_a_line_that_does_not_go_through_splits_nothing(line: list[tuple[float, float]]) -> None:
    with pytest.raises(NoSplit):
        drafts.halves(geo.shape_of(square(108.33, 22.81)), line)
