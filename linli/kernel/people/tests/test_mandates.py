"""Mandates: given by oneself, seen through the giver, ended by either side."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import NewAccount
from linli.kernel.people.actions.mandates import MandateRefused
from linli.kernel.people.models import Mandate, Person
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.kernel.places.tests.towns import INGEST, NOW
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import VISITOR, Hat

__all__ = ["office", "town"]

UNTIL = NOW + timedelta(days=30)


@pytest.fixture
def pair(office: Office) -> tuple[int, int]:
    """Accounts of 莫小兰, who gives, and 买买提, who takes."""
    rows = [NewAccount(person_id=office["莫小兰"]), NewAccount(person_id=office["买买提"])]
    giver, taker = actions.register_accounts_many(rows=rows, by=INGEST, now=NOW)
    return giver, taker


def hat(account: int, *, at_hours: int = 2) -> Hat:
    worn = queries.hat_for_resident(account, at=NOW + timedelta(hours=at_hours))
    assert worn is not None
    return worn.hat


def own(account: int) -> int:
    found = Person.objects.filter(id=hat(account).person).values_list("subject_id", flat=True)
    return int(found[0])


def give(by: Hat, giver: int, taker: int, **more: object) -> int:
    terms = {"purpose": "report", "until": UNTIL, **more}
    return actions.give_mandate(giver_subject=giver, taker_subject=taker, by=by, now=LATER, **terms)  # type: ignore[arg-type]


def test_the_taker_acts_for_the_giver_while_it_runs(office: Office, pair: tuple[int, int]) -> None:
    giver, taker = pair
    number = give(hat(giver), own(giver), own(taker))
    assert own(giver) in hat(taker).subjects
    assert own(taker) not in hat(giver).subjects
    with scope.reading(hat(taker), now=LATER):
        assert Person.objects.count() == 2
        assert [one.id for one in queries.mandates_of(own(giver), at=LATER)] == [number]
    assert own(giver) not in hat(taker, at_hours=24 * 31).subjects
    actions.revoke_mandate(mandate_id=number, by=hat(giver), now=LATER)
    assert own(giver) not in hat(taker).subjects
    with pytest.raises(NotAllowed):
        actions.revoke_mandate(mandate_id=number, by=hat(giver), now=LATER)


def test_nobody_takes_what_was_not_given(office: Office, pair: tuple[int, int]) -> None:
    giver, taker = pair
    with pytest.raises(NotAllowed):
        give(hat(taker), own(giver), own(taker))
    with pytest.raises(NotAllowed):
        give(VISITOR.seeing(own(giver)), own(giver), own(taker))
    forged = Mandate(id=1, subject_id=own(giver), taker_subject_id=own(taker), since=NOW, until=UNTIL)
    with pytest.raises(ProgrammingError, match="row-level security"), scope.writing(hat(taker), now=LATER):
        Mandate.objects.bulk_create([forged])


def test_a_mandate_is_not_passed_on(office: Office, pair: tuple[int, int]) -> None:
    giver, taker = pair
    give(hat(giver), own(giver), own(taker))
    other = actions.register_account(row=NewAccount(person_id=office["莫大兰"]), by=INGEST, now=NOW)
    with pytest.raises(NotAllowed):
        give(hat(taker), own(giver), own(other))


def test_the_taker_may_give_it_up_and_a_stranger_cannot_end_it(office: Office, pair: tuple[int, int]) -> None:
    giver, taker = pair
    number = give(hat(giver), own(giver), own(taker))
    other = actions.register_account(row=NewAccount(person_id=office["莫大兰"]), by=INGEST, now=NOW)
    with pytest.raises(NotAllowed):
        actions.revoke_mandate(mandate_id=number, by=hat(other), now=LATER)
    actions.revoke_mandate(mandate_id=number, by=hat(taker), now=LATER)
    assert own(giver) not in hat(taker).subjects


def test_a_clerk_writes_down_what_somebody_of_their_community_declares(office: Office, pair: tuple[int, int]) -> None:
    giver, taker = pair
    give(office.hat("wei"), own(giver), own(taker))
    assert own(giver) in hat(taker).subjects
    with pytest.raises(ProgrammingError, match="row-level security"):
        give(office.hat("nong"), own(giver), own(taker))


def test_terms_that_make_no_sense(office: Office, pair: tuple[int, int]) -> None:
    giver, taker = pair
    with pytest.raises(MandateRefused):
        give(hat(giver), own(giver), own(giver))
    with pytest.raises(MandateRefused):
        give(hat(giver), own(giver), own(taker), until=LATER)
