"""The counts of an inbox are those of its lists, for every post, and nothing for a hat that sees nothing."""

from __future__ import annotations

import pytest

from linli.kernel.cases import queries
from linli.kernel.cases.queries import Wanted
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.world import World

ROLES = ("clerk", "grid_worker", "property_staff", "street_clerk", "street_lead", "supervisor")


@pytest.mark.parametrize("role", ROLES)
def test_a_count_is_the_length_of_its_list(world: World, role: str) -> None:
    for given in ({}, {"place": None, "where": "河边"}, {"item": "hotline.rubbish"}, {"item": "community.dogs"}):
        world.an_open_case(**given)
    world.an_open_case(until="confirm")
    for hat in [hat for hat in world.desks.hats if hat.role == role]:
        with scope.reading(hat, now=clock()):
            counts = queries.view_counts(hat)
            assert counts == {view: len(queries.inbox(hat, Wanted(view=view), limit=100)) for view in counts}
            assert ("area" in counts) == (role in ("street_lead", "supervisor"))
            for view in counts:
                assert sum(queries.lamp_counts(hat, view).values()) == counts[view]


def test_a_hat_without_a_place_counts_nothing(world: World) -> None:
    world.an_open_case()
    hat = Hat(surface="desk", role="clerk", account=1)
    with scope.reading(hat, now=clock()):
        assert set(queries.view_counts(hat).values()) == {0}
        assert set(queries.lamp_counts(hat).values()) == {0}
