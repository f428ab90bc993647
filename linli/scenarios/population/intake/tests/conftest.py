"""These tests build what they need from nothing: a city with a district, two streets and three communities."""

from __future__ import annotations

from pathlib import Path

import pytest

from linli.kernel.places import queries
from linli.kernel.places.actions import NewPlace, add_many
from linli.plumbing import scope
from linli.scenarios.population.intake.tests.lists import NOW, Office
from tests.world import wants_a_bare_city

ROWS = [
    NewPlace("city", "南宁市", key="city", code="450100"),
    NewPlace("district", "青秀区", "city", "青秀区", "450103"),
    NewPlace("street", "新竹街道", "青秀区", "新竹街道", "450103001"),
    NewPlace("street", "津头街道", "青秀区", "津头街道", "450103004"),
    NewPlace("community", "纬武社区", "新竹街道", "纬武社区", "450103001003"),
    NewPlace("community", "新竹社区", "新竹街道", "新竹社区", "450103001001"),
    NewPlace("community", "大板三社区", "津头街道", "大板三社区", "450103004005"),
]


@pytest.fixture(autouse=True)
def from_nothing(request: pytest.FixtureRequest) -> None:
    """A database without the world in it."""
    wants_a_bare_city(request)


@pytest.fixture
def office(db: None, tmp_path: Path) -> Office:
    """The city's own lists: who runs the platform hands them in for all divisions."""
    [city, *_others] = add_many(rows=ROWS, by=scope.robot(()), now=NOW)
    return Office(tmp_path, scope.robot(queries.all_scopes()), city)


@pytest.fixture
def empty_city(db: None, tmp_path: Path) -> Office:
    """A database with nothing but a city in it."""
    [city] = add_many(rows=ROWS[:1], by=scope.robot(()), now=NOW)
    return Office(tmp_path, scope.robot(queries.all_scopes()), city)
