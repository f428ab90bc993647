"""Somebody moves in from another community: the register knows them, and nothing is written down a second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import ProgrammingError

from linli.kernel.journal.models import Line
from linli.kernel.people import actions as people_actions
from linli.kernel.people import queries as people
from linli.kernel.people.actions import NewResidence
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_proposals import PastValue
from linli.kernel.people.queries import KnownElsewhere, KnownPerson
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
ELSEWHERE = "别的社区的底册里已有此人：只登记与这户的关系，不另建一份。"
ROW = f"覃秀兰,{CARD},女,13800138001,,{HERE}1单元101,租户"


def tried(world: World, neighbour: int = 0) -> int:
    """How often the journal says that their number was tried under another name."""
    with as_login(""):
        return Line.objects.filter(verb="person.mistake", record=world.residents[neighbour].person).count()


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
    assert "天桃社区" in at_home(world).open("/my/looks")  # before the clerk has opened her page
    with scope.reading(world.hat("clerk", "天桃社区"), now=clock()):
        assert [one.id for one in people.find_people("覃秀兰")] == [world.residents[0].person]
    page = clerk.open(f"/register/person/{her}")
    doors = [link for link in page.links.values() if "/register/door/" in link]
    assert doors == [f"/register/door/{world.dwellings[DOOR]}"]  # the other community's is not theirs to see


def test_said_twice_it_stands_once_and_the_other_community_loses_nothing(world: World) -> None:
    clerk = at_the_desk(world, "clerk", "天桃社区")
    for _time in range(2):
        assert writes(clerk, world).status == 200
    with as_login(""):
        assert Residence.objects.filter(person_id=world.residents[0].person, until__isnull=True).count() == 2
    other = at_the_desk(world, "clerk", "桃源北社区")
    assert "桃源路" in other.open(f"/register/person/{pointer('person', world.residents[0].person)}")


def test_a_number_that_was_not_known_is_filled_in_unless_it_is_somebody_elses(world: World) -> None:
    clerk, at = at_the_desk(world, "clerk", "天桃社区"), world.dwellings[DOOR]
    fresh, hers = number("45010319580312004"), world.residents[0].person
    for name, card, persons in (("农有财", "", 4), ("农有财", fresh, 4), ("覃秀兰", "", 5), ("覃秀兰", CARD, 5)):
        assert writes(clerk, world, name=name, id_number=card).status == 200
        with as_login(""):
            assert Person.objects.count() == persons
    with as_login(""):
        there = [
            link.person for link in Residence.objects.filter(place_id=at, kind="occupant").select_related("person")
        ]
        told = sorted((KnownPerson(one).number, one.id == hers) for one in there)
    assert told == [("", False), (CARD, True), (fresh, False)]  # her two records are for a clerk to make one of


def test_under_another_name_it_is_somebody_elses_number_and_the_journal_keeps_the_try(world: World) -> None:
    clerk = at_the_desk(world, "clerk", "天桃社区")
    page = writes(clerk, world, name="莫远来")
    assert page.status == 422
    assert "底册里这个号码登记的是另一个姓名" in page
    assert "覃" not in page.form_with("记下这个人").fields["name"][0]
    assert page.form_with("记下这个人").fields["id_number"] == [CARD]
    with as_login(""):
        assert Residence.objects.filter(person_id=world.residents[0].person).count() == 1
    assert tried(world) == 1


def test_the_tenant_a_landlord_names_is_linked_too_if_the_name_is_theirs(world: World) -> None:
    """莫德明 of 天桃社区 becomes a tenant in 桃源北社区; 覃秀兰 lets her dwelling there."""
    his, landlord, worker = world.residents[2], at_home(world), at_the_desk(world, "grid_worker", "桃源北社区")
    for name, taken in (("莫小明", False), ("莫德明", True)):
        landlord.open("/my/home")
        landlord.press("登记这位租户", name=name, phone="13800138003", id_number=number("45010319720715005"))
        worker.open("/register/proposals")
        page = worker.press("采用")
        assert ("记进底册了" in page) is taken
        assert ("另一个姓名" in page) is not taken
        if not taken:
            worker.open("/register/proposals")
            worker.follow("细看")
            worker.press("不采用", reason="号码和姓名对不上")
    assert tried(world, 2) == 1
    with as_login(""):
        assert Person.objects.count() == len(world.residents)
        links = Residence.objects.filter(person_id=his.person, until__isnull=True)
        held = {(link.place_id, link.kind) for link in links}
    assert held == {(his.dwelling, "owner"), (world.residents[0].dwelling, "tenant")}


def test_a_list_links_her_too_and_taking_it_back_leaves_what_was(world: World, tmp_path: Path) -> None:
    office = Office(world, tmp_path)
    with as_login(""):
        before = Person.objects.filter(id=world.residents[0].person).values().get()
    one = office.hands_in("people", HEAD, ROW.replace(",,", ",450103,"), ROW.replace("101,租户", "102,业主"))
    assert [verdict for verdict, _why in office.verdicts(one)] == ["changed", "changed"]
    assert office.remarks(one) == [ELSEWHERE] * 2
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


def test_a_dry_run_tells_of_nobody_elsewhere(world: World, tmp_path: Path) -> None:
    office = Office(world, tmp_path)
    other = (
        ROW.replace("覃秀兰", "莫远来").replace("101", "201").replace(f"{CARD},女", number("45010319720715005") + ",男")
    )
    one = office.looks_at("people", HEAD, ROW, other)
    assert [verdict for verdict, _why in office.verdicts(one)] == ["new", "new"]
    assert not office.remarks(one)


def test_one_list_means_the_same_in_one_portion_or_two_and_handed_in_again(world: World, tmp_path: Path) -> None:
    office, other = Office(world, tmp_path), ROW.replace("13800138001", "13877100009")
    office.hands_in("people", HEAD, other)
    again = office.hands_in("people", HEAD, other, other.replace("101,租户", "102,业主"))
    assert [verdict for verdict, _why in office.verdicts(again)] == ["same", "changed"]
    with as_login(""):
        assert KnownPerson(Person.objects.get(id=world.residents[0].person)).tell("phone") == "13877100009"


def test_what_somebody_has_said_since_a_list_linked_her_stays(world: World, tmp_path: Path) -> None:
    office, later = Office(world, tmp_path), clock() + timedelta(days=1)
    one = office.hands_in("people", HEAD, ROW.replace(",,", ",450103,"))
    with as_login(""):
        link = Residence.objects.get(person_id=world.residents[0].person, kind="tenant")
    worker = world.hat("grid_worker", "星湖社区")
    people_actions.confirm_residences_many(residence_ids=[link.id], by=worker, now=later)
    office.undoes(one)
    with as_login(""):
        assert Residence.objects.filter(id=link.id).exists()
        assert Person.objects.get(id=world.residents[0].person).registered_in == "450103"


def test_what_her_other_community_confirms_outlasts_the_list(world: World, tmp_path: Path) -> None:
    office, later = Office(world, tmp_path), clock() + timedelta(days=1)
    one = office.hands_in("people", HEAD, ROW.replace(",,", ",450103,"))
    with as_login(""):
        home = Residence.objects.get(person_id=world.residents[0].person, kind="owner")
    people_actions.confirm_residences_many(
        residence_ids=[home.id], by=world.hat("grid_worker", "桃源北社区"), now=later
    )
    office.undoes(one)
    with as_login(""):
        her = Person.objects.get(id=world.residents[0].person)
    assert (her.confirmed, her.registered_in) == (later, "")


def test_whoever_stands_at_the_door_without_a_number_is_told_of(world: World, tmp_path: Path) -> None:
    office = Office(world, tmp_path)
    head, row = "姓名,身份证号,出生日期,住址,与房屋关系", "覃秀兰,{},1958-03-12," + f"{HERE}1单元101,租户"
    office.hands_in("people", head, row.format(""))
    one = office.hands_in("people", head, row.format(CARD))
    assert [verdict for verdict, _why in office.verdicts(one)] == ["changed"]
    assert "没有登记号码" in office.remarks(one)[0]


def test_two_desks_link_her_at_once_and_the_slower_reads_a_sentence(world: World) -> None:
    found = KnownElsewhere(world.residents[0].person, world.residents[0].subject, "覃秀兰")
    clerk, now = world.hat("clerk", "天桃社区"), clock()
    row = NewResidence(world.dwellings[DOOR], world.community("天桃社区"), "occupant", now, source="police")
    link = partial(people_actions.add_residence_from_elsewhere, found=found, name="覃秀兰", by=clerk, now=now)
    link(row=row)
    with pytest.raises(people_actions.LinkRefused):
        link(row=row)
    link(row=replace(row, kind="registered"))
    with as_login(""):
        links = Residence.objects.filter(person_id=found.id, scope_id=row.scope_id)
        assert sorted(one.kind for one in links) == ["occupant", "registered"]


def test_a_list_with_another_name_for_her_number_is_refused_without_hers(world: World, tmp_path: Path) -> None:
    office = Office(world, tmp_path)
    one = office.hands_in("people", HEAD, ROW.replace("覃秀兰", "莫远来"))
    ((verdict, why),) = office.verdicts(one)
    assert verdict == "refused"
    assert "另一个姓名" in why
    assert "覃" not in why
    assert tried(world) == 1


@pytest.mark.parametrize("role", ["street_lead", "property_staff"])
def test_who_keeps_no_register_finds_nobody_by_a_number(world: World, role: str) -> None:
    with pytest.raises(ProgrammingError, match="registrars"), scope.reading(world.hat(role), now=clock()):
        people.known_elsewhere([CARD])
