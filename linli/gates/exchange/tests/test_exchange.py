"""A program of another body reads and delivers under its grant: signed, once, within five minutes, told to persons."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from linli.gates.exchange import signed
from linli.gates.exchange.tests.programs import DELIVER, READ, Program
from linli.kernel.grants import actions
from linli.kernel.grants.models import Grant, GrantUse
from linli.kernel.journal.models import Line, Payload
from linli.kernel.people import actions as people
from linli.kernel.people.actions import NewPerson, NewResidence
from linli.kernel.people.id_numbers import check_digit
from linli.kernel.people.models import Person
from linli.kernel.people.models_proposals import Proposal
from linli.main.demo import ground
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.commons import a_grant, an_entry, owner
from tests.surfaces import as_login, surface
from tests.world import World

pytestmark = pytest.mark.django_db
CARE = "独居老人上门照料"


def elder(world: World, door: str = "taoyuan_36-3-1单元101", name: str = "农玉兰", born: int = 1938) -> int:
    """Somebody over eighty who lives alone behind a door."""
    number = world.dwellings[door]
    link = NewResidence(number, world.community(), "occupant", world.began, "visit")
    row = NewPerson(name, (link,), phone="13900000038", sex="f", born=clock().date().replace(year=born, month=3, day=1))
    return people.add_people_many(rows=[row], by=ground.INGEST, now=clock())[0]


def asker(world: World) -> Hat:
    return world.hat("street_clerk", login="huangxiaoling")


@pytest.fixture
def grant(world: World) -> Grant:
    """The street's care: old people of 中山街道 who live alone, by name."""
    elder(world)
    places = [world.places["zhongshan"]]
    return a_grant(world, an_entry(world, "people.old_and_alone"), by=asker(world), purpose=CARE, places=places)


def program_of(grant: Grant, by: Hat) -> Program:
    made = Program()
    key = actions.register_key(grant_id=grant.id, name="养老关爱程序", public_key=made.public_text, by=by, now=clock())
    made.key = key.shown
    return made


@pytest.fixture
def program(grant: Grant, world: World) -> Program:
    return program_of(grant, asker(world))


def test_a_signed_request_gets_a_signed_answer_and_the_person_reads_of_it(
    grant: Grant, program: Program, world: World
) -> None:
    sent = program.signs({"purpose": CARE, "fields": ["community", "name", "phone"]})
    answer = program.send(sent)
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    assert told["rows"] == [{"community": "桃源北社区", "name": "农玉兰", "phone": "13900000038"}]
    assert signed.verify(program.keeps(sent, answer)).problems == ()
    use = GrantUse.objects.get(grant_id=grant.id)
    assert (use.way, use.rows, use.persons, bytes(use.asked_digest or b"")) == ("exchange", 1, 1, sent.digest)
    line = Line.objects.get(id=use.line)
    body = Payload.objects.get(line_id=line.id).body
    assert (line.verb, line.role, line.purpose) == ("grant.use", "program", CARE)
    assert body["asked"] == sent.digest.hex()
    assert body["answer"] == bytes(use.answer_digest or b"").hex()
    read = Line.objects.get(verb="person.export", kind="person")
    assert Payload.objects.get(line_id=read.id).body == {
        "what": ["community", "name", "phone"], "reason": CARE, "grant": grant.number, "who": grant.unit_name,
    }  # fmt: skip


def _count(world: World) -> tuple[int, int]:
    return GrantUse.objects.count(), Line.objects.filter(verb="person.export").count()


def test_what_a_stranger_or_a_thief_sends_gets_nothing(grant: Grant, program: Program, world: World) -> None:
    right, before = program.signs({"purpose": CARE}), _count(world)
    thief = Program(key=program.key)
    stranger = Program(key="0" * 12)
    wrong = {
        "another key": thief.signs({"purpose": CARE}),
        "a key nobody knows": stranger.signs({"purpose": CARE}),
        "another body": replace(right, body=b'{"purpose":"' + CARE.encode() + b'","fields":["name"]}'),
        "another path": replace(right, path=DELIVER),
        "another number": replace(right, nonce="m" * 22),
        "another time": replace(right, time=(clock() + timedelta(seconds=9)).isoformat()),
        "no signature": replace(right, signature=b""),
        "five minutes ago": program.signs({"purpose": CARE}, at=clock() - timedelta(minutes=5, seconds=2)),
        "five minutes on": program.signs({"purpose": CARE}, at=clock() + timedelta(minutes=5, seconds=5)),
        "a short number": program.signs({"purpose": CARE}, nonce="abc"),
    }
    said = {}
    for what, sent in wrong.items():
        answer = program.send(sent)
        assert answer.status_code == 401, what
        assert signed.SIGNATURE not in answer.headers, what
        said[what] = answer.json()["sentence"]
    assert said["another key"] == said["a key nobody knows"] == said["another body"]
    assert _count(world) == before
    assert program.send(right).status_code == 200


def test_a_request_is_answered_once(program: Program, world: World) -> None:
    sent = program.signs({"purpose": CARE})
    assert program.send(sent).status_code == 200
    again = program.send(sent)
    assert again.status_code == 409
    assert b"rows" not in again.content
    assert GrantUse.objects.count() == 1
    assert program.send(program.signs({"purpose": CARE})).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"purpose": "别的用途"}, "只用于"),
        ({"purpose": ""}, "只用于"),
        ({"purpose": CARE, "fields": ["id_number"]}, "没有授权这些字段"),
        ({"purpose": CARE, "places": ["xinzhu"]}, "没有覆盖"),
        ({"purpose": CARE, "places": ["nowhere"]}, "没有覆盖"),
    ],
)
def test_a_use_outside_the_grant_is_refused_signed_and_written_down(
    program: Program, asked: dict[str, Any], said: str
) -> None:
    sent = program.signs(asked)
    answer = program.send(sent)
    assert answer.status_code == 403
    assert said in answer.json()["sentence"]
    assert signed.verify(program.keeps(sent, answer)).problems == ()
    use = GrantUse.objects.get()
    assert said in use.refused
    assert use.persons == 0


def test_after_the_grant_is_taken_back_the_next_request_gets_nothing(
    grant: Grant, program: Program, world: World
) -> None:
    assert program.ask({"purpose": CARE}).status_code == 200
    actions.revoke(grant_id=grant.id, reason="换了照料单位", by=owner(world), now=clock())
    answer = program.ask({"purpose": CARE})
    assert answer.status_code == 403
    assert "换了照料单位" in answer.json()["sentence"]


def test_an_ended_key_is_let_in_no_more(program: Program, world: World) -> None:
    actions.end_key(shown=program.key, by=asker(world), now=clock())
    assert program.ask({"purpose": CARE}).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"purpose": 1}', b'{"purpose":"x","more":1}', b"\xff"])
def test_a_body_nobody_expects_gets_a_sentence(program: Program, body: bytes) -> None:
    answer = program.send(program.signs(body))
    assert answer.status_code == 422
    assert json.loads(answer.content)["sentence"]


def test_only_a_post_is_taken(program: Program) -> None:
    with surface("desk"):
        assert program.visit.get(READ).status_code == 405


def test_who_has_not_agreed_is_not_handed_out(world: World) -> None:
    """A grant on the strength of consent: those who said yes, and no longer than they say so."""
    revision = actions.publish_agreement(
        row=actions.NewAgreement(
            "care",
            owner(world).unit,
            "青秀区",
            "上门照料",
            "交给照料单位。",
            CARE,
            ("community", "name"),
            "照料单位",
            90,
        ),
        by=world.hat("data_officer", login="ganyaqin"),
        now=clock(),
    )
    first, second = elder(world), elder(world, "taoyuan_36-3-1单元102", "黄翠英")
    grant = a_grant(
        world, an_entry(world, "people.old_and_alone"), by=asker(world), purpose=CARE, fields=["community", "name"],
        places=[world.places["zhongshan"]], agreement_id=revision,
    )  # fmt: skip
    program = program_of(grant, asker(world))

    def names() -> list[str]:
        return [row["name"] for row in program.ask({"purpose": CARE}).json()["rows"]]

    assert names() == []
    clerk, now = world.hat("clerk", "桃源北社区"), clock()
    with as_login(""):
        subjects = dict(Person.objects.filter(id__in=[first, second]).values_list("id", "subject_id"))
    consent = actions.give_consent(revision_id=revision, subject_id=subjects[second], by=clerk, now=now)
    assert names() == ["黄翠英"]
    actions.withdraw_consent(consent_id=consent, by=clerk, now=clock())
    assert names() == []


def test_a_department_delivers_and_the_community_decides(world: World) -> None:
    places = [world.community()]
    grant = a_grant(
        world, an_entry(world, "deliver.persons"), by=asker(world), purpose="更正电话", fields=["phone"], places=places
    )
    program, resident = program_of(grant, asker(world)), world.residents[0]
    number = "450103195803120029"[:17]
    whole = number + check_digit(number)
    changes = [
        {"id_number": whole, "changes": {"phone": "13911112222"}},
        {"id_number": "11010519491231002X", "changes": {"phone": "13911112223"}},
        {"id_number": whole, "changes": {"phone": "12"}},
    ]
    sent = program.signs({"purpose": "更正电话", "changes": changes}, path=DELIVER)
    answer = program.send(sent)
    assert answer.status_code == 200, answer.content.decode()
    assert [one["outcome"] for one in answer.json()["outcome"]] == ["proposed", "unknown", "refused"]
    with as_login(""):
        proposal = Proposal.objects.get(record=resident.person, act="change")
    assert (proposal.proposer, proposal.organisation_id, proposal.state) == ("department", grant.unit_id, "open")
    beyond = program.ask(
        {"purpose": "更正电话", "changes": [{"id_number": whole, "changes": {"name": "别人"}}]}, path=DELIVER
    )
    assert beyond.status_code == 403
    assert program.ask({"purpose": "更正电话"}).status_code == 403  # and reads nothing by it


def test_a_grant_for_reading_takes_nothing_in(program: Program, world: World) -> None:
    given = {"purpose": CARE, "changes": [{"id_number": "11010519491231002X", "changes": {"phone": "13911112223"}}]}
    answer = program.ask(given, path=DELIVER)
    assert answer.status_code == 403
    assert "取数据用的" in answer.json()["sentence"]
