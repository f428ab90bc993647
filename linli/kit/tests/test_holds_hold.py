"""Whatever is asked, agreed, placed and ended on whatever days: nothing of a person under a running hold is erased."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.models import Person
from linli.kernel.places import queries as places
from linli.kernel.rights import actions as rights
from linli.kernel.rights.models import Erasure
from linli.kernel.rights.queries.plans import plan
from linli.plumbing import held, scope
from linli.plumbing.days import begin_of, day_of
from linli.plumbing.held import Whose
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

HOME = "桃源北社区"
DEED = st.sampled_from(["hold", "agree", "end", "night"])
LATER = st.sampled_from([0, 0, 1, 30, 200, 1200])  # days until the next deed; the rules count in years
DEEDS = st.lists(st.tuples(DEED, st.integers(0, 1), LATER, st.integers(0, 364)), min_size=4, max_size=10)


@dataclass
class Kept:
    """What the story knows: until when each resident is kept, by the holds it has placed itself."""

    until: dict[int, dict[int, datetime]]

    def holds(self, number: int, now: datetime) -> bool:
        return any(until > now for until in self.until[number].values())


def everything_of(whose: Whose) -> dict[str, list[Any]]:
    """Every row of every declared table that is theirs, whatever it holds, as the superuser reads it."""
    found: dict[str, list[Any]] = {}
    with as_login(""), connection.cursor() as cursor:
        for one in held.every():
            if one.table not in ("rights_hold", "rights_erasure"):
                cursor.execute(f"select t::text from {one.table} t where {one.rows()} order by 1", whose.values())
                found[one.table] = cursor.fetchall()
    return found


@pytest.fixture
def two(world: World, db: None) -> list[Whose]:
    """Two residents, each with rows the rules of time and an erasure would take."""
    clerk, found = world.hat("clerk", HOME), []
    for number in (0, 1):
        me = world.resident(number)
        people.note_read(person_id=world.residents[number].person, by=clerk, now=clock())
        world.an_open_case(until="confirm", by=me, reporter=world.a_named(number))
        with scope.reading(me, now=clock()):
            found.append(people_queries.whose(me))
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(deeds=[("agree", 0, 0, 0), ("hold", 0, 0, 9), ("night", 0, 1, 0)])  # agreed to, then held
@example(deeds=[("hold", 0, 1200, 364), ("night", 0, 200, 0)])  # past every rule, and held
@given(deeds=DEEDS)
def test_nothing_of_a_person_under_a_running_hold_is_ever_erased(
    world: World, two: list[Whose], deeds: list[tuple[str, int, int, int]]
) -> None:
    point = transaction.savepoint()
    try:
        told(world, two, deeds)
    finally:
        with as_login(""):
            transaction.savepoint_rollback(point)


def told(world: World, two: list[Whose], deeds: list[tuple[str, int, int, int]]) -> None:
    kept, now, officer = Kept({0: {}, 1: {}}), clock(), world.hat("data_officer")
    for deed, number, later, long in deeds:
        now += timedelta(days=later)
        running = [hold for hold, until in kept.until[number].items() if until > now]
        if deed == "hold":
            row = rights.NewHold("法院", "1号", day_of(now) + timedelta(days=long))
            at = world.community()
            made = rights.place_hold(subject_id=two[number].own, scope_id=at, row=row, by=officer, now=now)
            kept.until[number][made] = begin_of(row.last_day + timedelta(days=1))
        elif deed == "end" and running:
            rights.end_hold(hold_id=running[0], reason="完了", by=officer, now=now)
            kept.until[number][running[0]] = now
        elif deed == "agree":
            agree(world, two[number], number, kept, now)
        else:
            night(two, kept, now)


def agree(world: World, whose: Whose, number: int, kept: Kept, now: datetime) -> None:
    """Asked by the resident and, where the officer can, agreed to."""
    at, officer = world.community(), world.hat("data_officer")
    worn = people_queries.hat_for_resident(whose.account)
    if worn is None:
        return  # the login went with what was erased
    try:
        made = rights.ask_erasure(whose=whose, scope_id=at, with_login=True, words="", found=[], by=worn.hat, now=now)
        rights.decide_erasure(erasure_id=made, agrees=True, reason="", by=officer, now=now)
        assert not kept.holds(number, now)
    except rights.ErasureRefused:
        pass


def night(two: list[Whose], kept: Kept, now: datetime) -> None:
    """The worker's round of a night: what is agreed, then the rules of time; years may have gone by."""
    before = {number: everything_of(whose) for number, whose in enumerate(two) if kept.holds(number, now)}
    free = [number for number in (0, 1) if number not in before]
    robot = scope.robot(places.all_scopes(), purpose="erase")
    with as_login(""):
        waiting = list(Erasure.objects.filter(state="agreed").values_list("id", "subject_id"))
    with as_login("worker"):
        for erasure, subject in waiting:
            whose = next(one for one in two if one.own == subject)
            rights.carry_out(erasure_id=erasure, whose=whose, by=replace(robot, account=whose.account), now=now)
        rights.keep_to_terms(by=scope.robot(places.all_scopes(), purpose=rights.PURPOSE), now=now)
    for number, rows in before.items():
        assert everything_of(two[number]) == rows
    with as_login(""):
        done = Erasure.objects.filter(subject_id__in=[two[number].own for number in free], state="agreed")
        assert not done.exists()


def test_a_hold_is_on_a_human_being_whatever_records_and_logins_they_have(world: World, two: list[Whose]) -> None:
    """Records that become one carry it along both ways, and what begins during the hold is kept as well."""
    clerk, officer, at, now = world.hat("clerk", HOME), world.hat("data_officer"), world.community(HOME), clock()
    door = people.NewResidence(world.residents[0].dwelling, at, "occupant", now, "visit")
    twice = people.add_person(row=people.NewPerson("覃秀兰", (door,)), by=clerk, now=now)
    with as_login(""):
        subject = Person.objects.get(id=twice).subject_id
    row = rights.NewHold("法院", "1号", day_of(now) + timedelta(days=9))
    rights.place_hold(subject_id=subject, scope_id=at, row=row, by=officer, now=now)
    assert not held_of(two[0])
    people.merge_people(kept_id=world.residents[0].person, gone_id=twice, by=clerk, now=now)
    assert held_of(two[0]) == {"legal_hold"}
    assert not held_of(two[1])
    world.an_open_case(until="confirm", by=world.resident(), reporter=world.a_named())
    mine = world.resident()
    with scope.reading(mine, now=clock()):
        whose = people_queries.whose(mine)
    assert len(whose.subjects) > len(two[0].subjects)
    assert held_of(whose) == {"legal_hold"}


def held_of(whose: Whose) -> set[str]:
    """By which reasons rows of theirs stay, as far as a hold is one; nothing else may stand beside it."""
    robot = replace(scope.robot(places.all_scopes(), purpose="erase"), account=whose.account)
    with as_login("worker"), scope.reading(robot, now=clock()):
        found = plan(whose, with_login=True)
    reasons = {reason for line in found for reason, _count in line.stays}
    assert "legal_hold" not in reasons or not any(line.goes for line in found)
    return reasons if "legal_hold" in reasons else set()
