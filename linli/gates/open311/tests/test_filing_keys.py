"""Keys of programs: who makes them, where, what, how often and until when they file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.gates.open311 import keys
from linli.gates.open311.tests.conftest import Program, a_key
from linli.gates.open311.tests.test_filing import none_opened, refused, taken
from linli.kernel.cases.models import Case
from linli.kernel.places import queries as places
from linli.kernel.places.models import Place
from linli.plumbing.policy import NotAllowed
from linli.plumbing.time import now as clock
from tests.surfaces import as_login, surface
from tests.world import World

BUILDINGS = {"桃源北社区": "taoyuan_36-2", "天桃社区": "tiantao_17-1", "星湖社区": "xinghu_6-1"}


def test_without_a_key_nothing_is_filed(world: World, program: Program) -> None:
    refused(program.files({"api_key": None}), 403, "api_key")
    refused(program.files({"api_key": ""}), 403)
    refused(program.files({"api_key": program.key + "x"}), 403)
    refused(program.files({"api_key": program.key.split(".")[0]}), 403)
    assert none_opened()


def test_a_key_ends_and_may_be_taken_back(world: World, program: Program) -> None:
    program.key = a_key(world, lasts=timedelta(seconds=0))
    refused(program.files(), 403)
    program.key = a_key(world)
    taken(program.files())
    with surface("desk"):
        keys.end(shown=program.key[:8].lower(), by=world.hat("supervisor"), now=clock())
    refused(program.files({"description": "又坏了。"}), 403)
    with surface("desk"):
        listed = keys.listed(by=world.hat("supervisor"), now=clock())
    assert [used is not None for _key, used in listed] == [True, False, False]


def test_a_key_files_where_and_what_it_may(world: World, program: Program) -> None:
    here, there = world.building(), world.building("tiantao_17-1")
    program.key = a_key(world, place_id=world.community(), items=["hotline.stair_light"])
    near = {"lat": None, "long": None}
    taken(program.files({**near, "address_id": str(here)}))
    refused(program.files({**near, "address_id": str(there)}), 403, "地点")
    refused(program.files({**near, "address_string": "不知道哪里"}), 403)
    refused(program.files({"service_code": "hotline.rubbish"}), 403, "这一类")


@pytest.mark.asvs("V9.2.4")
@pytest.mark.parametrize("own", BUILDINGS)
def test_a_key_of_one_community_is_refused_at_every_other_however_the_place_is_said(
    world: World, program: Program, own: str
) -> None:
    program.key = a_key(world, place_id=world.community(own))
    nowhere = {"lat": None, "long": None}
    with as_login(""):
        rows = {name: Place.objects.get(id=world.building(code)) for name, code in BUILDINGS.items()}
        addresses = {name: places.label(row.id) for name, row in rows.items()}
    for name, row in rows.items():
        ways = (
            {**nowhere, "address_id": str(row.id), "description": "按号"},
            {**nowhere, "address_string": addresses[name], "description": "按地址"},
            {"lat": str(row.lat), "long": str(row.lon), "description": "按点"},
        )
        for way in ways:
            if name == own:
                taken(program.files(way))
            else:
                refused(program.files(way), 403, "地点")
    with as_login(""):
        assert set(Case.objects.values_list("scope_id", flat=True)) == {world.community(own)}
        assert Case.objects.count() == 3


def test_a_key_files_so_many_an_hour(world: World, program: Program) -> None:
    program.key = a_key(world, per_hour=2)
    for number in range(2):
        taken(program.files({"description": f"第{number}件"}))
    answer = program.files({"description": "第三件"})
    refused(answer, 400, "2")
    assert answer.json()[0]["code"] == 429


def test_only_supervisors_make_keys(world: World, program: Program) -> None:
    for role in ("clerk", "grid_worker", "street_lead"):
        with surface("desk"), pytest.raises(NotAllowed):
            keys.make(wish=keys.Wish("谁"), by=world.hat(role), now=clock())
