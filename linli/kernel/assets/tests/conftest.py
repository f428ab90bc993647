"""These tests build what they need from nothing."""

import pytest

from tests.world import wants_a_bare_city


@pytest.fixture(autouse=True)
def from_nothing(request: pytest.FixtureRequest) -> None:
    """A database without the world in it."""
    wants_a_bare_city(request)
