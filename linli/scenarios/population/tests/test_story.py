"""The register, told once: a grid worker asks who lives behind a door."""

import pytest

from linli.kernel.people import queries as people
from linli.kernel.people.actions import NewPerson, NewResidence, add_person
from linli.kernel.places import queries as places
from linli.plumbing import scope
from linli.plumbing.time import now as clock
from tests.world import World


@pytest.mark.django_db
def test_who_lives_behind_a_door(world: World) -> None:
    now, worker = clock(), world.hat("grid_worker")
    door = places.children(world.building())[0]
    link = NewResidence(place_id=door.id, scope_id=door.scope_id, kind="occupant", since=now)
    add_person(row=NewPerson(name="莫秀英", residences=(link,)), by=worker, now=now)
    with scope.reading(worker, now=now):
        assert [(kind, face.name) for kind, face in people.residents_of(door.id, at=now)] == [("occupant", "莫**")]
