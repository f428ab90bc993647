"""Changes proposed by a resident, a landlord, a department; accepted through the usual verbs, or refused with why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import (
    ChangeRefused,
    NewAccount,
    NewProposal,
    ProposalRefused,
    ProposalStale,
)
from linli.kernel.people.models import Person, Residence
from linli.kernel.people.models_proposals import Proposal
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.kernel.places.tests.towns import INGEST
from linli.plumbing import scope
from linli.plumbing.models import OutboxRow
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR, Hat

__all__ = ["office", "town"]

DAY = timedelta(days=1)


def resident(office: Office, name: str, phone: str = "13800000001") -> Hat:
    account = actions.register_account(
        row=NewAccount(phone=phone, person_id=office[name]), by=INGEST, now=LATER - timedelta(minutes=30)
    )
    worn = queries.hat_for_resident(account, at=LATER)
    assert worn is not None
    return worn.hat


def link_of(office: Office, name: str) -> int:
    return Residence.objects.filter(person_id=office[name]).order_by("since", "id").values_list("id", flat=True)[0]


def told() -> list[str]:
    return list(OutboxRow.objects.filter(name__startswith="proposal.").order_by("id").values_list("name", flat=True))


def test_still_true_needs_nobody_else(office: Office) -> None:
    own, later = resident(office, "莫小兰"), LATER + 30 * DAY
    number = actions.propose(row=NewProposal("still_true", "residence", link_of(office, "莫小兰")), by=own, now=later)
    with scope.reading(own, now=later):
        assert Proposal.objects.get(id=number).state == "accepted"
        assert Residence.objects.get(id=link_of(office, "莫小兰")).confirmed == later
    assert told() == []


def test_a_resident_proposes_for_themselves_and_nobody_else(office: Office) -> None:
    own = resident(office, "莫小兰")
    for kind, record in (
        ("person", office["莫大兰"]),
        ("residence", link_of(office, "莫大兰")),
        ("dwelling", office.town["302"]),
        ("person", 10**9),
    ):
        act = {"person": "change", "residence": "moved_out", "dwelling": "add_tenant"}[kind]
        changes = {"phone": "13900000001", "name": "张三"}
        with pytest.raises(NotAllowed):
            actions.propose(row=NewProposal(act, kind, record, changes), by=own, now=LATER)
    with pytest.raises(NotAllowed):
        actions.propose(row=NewProposal("still_true", "residence", link_of(office, "莫小兰")), by=VISITOR, now=LATER)


def test_a_new_phone_is_accepted_with_its_source(office: Office) -> None:
    own, wei = resident(office, "莫小兰"), office.hat("wei")
    change = NewProposal("change", "person", office["莫小兰"], {"phone": "139 0000 0001"})
    number = actions.propose(row=change, by=own, now=LATER)
    with scope.reading(wei, now=LATER):
        (waiting,) = queries.open_proposals([office.town["桃源社区"]])
        page = queries.proposal_page(number)
    assert (waiting.id, waiting.proposer) == (number, "resident")
    assert page is not None
    assert [(one.field, one.was, one.now, one.proposed) for one in page.lines] == [
        ("phone", "13807716610", "13807716610", "13900000001")
    ]
    with pytest.raises(NotAllowed):
        actions.accept_proposal(proposal_id=number, by=office.hat("nong"), now=LATER)
    actions.accept_proposal(proposal_id=number, by=wei, now=LATER + DAY)
    with scope.reading(wei, now=LATER + DAY):
        (past,) = queries.history_of_person(office["莫小兰"], whole=True)
        assert queries.person_field(Person.objects.get(id=office["莫小兰"]), "phone") == "13900000001"
        assert queries.open_proposals([office.town["桃源社区"]]) == []
    assert (past.value, past.new_source, past.who) == ("13807716610", "resident", wei.label)
    with scope.reading(own, now=LATER + DAY):
        assert [one.state for one in queries.own_proposals(own.subjects)] == ["accepted"]
    with pytest.raises(ProposalRefused):
        actions.accept_proposal(proposal_id=number, by=wei, now=LATER + DAY)
    assert told() == ["proposal.made", "proposal.decided"]


def test_a_value_changed_meanwhile_is_shown_and_not_overwritten_blindly(office: Office) -> None:
    wei, huang = office.hat("wei"), office.hat("huang")
    change = NewProposal("change", "person", office["莫小兰"], {"phone": "13900000001"})
    number = actions.propose(row=change, by=huang, now=LATER)
    actions.correct_person(
        person_id=office["莫小兰"], changes={"phone": "13900000002"}, source="visit", by=wei, now=LATER
    )
    with scope.reading(wei, now=LATER):
        page = queries.proposal_page(number)
    assert page is not None
    assert page.is_stale
    with pytest.raises(ProposalStale) as stale:
        actions.accept_proposal(proposal_id=number, by=wei, now=LATER)
    assert stale.value.fields == ["phone"]
    actions.accept_proposal(proposal_id=number, anyway=True, by=wei, now=LATER)
    with scope.reading(wei, now=LATER):
        assert [one.value for one in queries.history_of_person(office["莫小兰"], whole=True)] == [
            "13900000002",
            "13807716610",
        ]


def test_what_cannot_be_is_refused_when_it_is_proposed(office: Office) -> None:
    own = resident(office, "莫小兰")
    with pytest.raises(ChangeRefused):
        actions.propose(row=NewProposal("change", "person", office["莫小兰"], {"phone": "123"}), by=own, now=LATER)
    for row in (
        NewProposal("change", "person", office["莫小兰"]),
        NewProposal("still_true", "person", office["莫小兰"]),
        NewProposal("move_in", "person", office["莫小兰"]),
    ):
        with pytest.raises(ProposalRefused):
            actions.propose(row=row, by=own, now=LATER)


def test_a_landlord_adds_a_tenant_who_is_known_already_or_new(office: Office) -> None:
    own, wei, door = resident(office, "莫小兰"), office.hat("wei"), office.town["301"]
    new = {"name": "黄阿妹", "phone": "13900000003", "id_number": "450103198511020025"}
    with pytest.raises(ChangeRefused):
        actions.propose(row=NewProposal("add_tenant", "dwelling", door, {"phone": "13900000003"}), by=own, now=LATER)
    with pytest.raises(ChangeRefused):
        actions.propose(
            row=NewProposal("add_tenant", "dwelling", door, {**new, "id_number": "450103198511020029"}),
            by=own,
            now=LATER,
        )
    first = actions.propose(row=NewProposal("add_tenant", "dwelling", door, new), by=own, now=LATER)
    again = actions.propose(
        row=NewProposal("add_tenant", "dwelling", door, {"name": "莫大兰", "born": "1951-03-04"}), by=own, now=LATER
    )
    actions.accept_proposal(proposal_id=first, by=wei, now=LATER)
    actions.accept_proposal(proposal_id=again, by=wei, now=LATER)
    with scope.reading(wei, now=LATER + DAY):
        page = queries.dwelling_page(door, scope_id=office.town["桃源社区"], at=LATER + DAY)
        assert sorted((one.kind, one.source) for one in page.behind) == [
            ("owner", ""),
            ("tenant", "landlord"),
            ("tenant", "landlord"),
        ]
        assert page.living == 2
    twice = actions.propose(row=NewProposal("add_tenant", "dwelling", door, new), by=own, now=LATER + DAY)
    with pytest.raises(actions.LinkRefused):
        actions.accept_proposal(proposal_id=twice, by=wei, now=LATER + DAY)


def test_moved_out_and_let(office: Office) -> None:
    own, wei, door = resident(office, "莫小兰"), office.hat("wei"), office.town["301"]
    let = actions.propose(row=NewProposal("change", "dwelling", door, {"occupancy": "let"}), by=own, now=LATER)
    until = (LATER + DAY).isoformat()
    left = actions.propose(
        row=NewProposal("moved_out", "residence", link_of(office, "莫小兰"), until=until), by=own, now=LATER + DAY
    )
    actions.accept_proposal(proposal_id=let, by=wei, now=LATER + 2 * DAY)
    actions.accept_proposal(proposal_id=left, by=wei, now=LATER + 2 * DAY)
    with scope.reading(wei, now=LATER + 2 * DAY):
        page = queries.dwelling_page(door, scope_id=office.town["桃源社区"], at=LATER + 2 * DAY)
    assert page.behind == ()
    assert page.facts is not None
    assert (page.facts.occupancy, page.facts.occupancy_source) == ("let", "landlord")


def test_refused_with_a_reason_the_proposer_reads_and_never_by_oneself(office: Office) -> None:
    own, wei = resident(office, "莫小兰"), office.hat("wei")
    number = actions.propose(row=NewProposal("change", "person", office["莫小兰"], {"phone": ""}), by=own, now=LATER)
    with pytest.raises(ProposalRefused):
        actions.refuse_proposal(proposal_id=number, reason=" ", by=wei, now=LATER)
    actions.refuse_proposal(proposal_id=number, reason="没有电话联系不上您，先留着。", by=wei, now=LATER)
    with scope.reading(own, now=LATER):
        (mine,) = queries.own_proposals(own.subjects)
    assert (mine.state, mine.reason) == ("refused", "没有电话联系不上您，先留着。")
    mine_too = actions.propose(row=NewProposal("change", "person", office["莫小兰"], {"phone": ""}), by=wei, now=LATER)
    with pytest.raises(ProposalRefused, match="自己"):
        actions.accept_proposal(proposal_id=mine_too, by=wei, now=LATER)
    with pytest.raises(ProposalRefused, match="自己"):
        actions.refuse_proposal(proposal_id=mine_too, reason="-", by=wei, now=LATER)


def test_a_resident_cannot_decide_in_the_database_either(office: Office) -> None:
    own = resident(office, "莫小兰")
    actions.propose(row=NewProposal("change", "person", office["莫小兰"], {"phone": ""}), by=own, now=LATER)
    for statement in (
        "update people_proposal set state = 'accepted', decided = now()",
        "update people_person set phone_blind = null",
        "update people_residence set kind = 'owner'",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            scope.writing(own, now=LATER),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with pytest.raises(NotAllowed):
        actions.accept_proposal(proposal_id=1, by=own, now=LATER)
