"""Somebody moves in from another community: the register knows them, and nothing is written down a second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import ProgrammingError

from linli.kernel.journal.models import Line
from linli.kernel.people import queries as people
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_proposals import PastValue
from linli.plumbing import scope
from linli.plumbing.pointers import pointer
from linli.plumbing.time import now as clock
from linli.scenarios.population.tests.keeping import at_the_desk, number
from linli.scenarios.population.tests.test_intake_things import HERE, Office
from tests.at_the_screen import Page, Somebody, at_home
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
CARD = number("45010319580312002")  # 覃秀兰's, who owns a dwelling in 桃源北社区
DOOR = "tiantao_17-1-1单元201"
SAID = {"name": "覃秀兰", "kind": "居住", "source": "派出所", "id_number": CARD}
HEAD = "姓名,身份证号,性别,联系电话,户籍地,住址,与房屋关系"
ROW = f"覃秀兰,{CARD},女,13800138001,,{HERE}1单元101,租户"


def writes(hands: Somebody, world: World, **given: str) -> Page:
    hands.open(f"/register/door/{world.dwellings[DOOR]}")
    return hands.press("记下这个人", **{**SAID, **given})


@pytest.mark.touches("REG-08", "一次采集")
def test_a_clerk_links_whoever_another_community_holds_and_she_reads_of_it(world: World) -> None:
    clerk = at_the_desk(world, "clerk", "天桃社区")
    her = pointer("person", world.residents[0].person)
    assert clerk.open(f"/register/person/{her}").status == 404
    page = writes(clerk, world, registered_in="450103")
    assert page.status == 200, page.words
    assert f"/register/person/{her}" in page.links.values()
    with as_login(""):
        assert Person.objects.count() == len(world.residents)
        links = Residence.objects.filter(person_id=world.residents[0].person)
        assert sorted(link.kind for link in links) == ["occupant", "owner"]
        assert Person.objects.get(id=world.residents[0].person).registered_in == "450103"
    with scope.reading(world.hat("clerk", "天桃社区"), now=clock()):
        assert [one.id for one in people.find_people("覃秀兰")] == [world.residents[0].person]
    page = clerk.open(f"/register/person/{her}")
    doors = [link for link in page.links.values() if "/register/door/" in link]
    assert doors == [f"/register/door/{world.dwellings[DOOR]}"]  # the other community's is not theirs to see
    assert "天桃社区" in at_home(world).open("/my/looks")


def test_said_twice_it_stands_once_and_the_other_community_loses_nothing(world: World) -> None:
    clerk = at_the_desk(world, "clerk", "天桃社区")
    for _time in range(2):
        assert writes(clerk, world).status == 200
    with as_login(""):
        assert Residence.objects.filter(person_id=world.residents[0].person, until__isnull=True).count() == 2
    other = at_the_desk(world, "clerk", "桃源北社区")
    assert "桃源路" in other.open(f"/register/person/{pointer('person', world.residents[0].person)}")


def test_under_another_name_it_is_somebody_elses_number_and_the_journal_keeps_the_try(world: World) -> None:
    clerk = at_the_desk(world, "clerk", "天桃社区")
    page = writes(clerk, world, name="莫远来")
    assert page.status == 422
    assert "底册里这个号码登记的是另一个姓名" in page
    assert "覃" not in page.form_with("记下这个人").fields["name"][0]
    assert page.form_with("记下这个人").fields["id_number"] == [CARD]
    with as_login(""):
        assert Residence.objects.filter(person_id=world.residents[0].person).count() == 1
        assert Line.objects.filter(verb="person.mistake", record=world.residents[0].person).count() == 1


def test_a_list_links_her_too_and_taking_it_back_leaves_what_was(world: World, tmp_path: Path) -> None:
    office = Office(world, tmp_path)
    with as_login(""):
        before = Person.objects.filter(id=world.residents[0].person).values().get()
    one = office.hands_in("people", HEAD, ROW.replace(",,", ",450103,"), ROW.replace("101,租户", "102,业主"))
    assert [verdict for verdict, _why in office.verdicts(one)] == ["changed", "changed"]
    assert office.remarks(one) == ["别的社区的底册里有这个人：接到这户上，不另写一份。"] * 2
    with as_login(""):
        assert Person.objects.count() == len(world.residents)
        links = Residence.objects.filter(person_id=world.residents[0].person)
        assert sorted(link.kind for link in links) == ["owner", "owner", "tenant"]
        assert PastValue.objects.filter(person_id=world.residents[0].person, field="registered_in").count() == 1
    assert [verdict for verdict, _why in office.verdicts(office.hands_in("people", HEAD, ROW))] == ["same"]
    office.undoes(one)
    with as_login(""):
        assert Residence.objects.filter(person_id=world.residents[0].person).count() == 1
        assert Person.objects.filter(id=world.residents[0].person).values().get() == before
    with scope.reading(office.hat, now=clock()):
        assert not people.find_people("覃秀兰")


def test_a_list_with_another_name_for_her_number_is_refused_without_hers(world: World, tmp_path: Path) -> None:
    office = Office(world, tmp_path)
    one = office.hands_in("people", HEAD, ROW.replace("覃秀兰", "莫远来"))
    ((verdict, why),) = office.verdicts(one)
    assert verdict == "refused"
    assert "另一个姓名" in why
    assert "覃" not in why


@pytest.mark.parametrize("role", ["street_lead", "property_staff"])
def test_who_keeps_no_register_finds_nobody_by_a_number(world: World, role: str) -> None:
    with pytest.raises(ProgrammingError, match="registrars"), scope.reading(world.hat(role), now=clock()):
        people.known_elsewhere([CARD])
