"""Compounds and grids: a building by the set, a point by the outline, never a guess, and history kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.places import actions, geo, queries
from linli.kernel.places.actions import NewArea, NewRoad
from linli.kernel.places.models import Area, AreaOutline
from linli.kernel.places.tests.towns import INGEST, NOW, Town, clerk, lead, square, town
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR

__all__ = ["town"]

LATER = NOW + timedelta(days=1)
Box = tuple[int, int, int, int]


def draw(town: Town, code: str, **more: object) -> int:
    row = NewArea(**{"kind": "grid", "code": code, "name": f"{code}网格", "scope_id": town["桃源社区"], **more})  # type: ignore[arg-type]
    return actions.draw_area(row=row, by=INGEST, now=NOW)


def test_a_building_belongs_by_the_set_and_by_nothing_else(town: Town) -> None:
    one = draw(town, "1", outline=square(108.33, 22.81), buildings=(town["桃源2栋"],))
    found = queries.grid_of(building_id=town["桃源2栋"], at=NOW)
    assert found is not None
    assert found.id == one
    # 3栋 lies inside the outline, but nobody has put it into the set.
    assert queries.grid_of(building_id=town["桃源3栋"], lon=108.3316, lat=22.8123, at=NOW) is None


def test_a_point_belongs_by_the_outline(town: Town) -> None:
    one = draw(town, "1", outline=square(108.33, 22.81, 0.005))
    two = draw(town, "2", outline=square(108.335, 22.81, 0.005))
    assert _grid_id(108.331, 22.811) == one
    assert _grid_id(108.337, 22.811) == two
    assert _grid_id(108.335, 22.811) is None, "on the border of two"
    assert _grid_id(108.339, 22.819) is None, "in none"
    assert queries.grid_of(at=NOW) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(*[st.integers(0, 8)] * 4), min_size=1, max_size=5),
    st.integers(0, 16),
    st.integers(0, 16),
)
def test_a_grid_is_never_guessed(town: Town, boxes: list[Box], x: int, y: int) -> None:
    """The answer is the one area that covers the point; with none or several it is nobody's."""
    Area.objects.all().delete()
    lon, lat = 108.33 + x / 2000, 22.81 + y / 2000
    covering = []
    for index, (left, bottom, wide, tall) in enumerate(boxes):
        right, top = left + wide + 1, bottom + tall + 1
        ring = [(left, bottom), (right, bottom), (right, top), (left, top)]
        outline = geo.polygon([(108.33 + a / 1000, 22.81 + b / 1000) for a, b in ring])
        number = draw(town, str(index), outline=outline)
        if geo.covers(outline, lon, lat):
            covering.append(number)
    assert _grid_id(lon, lat) == (covering[0] if len(covering) == 1 else None)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(*[st.integers(0, 8)] * 4), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 32), st.integers(0, 32)), max_size=12),
    st.sets(st.integers(0, 4)),
    st.booleans(),
)
def test_many_points_at_once_lie_where_each_lies(
    town: Town, boxes: list[Box], corners: list[tuple[int, int]], asked: set[int], was_redrawn: bool
) -> None:
    """The grids asked about get the points one would find by asking for each; before a redrawing as well as after."""
    AreaOutline.objects.all().delete()
    Area.objects.all().delete()
    points = [(108.33 + x / 2000, 22.81 + y / 2000) for x, y in corners]
    for index, (left, bottom, wide, tall) in enumerate(boxes):
        west, south, east, north = (108.33 + left / 1000, 22.81 + bottom / 1000, wide + 1, tall + 1)
        ring = [(west, south), (west + east / 1000, south), (west + east / 1000, south + north / 1000),
                (west, south + north / 1000)]  # fmt: skip
        draw(town, str(index), outline=geo.polygon(ring))
    if was_redrawn:
        first = Area.objects.order_by("id")[0]
        actions.redraw(area_id=first.id, outline=square(108.34, 22.82, 0.004), by=INGEST, now=LATER)
    grids = [one for one in Area.objects.order_by("id") if int(one.code) in asked]
    for at in (NOW, LATER):
        each = [queries.grid_of(lon=lon, lat=lat, at=at) for lon, lat in points]
        one_by_one = {grid.id: [n for n, one in enumerate(each) if one and one.id == grid.id] for grid in grids}
        assert queries.points_of(grids, points, at=at) == one_by_one


def test_a_building_in_two_sets_is_in_no_grid(town: Town) -> None:
    draw(town, "1", buildings=(town["桃源2栋"],))
    draw(town, "2", buildings=(town["桃源2栋"],))
    assert queries.grid_of(building_id=town["桃源2栋"], at=NOW) is None
    assert len(queries.areas_of(town["桃源2栋"], "grid", at=NOW)) == 2


def test_redrawing_does_not_change_the_past(town: Town) -> None:
    west, east = square(108.33, 22.81, 0.005), square(108.335, 22.81, 0.005)
    one = draw(town, "1", outline=west, buildings=(town["桃源2栋"],))
    actions.redraw(area_id=one, outline=east, buildings=[town["桃源3栋"]], by=INGEST, now=LATER)
    assert (_grid_id(108.331, 22.811), _grid_id(108.337, 22.811)) == (one, None)
    now_there = queries.grid_of(lon=108.337, lat=22.811, at=LATER)
    assert now_there is not None
    assert now_there.id == one
    assert queries.grid_of(lon=108.331, lat=22.811, at=LATER) is None
    before = queries.grid_of(building_id=town["桃源2栋"], at=NOW)
    assert before is not None
    assert queries.grid_of(building_id=town["桃源2栋"], at=LATER) is None
    assert queries.grid_of(building_id=town["桃源3栋"], at=NOW) is None
    assert queries.grid_of(building_id=town["桃源3栋"], at=LATER) is not None


def test_a_compound_belongs_to_the_smallest_division_that_holds_it(town: Town) -> None:
    both = (town["桃源2栋"], town["长罡1栋"])
    number = actions.draw_area(row=NewArea("compound", "C1", "桃源小区", buildings=both), by=INGEST, now=NOW)
    drawn = queries.area(number)
    assert drawn is not None
    assert drawn.scope_id == town["建政街道"]
    held = queries.compound_of(town["长罡1栋"], at=NOW)
    assert held is not None
    assert held.id == number
    assert queries.standing(town["301"]).public_label == "桃源小区"
    assert {found.id for found in queries.search("桃源小区")} == set(both)


def test_an_area_needs_something_to_hold(town: Town) -> None:
    with pytest.raises(actions.AreaRefused):
        draw(town, "1")
    with pytest.raises(actions.AreaRefused):
        draw(town, "1", buildings=(town["301"],))


def test_who_may_draw(town: Town) -> None:
    row = NewArea("grid", "1", "一网格", outline=square(108.33, 22.81), scope_id=town["桃源社区"])
    for hat in (clerk(town["桃源社区"]), lead(town["南湖街道"]), VISITOR):
        with pytest.raises(NotAllowed):
            actions.draw_area(row=row, by=hat, now=NOW)
    number = actions.draw_area(row=row, by=lead(town["建政街道"], town["桃源社区"]), now=NOW)
    actions.redraw(area_id=number, outline=square(108.34, 22.81), by=lead(town["桃源社区"]), now=LATER)


def test_a_map_tile_holds_what_it_touches(town: Town) -> None:
    draw(town, "1", outline=square(108.33, 22.81))
    roads = [
        NewRoad("桃源路", "road", geo.line([(108.32, 22.812), (108.36, 22.812)])),
        NewRoad("远路", "road", geo.line([(108.60, 22.9), (108.61, 22.9)])),
    ]
    actions.add_roads(rows=roads, by=INGEST, now=NOW)
    box = (108.330, 22.811, 108.3314, 22.813)
    drawn = [(shape.layer, shape.name) for shape in queries.features(box, at=NOW)]
    assert drawn == [("grid", "1网格"), ("road", "桃源路"), ("building", "2栋")]
    everything = queries.features((108, 22, 109, 23), at=NOW)
    assert len(everything) == 1 + 2 + 3


def _grid_id(lon: float, lat: float) -> int | None:
    found = queries.grid_of(lon=lon, lat=lat, at=NOW)
    return found.id if found else None
