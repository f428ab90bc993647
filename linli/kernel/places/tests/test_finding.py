"""Finding places: by any two characters of an address, by what is near, by the outline of a community."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.places import actions, geo, queries
from linli.kernel.places.actions import NewPlace
from linli.kernel.places.models import Place
from linli.kernel.places.tests.towns import INGEST, NOW, Town, square, town

__all__ = ["town"]

SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ROADS = st.text("桃源长罡明秀星湖园民族古城建政葛村东西南北里", min_size=2, max_size=5)
YARD = st.sampled_from(["", "院", "大院"])
ADDRESS = st.builds(lambda road, number, yard: f"{road}路{number}号{yard}", ROADS, st.integers(1, 999), YARD)
NAME = st.builds(lambda number, sort: f"{number}{sort}", st.integers(1, 99), st.sampled_from(["栋", "号楼", "座"]))


@SLOW
@given(st.lists(st.tuples(ADDRESS, NAME), min_size=1, max_size=6, unique=True), st.data())
def test_any_two_characters_of_an_address_find_it(
    town: Town, written: list[tuple[str, str]], data: st.DataObject
) -> None:
    rows = [NewPlace("building", name, parent=town["南湖社区"], address=address) for address, name in written]
    numbers = actions.add_many(rows=rows, by=INGEST, now=NOW)
    for number, (address, name) in zip(numbers, written, strict=True):
        signs = re.findall(r"\d+|\D", address + name)
        start = data.draw(st.integers(0, len(signs) - 2))
        end = data.draw(st.integers(start + 2, len(signs)))
        found = queries.search("".join(signs[start:end]), limit=1_000)
        assert number in [one.id for one in found if one.exact]


def test_an_address_list(town: Town) -> None:
    first, *_rest = queries.search("桃源路36号院2栋")
    assert (first.id, first.label, first.community) == (town["桃源2栋"], "桃源路36号院2栋", "桃源社区")
    assert first.exact
    assert {one.id for one in queries.search("36号")} == {town["桃源2栋"], town["桃源3栋"]}
    assert queries.search("桃源社区")[0].level == "community"
    assert queries.search("６号") == [], "36号 is not 6号"


def test_more_than_the_address_still_finds_the_building(town: Town) -> None:
    for typed in ("桃源路36号院2栋2单元301", "建政桃源路36号院 2栋", "桃源路３６号院２栋"):
        found = queries.search(typed)
        assert found[0].id == town["桃源2栋"], typed


def test_nothing_typed_or_nothing_there_finds_nothing(town: Town) -> None:
    for typed in ("", " ", "。", "北京", "桃" * 1_000, "' or true --", "%"):
        assert queries.search(typed) == [], typed


def test_an_ended_place_is_not_offered(town: Town) -> None:
    Place.objects.filter(id=town["桃源2栋"]).update(until=NOW)
    assert [one.id for one in queries.search("36号")] == [town["桃源3栋"]]
    assert town["桃源2栋"] not in [place.id for place in queries.near(108.3312, 22.8123)]


def test_one_statement(town: Town, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        queries.search("桃源路36号")
    with django_assert_num_queries(1):
        queries.near(108.3312, 22.8123)


@SLOW
@given(
    st.lists(st.tuples(st.floats(108.30, 108.32), st.floats(22.80, 22.82)), min_size=1, max_size=20),
    st.floats(108.295, 108.325),
    st.floats(22.795, 22.825),
    st.floats(1, 3_000),
)
def test_near_is_what_a_ruler_says(
    town: Town, points: list[tuple[float, float]], lon: float, lat: float, radius: float
) -> None:
    rows = [NewPlace("building", "楼", parent=town["南湖社区"], lon=x, lat=y) for x, y in points]
    numbers = actions.add_many(rows=rows, by=INGEST, now=NOW)
    measured = sorted((geo.metres(lon, lat, *point), number) for number, point in zip(numbers, points, strict=True))
    wanted = [number for distance, number in measured if distance <= radius]
    found = [place.id for place in queries.near(lon, lat, 1_000, radius=radius) if place.id in numbers]
    assert found == wanted


def test_the_community_of_a_point(town: Town) -> None:
    def at(lon: float, lat: float) -> int | None:
        found = queries.community_of_point(lon, lat)
        return found.id if found else None

    assert at(108.331, 22.812) == town["桃源社区"]
    assert at(108.351, 22.812) == town["南湖社区"]
    assert at(108.340, 22.812) is None, "on the border of two"
    assert at(109, 23) is None
    row = NewPlace("community", "新社区", parent=town["南湖街道"], outline=square(109, 23))
    added = actions.add(row=row, by=INGEST, now=NOW)
    assert at(109.001, 23.001) == added, "the map in memory follows"


def test_inside_the_city() -> None:
    bounds = (108.2, 22.7, 108.5, 23.0)
    assert queries.inside_city(108.3, 22.8, bounds)
    assert not queries.inside_city(108.6, 22.8, bounds)
