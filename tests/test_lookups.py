"""``__among`` finds what ``__in`` finds, also of nothing and over a foreign key, with one parameter."""

from __future__ import annotations

import pytest

from linli.kernel.people.models import Organisation
from linli.kernel.places.models import Place
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [0, 1, 3, 1000])
def test_among_finds_what_in_finds(world: World, count: int) -> None:
    places = list(Place.objects.order_by("id").values_list("id", flat=True)[:count])
    for column in ("place_id", "scope_id", "place"):
        found, same = (
            set(Organisation.objects.filter(**{f"{column}__{how}": places}).values_list("id", flat=True))
            for how in ("among", "in")
        )
        assert found == same
        assert bool(found) == bool(count)


def test_words_travel_as_one_value_too(world: World) -> None:
    kinds = ["street_office", "residents_committee"]
    asked = Organisation.objects.filter(kind__among=kinds)
    assert set(asked) == set(Organisation.objects.filter(kind__in=kinds)) != set()
    assert len(asked.query.sql_with_params()[1]) == 1
