"""What places are called besides: found by it while it runs, one name for one division, nothing left behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.places import actions, queries
from linli.kernel.places.actions import AliasRefused, NewAlias, NewPlace
from linli.kernel.places.actions.changing import refile
from linli.kernel.places.actions.naming import AliasKnown, AliasLong, AliasMissing, AliasOfNothing, AliasTaken
from linli.kernel.places.models import AliasKind, PlaceAlias, PlaceToken
from linli.kernel.places.tests.test_areas import draw
from linli.kernel.places.tests.towns import INGEST, NOW, Town, clerk, town
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat

__all__ = ["town"]

LATER = NOW + timedelta(days=1)
NAMES = ("糖厂宿舍", "红楼", "老糖厂", "二轻院", "Sugar Flats", "五一路口大院")


def mine(town: Town) -> Hat:
    return clerk(town["桃源社区"], town["长罡社区"])


def city(town: Town) -> Hat:
    """The city's own data officer."""
    return Hat(
        surface="desk", role="data_officer", account=9, post=9, scopes=tuple(town.ids.values()), label="数据专员"
    )


def found(typed: str) -> set[int]:
    return {one.id for one in queries.search(typed) if one.exact}


def name(town: Town, name: str, by: Hat | None = None, **whose: object) -> int:
    return actions.add_alias(row=NewAlias(name, **whose), by=by or mine(town), now=NOW)  # type: ignore[arg-type]


def test_a_building_is_found_by_what_people_call_it_until_nobody_does(town: Town) -> None:
    alias = name(town, "红楼", place_id=town["桃源2栋"], kind=AliasKind.POPULAR, source="居民反映")
    assert found("红楼") == {town["桃源2栋"]}
    assert found("桃源路36号院红楼") == {town["桃源2栋"]}
    assert [one.also for one in queries.search("红楼")] == ["红楼"]
    assert [one.also for one in queries.search("桃源路36号院2栋") if one.exact] == [""]
    actions.end_alias(alias_id=alias, by=mine(town), now=LATER)
    assert found("红楼") == set()
    assert found("桃源路36号院2栋") == {town["桃源2栋"]}
    [kept] = queries.aliases(places=[town["桃源2栋"]])
    assert (kept.name, kept.source, kept.since, kept.until) == ("红楼", "居民反映", NOW, LATER)
    actions.end_alias(alias_id=alias, by=mine(town), now=LATER + timedelta(days=1))
    assert PlaceAlias.objects.get(id=alias).until == LATER, "what has ended ends once"


def test_a_compound_called_otherwise_leads_to_its_buildings_even_to_those_that_join_later(town: Town) -> None:
    area = draw(town, "1", kind="compound", name="桃源小区", buildings=(town["桃源2栋"],))
    name(town, "糖厂宿舍", area_id=area)
    assert found("糖厂宿舍2栋") == {town["桃源2栋"]}
    with scope.writing(INGEST, now=NOW):
        actions.join_areas(pairs=[(area, town["桃源3栋"])], by=INGEST, now=NOW)
    assert found("糖厂宿舍") == {town["桃源2栋"], town["桃源3栋"]}
    assert {one.also for one in queries.search("糖厂宿舍")} == {"糖厂宿舍"}


def test_a_road_of_before_leads_to_what_stands_there_and_only_the_city_says_so(town: Town) -> None:
    with pytest.raises(NotAllowed):
        name(town, "老城路", road="桃源路")
    name(town, "老城路", road="桃源路", by=city(town), kind=AliasKind.FORMER)
    assert found("老城路36号院3栋") == {town["桃源3栋"]}
    [new] = actions.add_many(
        rows=[NewPlace("building", "5栋", town["桃源社区"], address="桃源路36号院")], by=INGEST, now=NOW
    )
    assert found("老城路36号院5栋") == {new}
    with pytest.raises(AliasKnown):
        name(town, "老城路", road="长罡路", by=city(town))


def test_a_division_is_called_what_none_beside_it_is(town: Town) -> None:
    name(town, "大板社区", place_id=town["桃源社区"])
    assert found("大板社区") == {town["桃源社区"]}
    for taken, whose, wrong in (
        ("大板社区", "长罡社区", AliasTaken),
        ("桃源社区", "长罡社区", AliasTaken),
        ("大板社区", "桃源社区", AliasKnown),
        ("桃源社区", "桃源社区", AliasKnown),
    ):
        with pytest.raises(wrong):
            name(town, taken, place_id=town[whose])
    for short in ("", " ", "桃", "A"):
        with pytest.raises(AliasMissing):
            name(town, short, place_id=town["桃源2栋"])
    with pytest.raises(AliasLong):
        name(town, "长" * 61, place_id=town["桃源2栋"])
    for nobodys in ({}, {"place_id": 999_999}, {"place_id": town["桃源2栋"], "road": "桃源路"}):
        with pytest.raises(AliasOfNothing):
            name(town, "老院子", **nobodys)
    assert str(AliasTaken(name="甲", other="乙"))


def test_nobody_names_what_lies_in_the_divisions_of_others(town: Town) -> None:
    alias = name(town, "红楼", place_id=town["桃源2栋"])
    other = clerk(town["南湖社区"])
    with pytest.raises(NotAllowed):
        name(town, "白楼", place_id=town["桃源2栋"], by=other)
    with pytest.raises(NotAllowed):
        actions.end_alias(alias_id=alias, by=other, now=LATER)
    worker = Hat(surface="desk", role="grid_worker", account=3, post=3, scopes=(town["桃源社区"],), label="网格员")
    with pytest.raises(NotAllowed):
        name(town, "白楼", place_id=town["桃源2栋"], by=worker)


def test_a_renamed_building_keeps_what_it_is_called_besides(town: Town) -> None:
    name(town, "红楼", place_id=town["桃源2栋"])
    robot = Hat(surface="worker", role="robot", label="导入")
    with scope.writing(robot, now=LATER):
        actions.change_rows(rows=[actions.Changed(town["桃源2栋"], {"name": "二栋"})], by=robot, now=LATER)
    assert found("红楼") == {town["桃源2栋"]}
    assert found("二栋") == {town["桃源2栋"]}


Step = tuple[bool, int, str]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.sampled_from(NAMES)), max_size=12))
def test_whatever_is_named_and_ended_the_search_finds_what_runs(town: Town, steps: list[Step]) -> None:
    """After any order of adding and ending, each name leads where it runs, and filing anew changes no token."""
    PlaceAlias.objects.all().delete()
    places = [town[one] for one in ("桃源2栋", "桃源3栋", "长罡1栋", "桃源社区")]
    refile(places)
    runs: dict[tuple[int, str], int] = {}
    for is_added, at, called in steps:
        key = (places[at], called)
        if is_added:
            try:
                runs[key] = name(town, called, place_id=places[at])
            except AliasRefused:
                assert key in runs
        elif key in runs:
            actions.end_alias(alias_id=runs.pop(key), by=mine(town), now=LATER)
    for called in NAMES:
        assert found(called) >= {place for place, one in runs if one == called}
        if not any(called in one for _place, one in runs):
            assert found(called) == set()
    assert queries.called(NAMES) == {
        one: {place for place, other in runs if other == one} for one in {other for _place, other in runs}
    }
    before = sorted(PlaceToken.objects.values_list("place_id", "token"))
    refile(town.ids.values())
    assert sorted(PlaceToken.objects.values_list("place_id", "token")) == before
