"""What persons agree to: one revision each, taken back at any moment, and never changed afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from linli.kernel.grants import actions, queries
from linli.kernel.grants.actions import NewAgreement
from linli.kernel.grants.models_consents import AgreementRevision, Consent
from linli.kernel.grants.refusing import DataRefused
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from linli.plumbing.scope import Hat
from linli.plumbing.time import now as clock
from tests.commons import officer, owner
from tests.world import World

pytestmark = pytest.mark.django_db
CARE = NewAgreement(
    code="care.at_home",
    unit_id=0,
    unit_name="青秀区社会治理服务中心",
    title="上门照料用您的信息",
    text="街道把您的姓名、住址、电话交给上门照料的单位，只作照料用。",
    purpose="上门照料",
    fields=("name", "address", "phone"),
    recipients="街道指定的养老服务单位",
    kept_days=365,
)


def publish(world: World, **changes: object) -> int:
    row = replace(CARE, unit_id=owner(world).unit, **changes)  # type: ignore[arg-type]
    return actions.publish_agreement(row=row, by=officer(world), now=clock())


def runs(subject: int, revision: int, by: Hat, at: datetime) -> bool:
    with scope.reading(by, now=at):
        return queries.has_agreed(subject_id=subject, revision_id=revision, at=at)


def test_a_person_agrees_and_takes_it_back(world: World) -> None:
    revision, resident, now = publish(world), world.resident(), clock()
    subject = world.residents[0].subject
    assert not runs(subject, revision, resident, now)
    consent = actions.give_consent(revision_id=revision, subject_id=subject, by=resident, now=now)
    assert actions.give_consent(revision_id=revision, subject_id=subject, by=resident, now=now) == consent
    assert runs(subject, revision, resident, now)
    later = now + timedelta(seconds=1)
    actions.withdraw_consent(consent_id=consent, by=resident, now=later)
    actions.withdraw_consent(consent_id=consent, by=resident, now=later)  # twice is once
    assert runs(subject, revision, resident, now)
    assert not runs(subject, revision, resident, later)
    again = actions.give_consent(revision_id=revision, subject_id=subject, by=resident, now=later)
    assert again != consent
    with scope.reading(resident, now=later):
        assert [one.id for one in queries.consents_of([subject])] == [again, consent]


def test_nobody_agrees_for_somebody_else(world: World) -> None:
    revision, now = publish(world), clock()
    theirs = world.residents[2].subject
    with pytest.raises(NotAllowed):
        actions.give_consent(revision_id=revision, subject_id=theirs, by=world.resident(), now=now)
    given = actions.give_consent(revision_id=revision, subject_id=theirs, by=world.resident(2), now=now)
    with pytest.raises(NotAllowed):
        actions.withdraw_consent(consent_id=given, by=world.resident(), now=now)
    with pytest.raises(NotAllowed):  # the clerk of another community does not even see it
        actions.withdraw_consent(consent_id=given, by=world.hat("clerk", "桃源北社区"), now=now)


def test_a_clerk_writes_down_what_was_said_to_them(world: World) -> None:
    revision, clerk, now = publish(world), world.hat("clerk", "桃源北社区"), clock()
    subject = world.residents[0].subject
    consent = actions.give_consent(revision_id=revision, subject_id=subject, by=clerk, now=now)
    with scope.reading(world.resident(), now=now):
        assert Consent.objects.get(id=consent).way == "spoken"
    actions.withdraw_consent(consent_id=consent, by=world.resident(), now=now)  # it stays the person's own
    assert not runs(subject, revision, clerk, now)


def test_a_new_wording_asks_everybody_anew(world: World) -> None:
    first, resident, now = publish(world), world.resident(), clock()
    subject = world.residents[0].subject
    actions.give_consent(revision_id=first, subject_id=subject, by=resident, now=now)
    second = publish(world, fields=("name", "address", "phone", "birth_year"))
    assert runs(subject, first, resident, now)
    assert not runs(subject, second, resident, now)
    with scope.reading(resident, now=clock()):
        assert [(one.id, one.no) for one in queries.agreements(at=clock())] == [(second, 2)]
        digests = {bytes(one.digest) for one in AgreementRevision.objects.all()}
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"fields": ()}, "fields"),
        ({"kept_days": 0}, "kept_days"),
        ({"purpose": " "}, "purpose"),
    ],
)
def test_a_wording_that_leaves_something_out_is_refused(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(DataRefused) as refused:
        publish(world, **changes)
    assert refused.value.field == field


def test_nothing_of_it_can_be_changed(world: World) -> None:
    revision, resident, now = publish(world), world.resident(), clock()
    consent = actions.give_consent(revision_id=revision, subject_id=world.residents[0].subject, by=resident, now=now)
    actions.withdraw_consent(consent_id=consent, by=resident, now=now)
    for statement in (
        "update grants_agreement_revision set text = '别的话'",
        "delete from grants_agreement_revision",
        "update grants_consent set given = now()",
        "update grants_consent set withdrawn = null",
        "delete from grants_consent",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
