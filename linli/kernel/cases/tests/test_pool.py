"""The event pool is what the cases are: whatever happens to one, and whoever does it, its entry follows at once."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.cases import actions as cases
from linli.kernel.cases import pool
from linli.kernel.cases.actions import Move, Opened
from linli.kernel.cases.models import Lamp
from linli.kernel.people import queries as people
from linli.plumbing import scope
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
COLUMNS = "scope_id, area_id, item, lamp, due, lon, lat, cell, about_unit, about_account"
APART = f"""
with cases as (select id, {COLUMNS} from cases_case where closed is null),
     pool as (select case_id, {COLUMNS} from cases_pool_entry)
(select * from cases except select * from pool) union all (select * from pool except select * from cases)
"""
STEPS = ("onward", "elsewhere", "placed", "corrected", "concealed", "late", "given", "withdrawn", "rated")


def apart() -> list[tuple[object, ...]]:
    """Entries that are not as their case, open cases without one, entries of no open case."""
    with as_login(""), connection.cursor() as cursor:
        cursor.execute(APART)
        return list(cursor.fetchall())


def listed(hat: Hat) -> set[str]:
    with scope.reading(hat, now=clock()):
        found = {one.number for one in pool.listed(hat, items=None, grid=None, limit=1000)}
        assert sum(one.open for one in pool.counts(hat)) == sum(pool.by_lamp(hat, hat.scopes).values()) == len(found)
        return found


def _step(world: World, opened: Opened, what: str) -> None:
    """One thing that happens to a case, if it can happen where the case stands."""
    at, case = world.step(opened), world.case(opened)
    if what == "onward" and at in ("verify", "accept", "handle", "check"):
        onward = {"verify": "confirmed_on_site", "accept": "accept", "handle": "handled", "check": "answer"}
        world.act(opened, onward[at])
    elif what == "elsewhere" and at in ("verify", "accept", "handle"):
        _handed_above(world, opened)
    elif what == "placed" and at == "place":
        world.act(opened, "placed", place=world.community("天桃社区"))
    elif what == "corrected" and at in ("verify", "accept"):
        item = "hotline.lift" if case.item != "hotline.lift" else "hotline.noise"
        cases.correct(case_id=case.id, item=item, reason="看错了", task=None, by=world.holder(opened), now=clock())
    elif what == "concealed" and case.closed is None and not case.about_unit and at in ("verify", "accept"):
        unit, lead = world.holder(opened).unit, world.hat("supervisor")
        cases.conceal(case_id=case.id, unit=unit, by=lead, now=clock())
    elif what == "late":
        cases.turn_lamps(by=world.hat("robot"), now=clock() + timedelta(days=40))
    elif what == "withdrawn" and case.closed is None and at in ("verify", "place"):
        cases.withdraw(case_id=case.id, by=scope.VISITOR.seeing(opened.subject_id), now=clock())
    elif what == "rated" and at == "rate":
        world.rate(opened, 5)


def _handed_above(world: World, opened: Opened) -> None:
    """The street's desk has it now; the community's sees that it is there."""
    with scope.reading(world.hat("robot"), now=clock()):
        desks = people.units_to_hand_over(world.community(), at=clock())
    to = next((desk for desk in desks if desk.role == "street_clerk"), None)
    if to is not None and world.task(opened).role != "street_clerk":
        world.act(opened, "hand_over", text="归街道", next_owner=to)


@given(opened=st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from(STEPS), max_size=6)), max_size=3))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_entry_is_always_as_its_case(world: World, opened: list[tuple[bool, list[str]]]) -> None:
    for placed, steps in opened:
        where: dict[str, Any] = (
            {} if placed else {"item": "hotline.noise", "place": None, "where": "河边", "lon": 108.33, "lat": 22.78}
        )
        case = world.an_open_case(**where)
        assert not apart()
        for what in steps:
            _step(world, case, what)
            assert not apart(), what


def test_a_closed_matter_leaves_the_pool_and_a_bad_grade_brings_it_back(world: World) -> None:
    clerk = world.hat("clerk", "桃源北社区")
    opened = world.an_open_case(until="handle")
    assert opened.number in listed(clerk)
    for action in ("handled", "answer"):
        world.act(opened, action)
    world.rate(opened, 5)
    assert world.case(opened).closed is not None
    assert opened.number not in listed(clerk)
    again = scope.VISITOR.seeing(opened.subject_id)
    with scope.writing(again, now=clock()):
        cases.move(case_id=opened.case_id, move=Move("not_fixed"), by=again, now=clock())
    assert world.case(opened).closed is None
    assert opened.number in listed(clerk)
    assert not apart()


def test_whoever_moves_it_need_not_see_the_community_it_lies_in(world: World) -> None:
    """A desk above takes the matter on: the community's row is foreign to it in the database, and follows."""
    opened = world.an_open_case(until="accept")
    _handed_above(world, opened)
    lead = world.holder(opened)
    cases.turn_lamps(by=world.hat("robot"), now=clock() + timedelta(days=40))
    assert world.case(opened).lamp >= Lamp.RED
    world.act(opened, "accept", by=lead)
    assert not apart()
    assert opened.number in listed(world.hat("clerk", "桃源北社区"))
    assert opened.number not in listed(world.hat("clerk", "天桃社区"))


def test_whom_it_is_about_does_not_count_it_either(world: World) -> None:
    opened = world.an_open_case()
    unit = world.holder(opened)
    assert opened.number in listed(unit)
    cases.conceal(case_id=opened.case_id, unit=unit.unit, by=world.hat("supervisor"), now=clock())
    assert opened.number not in listed(unit)
    assert not apart()


@pytest.mark.parametrize("login", ["public", "desk", "worker"])
def test_no_login_writes_it(world: World, login: str) -> None:
    world.an_open_case()
    with as_login(login), connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(current_user, 'cases_pool_entry', 'insert, update, delete')")
        assert cursor.fetchone() == (False,)


def test_what_is_open_when_the_pool_begins_comes_in_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    filling = import_module("linli.kernel.cases.migrations.0016_pool_filled")
    monkeypatch.setattr(filling, "BATCH", 2)
    for until in ("accept", "handle", "", "accept", "handle"):
        world.an_open_case(until=until, by=world.resident(), reporter=world.a_named())
    with as_login(""), connection.cursor() as cursor:
        cursor.execute("delete from cases_pool_entry where case_id <> (select max(case_id) from cases_pool_entry)")
        assert len(apart()) >= 4
        filling.fill(None, SimpleNamespace(connection=connection))
        cursor.execute("select 1 from pg_policies where policyname = 'owner_fills'")
        assert cursor.fetchall() == []
    assert apart() == []
