"""Six departments of a city, each with a program of its own: all read under grants of their own, and two deliver."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from linli.gates.exchange import signed
from linli.gates.exchange.tests.programs import DELIVER, Program
from linli.kernel.grants import actions
from linli.kernel.grants.models import GrantUse, ItemRevision
from linli.kernel.people import actions as people
from linli.kernel.people import queries as people_queries
from linli.kernel.people.actions import NewAccount, NewOrganisation, NewPost
from linli.kernel.people.id_numbers import check_digit
from linli.kernel.people.models import Person
from linli.kernel.people.models_proposals import Proposal
from linli.main.demo.ground import INGEST
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.commons import a_grant, an_entry
from tests.surfaces import as_login
from tests.world import World

pytestmark = pytest.mark.django_db
SIX = {
    "综治": ("青秀区综治中心", "public_order_staff"),
    "公安": ("青秀公安分局", "public_order_staff"),
    "住建": ("青秀区住建局", "street_clerk"),
    "应急": ("青秀区应急管理局", "emergency_staff"),
    "卫健": ("青秀区卫健局", "street_clerk"),
    "民政": ("青秀区民政局", "street_clerk"),
}
NUMBER = "450103195803120029"[:17]
FIRST = NUMBER + check_digit(NUMBER)  # of the first resident of 桃源北社区


@dataclass(frozen=True, slots=True)
class Department:
    """A department: somebody who asks for it, and its program."""

    name: str
    hat: Hat
    program: Program


def department(world: World, name: str, role: str) -> Department:
    """A body of the district with one member of staff, as an installation gets them."""
    now, district = world.began, world.places["qingxiu"]
    unit = people.add_organisations_many(rows=[NewOrganisation("district_office", name, district)], by=INGEST, now=now)[
        0
    ]
    login = f"clerk_{unit}"
    account = people.add_staff_many(rows=[NewAccount(label="经办人", login=login)], by=INGEST, now=now)[0]
    people.appoint_many(rows=[NewPost(account, unit, role, "经办", district)], by=INGEST, now=now)
    with as_login("desk"):
        worn = people_queries.hat_for_post(account, None, at=clock())
    assert worn is not None
    return Department(name, worn.hat, Program())


def joined(world: World, one: Department, entry: ItemRevision, *, purpose: str, fields: list[str]) -> None:
    """It asks, is granted, and lets its program use the grant."""
    grant = a_grant(
        world, entry, by=one.hat, unit_name=one.name, purpose=purpose, fields=fields, places=[world.places["zhongshan"]]
    )
    key = actions.register_key(
        grant_id=grant.id, name=f"{one.name}业务系统", public_key=one.program.public_text, by=one.hat, now=clock()
    )
    one.program.key = key.shown


@pytest.mark.proves("DAT-01", "各家系统互相共享、连成一体，没有孤岛")
@pytest.mark.proves("DAT-04", "城市大脑接上综治、公安、住建、应急、卫健、民政")
def test_six_departments_read_the_same_city_and_two_of_them_deliver(world: World) -> None:
    numbers, takes = an_entry(world), an_entry(world, "deliver.persons")
    for short, (name, role) in SIX.items():
        one = department(world, name, role)
        joined(world, one, numbers, purpose=f"{short}工作", fields=["community", "buildings", "dwellings"])
        sent = one.program.signs({"purpose": f"{short}工作"})
        answer = one.program.send(sent)
        assert answer.status_code == 200, (short, answer.content.decode())
        rows = answer.json()["rows"]
        assert [row["community"] for row in rows] == ["天桃社区", "桃源北社区"]
        assert rows[1]["dwellings"] > 10
        assert signed.verify(one.program.keeps(sent, answer)).problems == ()
    for short, changes in (("公安", {"registered_in": "450103"}), ("卫健", {"phone": "13911112222"})):
        one = department(world, f"{SIX[short][0]}二科", SIX[short][1])
        joined(world, one, takes, purpose=f"{short}更正", fields=list(changes))
        given = {"purpose": f"{short}更正", "changes": [{"id_number": FIRST, "changes": changes}]}
        answer = one.program.ask(given, path=DELIVER)
        assert answer.json()["outcome"] == [{"outcome": "proposed", "sentence": ""}]
    uses = GrantUse.objects.values_list("who", flat=True)
    assert len(set(uses)) == 8
    clerk = world.hat("clerk", "桃源北社区")
    with as_login(""):
        waiting = list(Proposal.objects.filter(record=world.residents[0].person, state="open").order_by("id"))
    for proposal in waiting:
        people.accept_proposal(proposal_id=proposal.id, by=clerk, now=clock())
    with as_login(""):
        person = Person.objects.get(id=world.residents[0].person)
    assert person.registered_in == "450103"
