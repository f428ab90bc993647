"""A look holds for a quarter of an hour, so many a day, and a second person stands behind every further one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import ReasonMissing, SecondPersonNeeded, Wish, reviewing
from linli.kernel.people.actions.reviewing import LookRefused
from linli.kernel.people.models_looks import Look
from linli.kernel.people.packs import Looking
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.plumbing import scope
from linli.plumbing.policy import NotAllowed
from tests.before_walls import as_superuser

__all__ = ["office", "town"]

QUARTER = timedelta(minutes=15)
A_DAY = Looking(code="looking").a_day


def look(office: Office, person: str = "莫小兰", *, who: str = "wei", reason: str = "回访", at=LATER, urgent=False):  # type: ignore[no-untyped-def]
    wish = Wish("person", office[person], ("phone",), reason, urgent=urgent)
    return actions.reveal_many(wish=wish, by=office.hat(who), now=at)


def lines(verb: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from journal_line where verb = %s", [verb])
        return int(cursor.fetchone()[0])


def used_up(office: Office, count: int, *, who: str = "wei") -> None:
    """So many looks of today, at people who are nobody's here."""
    as_superuser()
    by = office.hat(who)
    Look.objects.bulk_create(
        Look(
            kind="person", record=10**9 + n, scope_id=by.scopes[0], account=by.account, role=by.role, unit_id=by.unit,
            who=by.label, what="phone", reason="回访", line=1, at=LATER - timedelta(minutes=1), state="open",
            until=LATER + QUARTER, urgent=False,
        )
        for n in range(count)
    )  # fmt: skip


def test_within_a_quarter_of_an_hour_nobody_asks_again_and_every_glance_has_its_line(office: Office) -> None:
    first = look(office)
    again = look(office, reason="", at=LATER + timedelta(minutes=14))
    assert first.until == again.until == LATER + QUARTER
    assert (lines("person.look"), lines("person.reveal")) == (1, 2)
    with pytest.raises(ReasonMissing):
        look(office, reason=" ", at=LATER + QUARTER)
    assert Look.objects.count() == 1


def test_what_was_read_and_what_was_written_down_are_the_same_number(office: Office) -> None:
    """A look is one, its fields are lines; nothing is opened without one."""
    wish = Wish("person", office["莫小兰"], ("name", "phone", "id_number"), "核对")
    found = actions.reveal_many(wish=wish, by=office.hat("wei"), now=LATER)
    assert set(found.values) == {"name", "phone", "id_number"}
    assert lines("person.reveal") == 3


def test_beyond_the_days_number_a_second_person_is_asked_and_has_to_agree(office: Office) -> None:
    used_up(office, A_DAY)
    for _try in range(2):
        with pytest.raises(SecondPersonNeeded, match=str(A_DAY)):
            look(office)
    su, wei = office.hat("su"), office.hat("wei")
    with scope.reading(su, now=LATER):
        (waiting,) = queries.waiting_looks()
    assert lines("person.reveal") == 0
    with pytest.raises(NotAllowed):
        reviewing.agree(look_id=waiting.id, by=wei, now=LATER)
    reviewing.agree(look_id=waiting.id, by=su, now=LATER + timedelta(hours=1))
    later = LATER + timedelta(hours=1, minutes=1)
    assert look(office, reason="", at=later).values == {"phone": "13807716610"}
    with pytest.raises(LookRefused):
        reviewing.refuse(look_id=waiting.id, by=su, now=later)
    with pytest.raises(SecondPersonNeeded):
        look(office, at=later + QUARTER)


def test_what_was_refused_stays_shut_and_the_next_day_begins_anew(office: Office) -> None:
    used_up(office, A_DAY)
    with pytest.raises(SecondPersonNeeded):
        look(office)
    with scope.reading(office.hat("su"), now=LATER):
        (waiting,) = queries.waiting_looks()
    reviewing.refuse(look_id=waiting.id, by=office.hat("su"), now=LATER)
    with pytest.raises(SecondPersonNeeded):
        look(office)
    assert look(office, at=LATER + timedelta(days=1)).values


def test_what_cannot_wait_opens_at_once_and_is_reviewed_by_somebody_else_within_a_day(office: Office) -> None:
    used_up(office, A_DAY)
    assert look(office, urgent=True, reason="老人没有回应").values
    su = office.hat("su")
    with scope.reading(su, now=LATER):
        (due,) = queries.looks_to_review()
    assert due.review_due == LATER + timedelta(hours=24)
    with pytest.raises(NotAllowed):
        reviewing.review(look_id=due.id, fit=True, remark="", by=office.hat("wei"), now=LATER)
    with pytest.raises(LookRefused):
        reviewing.review(look_id=due.id, fit=False, remark=" ", by=su, now=LATER)
    reviewing.review(look_id=due.id, fit=False, remark="没有人报过", by=su, now=LATER)
    with pytest.raises(LookRefused):
        reviewing.review(look_id=due.id, fit=True, remark="", by=su, now=LATER)
    with scope.reading(su, now=LATER):
        assert not queries.looks_to_review()
        assert [one.fit for one in queries.reviewed_looks()] == [False]


def test_urgent_within_the_days_number_is_an_ordinary_look(office: Office) -> None:
    look(office, urgent=True)
    as_superuser()
    assert Look.objects.get().review_due is None


@pytest.mark.parametrize("column", ["agreed_by", "reviewed_by"])
def test_the_database_itself_takes_nobody_for_his_own_second_person(office: Office, column: str) -> None:
    look(office)
    as_superuser()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update people_look set {column} = account")


def test_whoever_was_looked_at_reads_it_and_neighbours_do_not(office: Office) -> None:
    from linli.kernel.people.models import Person
    from linli.plumbing.scope import VISITOR

    look(office, reason="核对低保")
    as_superuser()
    own, other = (
        Person.objects.filter(id=office[name]).values_list("subject_id", flat=True)[0] for name in ("莫小兰", "莫大兰")
    )
    with scope.reading(VISITOR.seeing(own), now=LATER):
        (seen,) = Look.objects.filter(subject_id=own)
        assert (seen.reason, seen.what) == ("核对低保", "phone")
    for hat in (VISITOR, VISITOR.seeing(other)):
        with scope.reading(hat, now=LATER):
            assert not Look.objects.filter(subject_id=own)


def test_nobody_looks_where_the_hat_does_not_reach(office: Office) -> None:
    for kind, record in (("person", office["买买提"]), ("person", 10**12), ("subject", 10**12), ("cat", 1)):
        with pytest.raises(NotAllowed):
            actions.look(wish=Wish(kind, record, ("name",), "x"), by=office.hat("wei"), now=LATER)
    assert lines("person.look") == 0


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(minutes=st.lists(st.integers(0, 40), min_size=1, max_size=12))
def test_however_glances_fall_a_new_look_begins_only_when_the_last_is_over(office: Office, minutes: list[int]) -> None:
    as_superuser()
    Look.objects.all().delete()
    at, ends, begun = LATER, LATER, 0
    for step in minutes:
        at += timedelta(minutes=step)
        if at >= ends:
            begun, ends = begun + 1, at + QUARTER
        if begun > A_DAY:
            break
        look(office, at=at)
    as_superuser()
    assert Look.objects.count() == begun
