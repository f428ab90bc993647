"""Class 10 (Odoo 2016-04b, 2016-07e, CVE-2019-11781, -11782): who may edit a contact takes its account over.

A login belongs to whoever proved the phone; what staff, imports or the resident change in the register never moves
it. What runs elevated acts with the rights of whoever asked. Nobody wears two hats at once.
"""

from __future__ import annotations

import pytest

from linli.kernel.imports.actions.running import hat_of as hat_of_import
from linli.kernel.imports.models import Import
from linli.kernel.people import actions as people
from linli.kernel.people import queries
from linli.kernel.people.models import Account
from linli.plumbing import policy
from linli.plumbing.policy import NotAllowed
from linli.plumbing.time import now as clock
from tests import lists
from tests.surfaces import Visit, as_login, surface
from tests.world import PASSWORD, World

THIEF = "13955509999"


def login_of(account: int) -> tuple[object, ...]:
    with as_login(""):
        row = Account.objects.get(id=account)
        return bytes(row.phone_blind or b""), row.login, row.password, row.person_id, row.until


def test_a_phone_put_right_in_the_register_moves_no_login(world: World, db: None) -> None:
    mine, clerk = world.residents[0], world.hat("clerk", "桃源北社区")
    before = login_of(mine.account)
    people.correct_person(person_id=mine.person, changes={"phone": THIEF}, source="visit", by=clerk, now=clock())
    assert login_of(mine.account) == before
    code = people.ask_code(phone=THIEF, now=clock())
    thief = people.check_code(phone=THIEF, code=code, now=clock())
    assert thief.id != mine.account
    worn = queries.hat_for_resident(thief.id)
    assert worn is not None
    assert worn.hat.person == 0
    assert not set(worn.hat.subjects) & set(world.resident().subjects)
    with surface("public"):
        assert Visit().enter(phone=mine.phone, password=PASSWORD)["who"]


def test_an_import_that_brings_another_phone_moves_no_login(world: World, db: None) -> None:
    from linli.kernel.imports import actions as imports

    mine = world.residents[0]
    before = login_of(mine.account)
    row = f"覃秀兰,,{THIEF},桃源路36号院2栋2单元301,业主,,"
    one = lists.handed_in(world, rows=(row,), name="换电话.csv")
    for _progress in imports.carry_out(import_id=one.id, by=lists.as_worker(lists.officer(world)), clock=clock):
        pass
    assert login_of(mine.account) == before


def test_two_records_made_one_move_no_login(world: World, db: None) -> None:
    """The record that goes on is seen by its own login; the other's login stays what it was."""
    first, second = world.residents[0], world.residents[1]
    before = [login_of(one.account) for one in (first, second)]
    clerk = world.hat("clerk", "桃源北社区")
    with pytest.raises(people.MergeRefused):  # two numbers: two people
        people.merge_people(kept_id=first.person, gone_id=second.person, by=clerk, now=clock())
    nothing = dict.fromkeys(("id_number", "born", "sex"), "")
    people.correct_person(person_id=second.person, changes=nothing, source="visit", by=clerk, now=clock())
    people.merge_people(kept_id=first.person, gone_id=second.person, by=clerk, now=clock())
    assert [one[:3] for one in map(login_of, (first.account, second.account))] == [one[:3] for one in before]


@pytest.mark.asvs("V8.2.1")
@pytest.mark.dengbao("8.1.4.2 d")
@pytest.mark.parametrize("role", ["clerk", "grid_worker", "street_lead", "property_staff", "supervisor"])
def test_no_role_of_the_street_makes_or_changes_accounts(world: World, db: None, role: str) -> None:
    hat = world.hat(role)
    with pytest.raises(NotAllowed):
        people.register_account(row=people.NewAccount(phone=THIEF), by=hat, now=clock())
    with pytest.raises(NotAllowed):
        people.add_staff_many(rows=[people.NewAccount(login="thief", password=PASSWORD)], by=hat, now=clock())


def test_what_the_worker_does_for_somebody_is_done_with_their_rights(world: World, db: None) -> None:
    """An import carries the divisions of who asked, and no more: the worker has no others while it works."""
    one = lists.handed_in(world)
    with as_login(""):
        kept = Import.objects.get(id=one.id)
    hat, officer = hat_of_import(kept), lists.officer(world)
    assert (set(hat.scopes), hat.role, hat.account) == (set(officer.scopes), officer.role, officer.account)
    assert not policy.may(hat, "webhook.keep")


@pytest.mark.dengbao("8.1.4.2 d")
def test_a_session_wears_one_hat_at_a_time(world: World, db: None) -> None:
    """The resident's hat exists at the residents' door only, posts only at the desk's."""
    with surface("public"):
        staff = {"login": world.login(world.hat("clerk")), "password": PASSWORD}
        assert Visit().api("POST", "login", staff).status_code == 422
    with surface("desk"):
        resident = {"login": world.residents[0].phone, "password": PASSWORD}
        assert Visit().api("POST", "login", resident).status_code == 401
        assert Visit().send("/login", resident).status_code == 422
