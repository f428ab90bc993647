"""A border is drawn anew: who goes from door to door there now sees the people; what was found before stays history."""

from __future__ import annotations

import pytest

from linli.kernel.people import queries as people
from linli.kernel.places import actions as places
from linli.kernel.places import queries
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from linli.scenarios.population.models import Visit
from linli.scenarios.population.tests.test_visits import at_the_desk
from tests.world import World


@pytest.mark.django_db
def test_a_building_comes_to_another_community_with_its_people(world: World) -> None:
    worker, home, building = at_the_desk(world, "grid_worker"), world.residents[0].dwelling, world.building()
    worker.open(f"/visits/door/{home}")
    worker.press("没人在家")
    old, new = world.community(), world.community("星湖社区")
    before = clock()
    places.move_into_division(
        children=[building], to_id=new, source="区民政局", by=world.hat("supervisor"), now=clock()
    )
    for at, sees in ((old, 0), (new, 1)):
        hat = scope.robot((at,))
        with scope.reading(hat, now=clock()):
            assert len([face for face in people.find_people("秀兰") if face.id == world.residents[0].person]) == sees
            assert bool(people.dwelling_page(home, scope_id=at, at=clock()).behind) == bool(sees)
        clerk = scope.Hat(surface="desk", role="clerk", account=9, scopes=(at,))
        with scope.reading(clerk, now=clock()):
            assert Visit.objects.filter(place_id=home).count() == 1 - sees  # of the community that rang there
    stood = queries.division_on(home, "community", on=before)
    assert stood is not None
    assert stood.id == old
    assert worker.open(f"/visits/door/{home}").status == 404
