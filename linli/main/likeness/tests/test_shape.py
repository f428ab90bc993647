"""A likeness stands in the proportions of a city: shares within bounds, numbers valid and unique, always the same."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.assets import plates
from linli.kernel.people import documents, person_names
from linli.kernel.people.models_homes import Occupancy, Relation
from linli.kernel.places import geo
from linli.main.likeness.belongings import UNRELATED
from linli.main.likeness.city import PER_DWELLING, Likeness, Made, made
from linli.main.likeness.households import Soul
from linli.main.likeness.numbers import ELSEWHERE, FIRST_GIVEN, HERE, ORDERS, Numbers

TODAY = date(2026, 11, 23)
BOX = (108.30, 22.80, 108.309, 22.8086)
CODES = tuple(f"450103001_{number:02d}" for number in range(6))
LIKENESS = Likeness(seed=3, people=24_000, communities=CODES, today=TODAY)


@cache
def town(place: int = 0) -> Made:
    return made(LIKENESS, place, bounds=BOX)


def souls(*places: int) -> list[Soul]:
    return [soul for place in places for one in town(place).households for soul in (*one.souls, *one.apart)]


def living() -> list[Soul]:
    return [soul for place in range(3) for one in town(place).households for soul in one.souls]


def share(count: int, of: int) -> float:
    return count / of


def ages() -> list[int]:
    return [(TODAY - soul.born).days // 365 for soul in living()]


def test_ages_sexes_and_households_are_those_of_a_city() -> None:
    people = living()
    occupied = [one for place in range(3) for one in town(place).households if one.souls]
    assert 0.16 < share(sum(age < 15 for age in ages()), len(people)) < 0.24
    assert 0.12 < share(sum(age >= 60 for age in ages()), len(people)) < 0.20
    assert 0.005 < share(sum(age >= 80 for age in ages()), len(people)) < 0.04
    assert 0.98 < share(sum(one.sex == "m" for one in people), sum(one.sex == "f" for one in people)) < 1.10
    assert 2.6 < len(people) / len(occupied) < 3.3
    sizes = Counter(min(len(one.souls), 7) for one in occupied)
    assert all(sizes[size] / len(occupied) > least for size, least in ((1, 0.1), (2, 0.15), (3, 0.15), (4, 0.1)))


def test_people_own_rent_are_registered_here_and_elsewhere() -> None:
    doors = [one for place in range(3) for one in town(place).households]
    shares = {state: share(count, len(doors)) for state, count in Counter(one.occupancy for one in doors).items()}
    assert 0.6 < shares["self"] < 0.74
    assert 0.17 < shares["let"] < 0.27
    assert 0.05 < shares["empty"] < 0.13
    floating = [soul for soul in living() if all(kind != "registered" for _door, kind in soul.links)]
    assert 0.33 < share(len(floating), len(living())) < 0.5
    everybody = souls(0, 1, 2)
    assert 1.4 < sum(len(soul.links) for soul in everybody) / len(everybody) < 1.8
    kinds = Counter(kind for soul in everybody for _door, kind in soul.links)
    assert set(kinds) == {"owner", "occupant", "tenant", "registered", "carer"}


def test_as_many_people_as_were_asked_for_behind_as_many_doors_as_they_need() -> None:
    assert sum(LIKENESS.shares()) == 24_000
    for place, count in enumerate(LIKENESS.shares()[:3]):
        assert len(souls(place)) == count
        doors = sum(len(house.doors) for house in town(place).houses())
        assert doors == len(town(place).households)
        assert 0 <= doors - count / PER_DWELLING <= max(len(house.doors) for house in town(place).houses())
        assert {door for soul in souls(place) for door, _kind in soul.links} <= set(range(doors))


def test_numbers_are_valid_their_own_and_of_the_year() -> None:
    people = souls(*range(6))
    numbers = [soul.id_number for soul in people]
    phones = [soul.phone for soul in people if soul.phone]
    assert len(set(numbers)) == len(numbers)
    assert len(set(phones)) == len(phones)
    codes = HERE | ELSEWHERE
    for soul in people:
        found = documents.checked(soul.id_number, soul.document)
        assert person_names.checked(soul.name) == soul.name
        if soul.document == "resident_id":
            assert (found.born, found.sex) == (soul.born, soul.sex)
            first, last, _weight = codes[soul.id_number[:6]]
            assert first <= max(soul.born.year, FIRST_GIVEN) <= last
        assert soul.born <= soul.since <= TODAY
        assert soul.born <= soul.confirmed <= TODAY
    old = [soul for soul in people if (TODAY - soul.born).days > 78 * 365]
    grown = [soul for soul in people if 20 * 365 < (TODAY - soul.born).days < 55 * 365]
    assert share(sum(bool(one.phone) for one in old), len(old)) < 0.5 < 0.9
    assert share(sum(bool(one.phone) for one in grown), len(grown)) > 0.93


def test_names_are_many_and_some_are_hard() -> None:
    names = [soul.name for soul in souls(*range(6))]
    assert len(set(names)) > len(names) / 4
    assert Counter(names).most_common(1)[0][1] < len(names) / 300
    assert any("·" in name for name in names)
    assert any(ord(sign) > 0xFFFF for name in names for sign in name)
    assert any(name.isascii() for name in names)
    assert {soul.document for soul in souls(*range(6))} == {"resident_id", "passport", "mainland_travel_permit"}


def test_relations_are_words_of_the_register_and_so_is_occupancy() -> None:
    for one in town().households:
        assert one.occupancy in set(Occupancy)
        assert [soul.relation for soul in one.souls].count("head") == bool(one.souls)
        assert all(UNRELATED.get(soul.relation, soul.relation) in set(Relation) for soul in one.souls)


def test_buildings_stand_in_their_compounds_and_none_on_another() -> None:
    box = shapely.box(*BOX)
    walls = []
    for compound in town().compounds:
        fence = geo.shape_of(compound.outline)
        assert box.contains(fence)
        for house in compound.houses:
            walls.append(geo.shape_of(house.outline))
            assert fence.contains(walls[-1]), house.code
            assert len(set(house.doors)) == len(house.doors)
    tree = shapely.STRtree(walls)
    assert all(one == other for one, other in tree.query(walls, predicate="intersects").T)
    codes = [house.code for place in range(6) for house in town(place).houses()]
    assert len(set(codes)) == len(codes)


def test_the_same_seed_gives_the_same_city_and_another_seed_another() -> None:
    again = made(LIKENESS, 1, bounds=BOX)
    assert again == town(1)
    other = made(Likeness(4, 24_000, CODES, TODAY), 1, bounds=BOX)
    assert [soul.name for one in other.households for soul in one.souls] != [
        soul.name for one in again.households for soul in one.souls
    ]


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(1, 400))
def test_small_cities_are_whole_too(communities: int, people: int) -> None:
    likeness = Likeness(1, people, tuple(f"c{number}" for number in range(communities)), TODAY)
    assert sum(likeness.shares()) == people
    for place, count in list(enumerate(likeness.shares()))[:3]:
        found = made(likeness, place, bounds=BOX)
        assert sum(len(one.souls) + len(one.apart) for one in found.households) == count


@pytest.mark.parametrize("count", [1, 6, 222, 500])
def test_communities_share_no_orders_and_no_plates(count: int) -> None:
    given_out = [set(Numbers.of_community(place, count).orders) for place in range(count)]
    assert sum(len(one) for one in given_out) == len(set().union(*given_out)) == ORDERS
    numbers = Numbers.of_community(count - 1, count)
    told = [numbers.plate(is_electric=number % 4 == 0) for number in range(4_000)]
    assert len(set(told)) == len(told)
    assert all(plates.checked(plate) == plate for plate in told)
