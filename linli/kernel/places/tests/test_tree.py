"""The tree: ranges nest, every place knows its way up, and whoever adds one is told what is wrong."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.places import actions, queries
from linli.kernel.places.actions import NewPlace
from linli.kernel.places.actions.adding import LEVELS
from linli.kernel.places.models import DIVISIONS, Level, Place
from linli.kernel.places.tests.towns import INGEST, NOW, Town, clerk, square, town
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR

__all__ = ["town"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=40), st.integers(1, 7))
def test_ranges_nest_whatever_is_added_and_in_whatever_portions(
    town: Town, wanted: list[tuple[int, int]], portion: int
) -> None:
    """Children lie inside their parent, siblings apart, and the scope is the smallest division above."""
    for start in range(0, len(wanted), portion):
        parents = list(Place.objects.exclude(level=Level.DWELLING).order_by("id"))
        rows = []
        for number, (pick, more) in enumerate(wanted[start : start + portion]):
            parent = parents[pick % len(parents)]
            below = LEVELS[LEVELS.index(Level(parent.level)) + 1]
            rows += [NewPlace(below, f"{number}-{one}", parent=parent.id) for one in range(more + 1)]
        actions.add_many(rows=rows, by=INGEST, now=NOW)
    places = {place.id: place for place in Place.objects.all()}
    for place in places.values():
        assert place.lo <= place.hi
        if place.parent_id is not None:
            parent = places[place.parent_id]
            assert parent.lo < place.lo
            assert place.hi <= parent.hi
            assert place.scope_id == (place.id if place.level in DIVISIONS else parent.scope_id)
        inside = sorted((child.lo, child.hi) for child in places.values() if child.parent_id == place.id)
        assert len(inside) == place.children
        assert all(before[1] < after[0] for before, after in pairwise(inside))


def test_a_dwelling_is_written_with_its_building(town: Town) -> None:
    assert queries.label(town["301"]) == "桃源路36号院2栋2单元301"
    assert queries.label(town["桃源2栋"]) == "桃源路36号院2栋"
    assert queries.label(town["桃源社区"]) == "桃源社区"
    assert queries.label(0) == ""


@pytest.mark.parametrize(
    ("address", "name", "text"),
    [
        ("桃源路36号院", "2栋", "桃源路36号院2栋"),
        ("", "2栋", "2栋"),
        ("桃源路36号", "36号", "桃源路36号"),
        ("桃源路36号", "6号", "桃源路36号6号"),
        ("桃源路", "桃源路36号", "桃源路36号"),
        ("桃源路36号", "", "桃源路36号"),
    ],
)
def test_nothing_is_said_twice(address: str, name: str, text: str) -> None:
    assert queries.written(address, name) == text


def test_the_way_up_and_down(town: Town) -> None:
    assert [place.name for place in queries.path(town["301"])] == [
        "南宁市", "青秀区", "建政街道", "桃源社区", "2栋", "2单元301",
    ]  # fmt: skip
    above = tuple(town[name] for name in ("桃源社区", "建政街道", "青秀区", "city"))
    assert queries.ancestors_of_scope(town["桃源社区"]) == above
    assert queries.scopes_under(town["建政街道"]) == (town["建政街道"], town["桃源社区"], town["长罡社区"])
    assert queries.scopes_under(town["301"]) == (town["桃源社区"],)
    assert queries.scopes_under(town["city"]) == queries.all_scopes()
    assert [place.id for place in queries.children(town["桃源2栋"])] == [town["301"], town["302"]]
    street = queries.division_at(town["桃源社区"], "street")
    assert street is not None
    assert street.id == town["建政街道"]
    assert queries.division_at(town["建政街道"], "community") is None
    assert queries.division_at(town["桃源社区"], "building") is None


def test_where_a_place_stands(town: Town) -> None:
    door = queries.standing(town["301"])
    assert (door.scope_id, door.building_id) == (town["桃源社区"], town["桃源2栋"])
    assert (door.label, door.public_label) == ("桃源路36号院2栋2单元301", "桃源社区")
    assert (door.lon, door.lat) == (108.3312, 22.8123)
    community = queries.standing(town["桃源社区"])
    assert (community.scope_id, community.building_id, community.label) == (town["桃源社区"], None, "桃源社区")
    with pytest.raises(Place.DoesNotExist):
        queries.standing(0)


def test_one_question_one_statement(town: Town, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for ask in (queries.path, queries.standing, queries.scopes_under, queries.ancestors_of_scope, queries.label):
        with django_assert_num_queries(1):
            ask(town["301"])


def test_what_cannot_be_added_says_which_row_and_why(town: Town) -> None:
    good = NewPlace("building", "9栋", parent=town["桃源社区"])
    wrong = {
        actions.LevelWrong: NewPlace("dwelling", "101", parent=town["桃源社区"]),
        actions.ParentUnknown: NewPlace("building", "8栋", parent="later"),
        actions.OffTheMap: NewPlace("building", "7栋", parent=town["桃源社区"], lon=22.8, lat=108.3),
    }
    for error, row in wrong.items():
        with pytest.raises(error) as refused:
            actions.add_many(rows=[good, row], by=INGEST, now=NOW)
        assert refused.value.row == 1
        assert row.name in str(refused.value)
    assert not Place.objects.filter(name="9栋").exists()


def test_a_full_place_says_so(town: Town) -> None:
    Place.objects.filter(id=town["建政街道"]).update(children=63)
    with pytest.raises(actions.PlaceFull) as refused:
        actions.add(row=NewPlace("community", "新社区", parent=town["建政街道"]), by=INGEST, now=NOW)
    assert "63" in str(refused.value)


def test_a_city_stands_alone(town: Town) -> None:
    with pytest.raises(actions.ParentUnknown):
        actions.add(row=NewPlace("street", "无主街道"), by=INGEST, now=NOW)


def test_a_position_is_taken_from_the_outline(town: Town) -> None:
    number = actions.add(
        row=NewPlace("building", "5栋", parent=town["桃源社区"], outline=square(108.335, 22.815, 0.0002)),
        by=INGEST,
        now=NOW,
    )
    place = queries.place(number)
    assert place is not None
    assert place.lon == pytest.approx(108.3351)
    assert place.lat == pytest.approx(22.8151)
    assert [near.id for near in queries.near(108.3351, 22.8151, 1)] == [number]


def test_staff_add_to_their_own_divisions_only(town: Town) -> None:
    row = NewPlace("building", "6栋", parent=town["桃源社区"], address="桃源路40号")
    number = actions.add(row=row, by=clerk(town["桃源社区"]), now=NOW)
    assert queries.search("桃源路40号")[0].id == number
    with pytest.raises(NotAllowed):
        actions.add(row=row, by=clerk(town["长罡社区"]), now=NOW)
    with pytest.raises(NotAllowed):
        actions.add(row=row, by=VISITOR, now=NOW)


def test_every_surface_may_look(town: Town) -> None:
    for hat in (VISITOR, clerk(town["桃源社区"]), scope.robot([])):
        with scope.reading(hat, now=NOW):
            assert queries.label(town["301"])
            assert queries.search("36号")
            assert queries.near(108.3312, 22.8123)
