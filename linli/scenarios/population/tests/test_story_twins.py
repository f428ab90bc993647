"""Somebody stands in the register twice: a clerk makes one record of the two, and nothing of either is lost."""

from __future__ import annotations

import pytest

from linli.kernel.people.models import Person, Residence
from linli.plumbing.pointers import pointer
from linli.scenarios.population.tests.keeping import Clerk, number, words_of
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
MERGE, DOOR = "合并成一份", "taoyuan_36-2-2单元302"


def page_of(at: str) -> str:
    return f"/register/person/{at}"


def twins_of(at: str) -> str:
    return f"{page_of(at)}/twins"


@pytest.mark.touches("REG-08", "一次采集")
def test_a_clerk_makes_one_of_two_and_the_old_address_leads_to_it(world: World) -> None:
    clerk, hers = Clerk(world), pointer("person", world.residents[0].person)
    assert "没有姓名相同" in clerk.hands.open(twins_of(hers))
    clerk.at_door(world.dwellings[DOOR])
    written = clerk.writes("记下这个人", name="覃秀兰", kind="租户", source="派出所", phone="13877100001")
    (twin,) = {link.rpartition("/")[2] for link in written.links.values() if "/register/person/" in link}
    clerk.hands.open(page_of(hers))
    page = clerk.hands.follow("底册里是不是有两份")
    assert "2单元302" in words_of(page, MERGE, twin, "other")
    assert clerk.hands.press(MERGE).status == 422
    assert "选一下哪一份是同一个人" in clerk.hands.page
    page = clerk.writes(MERGE, other=words_of(page, MERGE, twin, "other"))
    assert "2单元302" in page
    assert clerk.hands.open(page_of(twin)).path == page_of(hers)
    assert "没有姓名相同" in clerk.hands.open(twins_of(hers))
    with as_login(""):
        links = Residence.objects.filter(person_id=world.residents[0].person, until__isnull=True)
        assert sorted(link.kind for link in links) == ["owner", "tenant"]
        assert Person.objects.filter(until__isnull=True).count() == len(world.residents)


def test_who_does_not_decide_is_offered_nothing_and_two_numbers_stay_two(world: World) -> None:
    clerk, hers = Clerk(world), pointer("person", world.residents[0].person)
    clerk.at_door(world.dwellings[DOOR])
    clerk.writes("记下这个人", name="覃秀兰", kind="租户", source="派出所", id_number=number("45010319580312004"))
    assert "没有姓名相同" in clerk.hands.open(twins_of(hers))
    clerk.at_door(world.dwellings[DOOR])
    clerk.writes("记下这个人", name="覃 秀兰", kind="居住", source="派出所", phone="13877100002")
    assert clerk.hands.open(twins_of(hers)).form_with(MERGE)
    worker = Clerk(world, "grid_worker").hands
    assert "底册里是不是有两份" not in worker.open(page_of(hers))
    assert worker.open(twins_of(hers)).status == 403
