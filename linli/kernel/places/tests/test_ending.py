"""Areas that end: alone or merged into another, from a day on, with everything there was still known by its day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.places import actions, geo, queries
from linli.kernel.places.actions import NewArea, Planned
from linli.kernel.places.actions.ending import AnotherCommunity, NotMerged
from linli.kernel.places.actions.replanning import EndedAlready, TooEarly, TooLate
from linli.kernel.places.models import Area
from linli.kernel.places.queries import drafts
from linli.kernel.places.tests.test_areas import draw
from linli.kernel.places.tests.towns import INGEST, NOW, Town, clerk, lead, square, town
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed

__all__ = ["town"]

LATER, LAST = NOW + timedelta(days=10), NOW + timedelta(days=20)


def robot(town: Town) -> scope.Hat:
    return scope.robot([town["桃源社区"], town["长罡社区"]])


def grid_at(town: Town, building: str, at: object = LATER) -> int | None:
    found = queries.grid_of(building_id=town[building], at=at)  # type: ignore[arg-type]
    return found.id if found else None


def test_one_grid_takes_the_other_over_from_a_day_on(town: Town) -> None:
    street = lead(town["建政街道"], town["桃源社区"])
    west, east = square(108.33, 22.81, 0.005), square(108.335, 22.81, 0.005)
    one = draw(town, "1", outline=west, buildings=(town["桃源2栋"],))
    two = draw(town, "2", outline=east, buildings=(town["桃源3栋"],))
    actions.end_area(area_id=two, into_id=one, since=LATER, by=street, now=NOW)
    assert (grid_at(town, "桃源3栋", NOW), grid_at(town, "桃源3栋")) == (two, one)
    assert grid_at(town, "桃源2栋") == one
    drawn = {each.id: each.shape for each in queries.outlines(None, layers={"grid"}, at=LATER)}
    assert drawn.keys() == {one}
    assert drawn[one].geom_type == "Polygon", "no gap is left where the two met"
    assert drawn[one].equals(geo.shape_of(west).union(geo.shape_of(east)))
    before = {each.id for each in queries.outlines(None, layers={"grid"}, at=NOW)}
    assert before == {one, two}, "the day before is as it was"
    assert [each.id for each in queries.areas_in([town["桃源社区"]], kind="grid", at=LATER)] == [one]
    assert [each.id for each in queries.ended_areas([town["桃源社区"]], kind="grid", at=LATER)] == [two]


def test_undone_by_drawing_it_again(town: Town) -> None:
    """The code of the ended one is free, its old outline and buildings are there to be taken."""
    street = lead(town["桃源社区"])
    west, east = square(108.33, 22.81, 0.005), square(108.335, 22.81, 0.005)
    one = draw(town, "1", outline=west, buildings=(town["桃源2栋"],))
    two = draw(town, "2", outline=east, buildings=(town["桃源3栋"],))
    actions.end_area(area_id=two, into_id=one, since=LATER, by=street, now=NOW)
    was = queries.past_outlines(two)[0]
    rows = [
        Planned("2网格", (town["桃源3栋"],), geo.wkb_of(was.shape), kind="grid", code="2", scope_id=town["桃源社区"]),
        Planned("1网格", (town["桃源2栋"],), west, one),
    ]
    again, _one = actions.replan(rows=rows, since=LAST, by=street, now=NOW)
    assert again != two
    assert (grid_at(town, "桃源3栋", LAST), grid_at(town, "桃源2栋", LAST)) == (again, one)
    assert {each.id for each in queries.outlines(None, layers={"grid"}, at=LAST)} == {
        one,
        again,
    }


def test_one_that_ends_alone_leaves_its_buildings_to_nobody(town: Town) -> None:
    street = lead(town["桃源社区"])
    one = draw(town, "1", buildings=(town["桃源2栋"],))
    actions.end_area(area_id=one, since=LATER, by=street, now=NOW)
    assert (grid_at(town, "桃源2栋", NOW), grid_at(town, "桃源2栋")) == (one, None)
    assert queries.heirs_of([one], at=NOW) == {one: one}
    assert queries.heirs_of([one], at=LATER) == {}
    with pytest.raises(EndedAlready):
        actions.end_area(area_id=one, since=LAST, by=street, now=NOW)
    with pytest.raises(EndedAlready):
        actions.replan(rows=[Planned("一", (town["桃源2栋"],), area_id=one)], since=LAST, by=street, now=NOW)


def test_what_cannot_end_like_this(town: Town) -> None:
    street = lead(town["桃源社区"], town["长罡社区"])
    one = draw(town, "1", buildings=(town["桃源2栋"],))
    beyond = draw(town, "2", scope_id=town["长罡社区"], buildings=(town["长罡1栋"],))
    yard = draw(town, "3", kind="compound", buildings=(town["桃源3栋"],))
    for into, refused in ((beyond, AnotherCommunity), (yard, NotMerged), (one, NotMerged), (999_999, NotMerged)):
        with pytest.raises(refused):
            actions.end_area(area_id=one, into_id=into, since=LATER, by=street, now=NOW)
    for since, too in ((NOW - timedelta(days=1), TooEarly), (NOW + timedelta(days=400), TooLate)):
        with pytest.raises(too):
            actions.end_area(area_id=one, since=since, by=street, now=NOW)
    for hat in (lead(town["桃源社区"]), clerk(town["桃源社区"], town["长罡社区"])):
        with pytest.raises(NotAllowed):
            actions.end_area(area_id=beyond, since=LATER, by=hat, now=NOW)
    with pytest.raises(NotAllowed):
        actions.hand_on_areas(by=street, now=LAST)
    assert not Area.objects.filter(until__isnull=False).exists(), "nothing was changed"


def test_its_day_comes_and_is_handed_on_once(town: Town) -> None:
    street = lead(town["桃源社区"])
    one = draw(town, "1", buildings=(town["桃源2栋"],))
    actions.end_area(area_id=one, since=LATER, by=street, now=NOW)
    assert actions.hand_on_areas(by=robot(town), now=NOW) == 0, "not before its day"
    assert actions.hand_on_areas(by=robot(town), now=LATER) == 1
    assert actions.hand_on_areas(by=robot(town), now=LAST) == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6), st.permutations(range(6)))
def test_however_grids_are_merged_no_building_is_lost_or_in_two(
    town: Town, merges: list[tuple[int, int]], order: list[int]
) -> None:
    """One after the other, day by day: each building is in exactly one grid, and that is the heir of its first."""
    with scope.writing(INGEST, now=NOW):
        Area.objects.all().update(until=NOW)
    street, houses = lead(town["桃源社区"]), ("桃源2栋", "桃源3栋")
    rows = [
        NewArea("grid", "", f"{number}网格", square(108.33 + number * 0.001, 22.81, 0.001),
                (town[houses[order.index(number)]],) if order.index(number) < len(houses) else (),
                town["桃源社区"])
        for number in range(6)
    ]  # fmt: skip
    drawn = actions.draw_areas(rows=rows, by=INGEST, now=NOW)
    first = {house: queries.grid_of(building_id=town[house], at=NOW) for house in houses}
    gone: set[int] = set()
    for day, (one, other) in enumerate(merges, start=1):
        since = NOW + timedelta(days=day)
        if one == other or {one, other} & gone:
            continue
        actions.end_area(area_id=drawn[one], into_id=drawn[other], since=since, by=street, now=NOW)
        gone.add(one)
    for day in range(len(merges) + 2):
        at = NOW + timedelta(days=day)
        for house in houses:
            held, began = queries.areas_of(town[house], "grid", at=at), first[house]
            assert began is not None
            assert [each.id for each in held] == [queries.heirs_of([began.id], at=at)[began.id]]
        shapes = [each.shape for each in queries.outlines(None, layers={"grid"}, at=at) if each.id in drawn]
        assert sum(shape.area for shape in shapes) == pytest.approx(6 * 0.001**2, rel=1e-6)


# -- outlines in several pieces and with holes

Ring = list[tuple[float, float]]


def ring(west: float, south: float, side: float) -> Ring:
    return [(west, south), (west + side, south), (west + side, south + side), (west, south + side)]


OUTER, HOLE, ISLAND, BESIDE = (
    ring(108.33, 22.81, 0.01), ring(108.332, 22.812, 0.006), ring(108.334, 22.814, 0.001), ring(108.35, 22.81, 0.005),
)  # fmt: skip


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]])
def test_rings_make_pieces_and_holes_in_whatever_order(order: list[int]) -> None:
    rings = [[OUTER, HOLE, ISLAND, BESIDE][number] for number in order]
    shape = geo.shape_of(drafts.outline(rings))
    assert shape.is_valid
    assert shape.geom_type == "MultiPolygon"
    sides = (0.01**2, -(0.006**2), 0.001**2, 0.005**2)
    assert shape.area == pytest.approx(sum(sides))
    again = geo.shape_of(drafts.outline(drafts.rings_of(shape)))
    assert again.equals(shape), "what is shown and sent back is what it was"


def test_rings_that_cross_are_refused_where_they_cross() -> None:
    with pytest.raises(drafts.Crossing) as refused:
        drafts.outline([OUTER, ring(108.335, 22.815, 0.01)])
    assert refused.value.at is not None
    lon, lat = refused.value.at
    assert 108.335 <= lon <= 108.34 + 1e-9
    assert 22.815 <= lat <= 22.82 + 1e-9


def test_a_line_splits_one_piece_and_leaves_the_others_with_the_larger() -> None:
    shape = geo.shape_of(drafts.outline([OUTER, HOLE, BESIDE]))
    first, second = drafts.halves(shape, [(108.3325, 22.80), (108.3325, 22.83)])
    assert first.area + second.area == pytest.approx(shape.area)
    assert not first.intersection(second).area
    assert first.covers(geo.shape_of(geo.polygon(BESIDE)))
    with pytest.raises(drafts.NoSplit):
        drafts.halves(shape, [(108.32, 22.812), (108.36, 22.812)])  # it cuts two pieces
