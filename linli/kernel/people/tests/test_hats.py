"""Hats: what a post, a resident and a receipt code open, each asked for in one statement by a login behind walls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection

from linli.kernel.people import actions, queries
from linli.kernel.people.actions import NewAccount, Side
from linli.kernel.people.models import Account, Person, Post, Subject
from linli.kernel.people.tests.staff import LATER, Office, office, town
from linli.kernel.places.tests.towns import INGEST, NOW
from linli.plumbing import ids, numbers, scope
from linli.plumbing.scope import VISITOR, Hat

__all__ = ["office", "town"]

PHONE = "13807716610"


def resident(account: int) -> Hat:
    worn = queries.hat_for_resident(account, at=LATER)
    assert worn is not None
    return worn.hat


def report(by: Hat, side: Side) -> tuple[int, str]:
    """The subject of a new case and its receipt code, as the action that opens a case writes it."""
    number, code = ids.reserve("people_subject"), numbers.receipt_code()
    with scope.writing(by.seeing(number), now=LATER):
        actions.new_subjects([(number, side, code)], by=by)
    return number, code


def test_a_post_sees_its_place_and_what_looks_after_its_areas(office: Office) -> None:
    place = office.town
    assert office.hat("huang").scopes == (place["桃源社区"],)
    assert office.hat("huang").areas == (office["一网格"],)
    assert office.hat("huang").label == "黄志强 网格员"
    assert office.hat("lu").scopes == (place["建政街道"], place["桃源社区"], place["长罡社区"])
    assert office.hat("qin").scopes == (place["建政街道"], place["桃源社区"]), "the compound lies in two communities"
    assert len(office.hat("su").scopes) == 7


def test_a_hat_is_found_by_its_own_login_in_one_statement(office: Office, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with scope.reading(Hat(surface="desk", role="visitor"), now=LATER):
        with django_assert_num_queries(1):
            worn = queries.hat_for_post(office["wei"], office["wei's post"], at=LATER)
        assert worn is not None
        assert worn.hat.role == "clerk"
        assert Account.objects.count() == 0, "the table itself stays closed"
        found = queries.find_account(login="wei")
        assert found is not None
        assert worn.session_hash == found.get_session_auth_hash()


def test_nobody_wears_a_post_of_another_or_one_that_ended(office: Office) -> None:
    assert queries.hat_for_post(office["wei"], office["lu's post"], at=LATER) is None
    assert queries.hat_for_post(office["wei"], office["wei's post"], at=NOW - timedelta(days=1)) is None
    Post.objects.filter(id=office["wei's post"]).update(until=NOW)
    assert queries.hat_for_post(office["wei"], None, at=LATER) is None
    assert queries.posts_of(office["wei"], at=LATER) == []
    Account.objects.filter(id=office["lu"]).update(until=NOW)
    assert queries.hat_for_post(office["lu"], None, at=LATER) is None


def test_posts_to_choose_from(office: Office) -> None:
    with scope.reading(Hat(surface="desk", role="visitor"), now=LATER):
        (held,) = queries.posts_of(office["lu"], at=LATER)
    assert (held.title, held.place, held.unit) == ("街道主任", "建政街道", "建政街道办事处")


def test_a_resident_sees_themselves_and_what_they_reported(office: Office) -> None:
    row = NewAccount(phone=PHONE, person_id=office["莫小兰"])
    account = actions.register_account(row=row, by=INGEST, now=NOW)
    hat = resident(account)
    own = Person.objects.filter(id=office["莫小兰"]).values_list("subject_id", flat=True)[0]
    assert (hat.subjects, hat.person) == ((own,), office["莫小兰"])
    named, _code = report(hat, Side("named", "莫小兰", phone=PHONE))
    alias, _code = report(hat, Side("alias", "莫小兰", "热心人"))
    nobody, code = report(hat, Side("anonymous", "莫小兰", phone=PHONE))
    assert set(resident(account).subjects) == {own, named, alias}
    with scope.reading(resident(account), now=LATER):
        assert [face.person_id for face in Subject.objects.order_by("id")] == [office["莫小兰"]] * 2 + [None]
    receipt = queries.hat_for_receipt(code)
    assert receipt is not None
    assert receipt.subjects == (nobody,)


def test_a_case_taken_in_at_the_desk_stands_in_the_list_of_its_person(office: Office) -> None:
    account = actions.register_account(row=NewAccount(person_id=office["莫小兰"]), by=INGEST, now=NOW)
    subject, _code = report(office.hat("wei"), Side("named", "莫小兰", phone=PHONE, person=office["莫小兰"]))
    assert subject in resident(account).subjects


def test_an_anonymous_subject_keeps_nothing_of_its_reporter(office: Office) -> None:
    account = actions.register_account(row=NewAccount(phone=PHONE), by=INGEST, now=NOW)
    number, _code = report(resident(account), Side("anonymous", "莫小兰", "花", PHONE, office["莫小兰"]))
    kept = Subject.objects.get(id=number)
    for field in ("person_id", "account_id", "name_sealed", "phone_sealed", "phone_blind", "receipt_sealed"):
        assert getattr(kept, field) is None, field
    assert kept.alias == ""
    assert (queries.name_of(kept), queries.phone_of(kept), queries.receipt_of(kept)) == ("", "", "")


def test_an_alias_keeps_a_phone_for_the_answer_but_no_name(office: Office) -> None:
    number, code = report(VISITOR, Side("alias", "莫小兰", "热心人", "138 0771 6610", office["莫小兰"]))
    kept = Subject.objects.get(id=number)
    assert (kept.person_id, kept.name_sealed) == (None, None)
    assert (queries.phone_of(kept), queries.receipt_of(kept)) == (PHONE, code)
    face = queries.reporter_of(kept)
    assert (face.name, face.phone) == ("热心人", "138****6610")


def test_a_receipt_code_opens_one_subject_however_it_is_typed(office: Office) -> None:
    number, code = report(VISITOR, Side())
    other, _code = report(VISITOR, Side())
    with scope.reading(VISITOR, now=LATER):
        assert Subject.objects.count() == 0
        for typed in (code, code.lower(), code.replace("-", " "), f" {code} "):
            hat = queries.hat_for_receipt(typed)
            assert hat is not None
            assert hat.subjects == (number,)
        assert queries.hat_for_receipt("0000-0000-0000") is None
        assert queries.hat_for_receipt("") is None
    with scope.reading(VISITOR.seeing(number), now=LATER):
        assert list(Subject.objects.values_list("id", flat=True)) == [number] != [other]


def test_new_subject_returns_what_it_wrote(office: Office) -> None:
    with scope.writing(VISITOR, now=LATER):
        made = actions.new_subject(kind="named", name="李四", receipt="7K3M-9QXT-4C8W", by=VISITOR, now=LATER)
    assert bytes(Subject.objects.get(id=made.id).receipt_blind or b"") == numbers.receipt_index("7K3M9QXT4C8W")


@pytest.mark.parametrize(
    ("surface", "call"),
    [
        ("desk", "people_hat_of_resident(1, now())"),
        ("desk", "people_subject_of_receipt('')"),
        ("public", "people_hat_of_post(1, 1, now())"),
        ("public", "people_hat_of_post(1, 1, now(), 1)"),
        ("desk", "people_hat_with_level(1, now(), 1)"),
        ("public", "people_check_identity(1, 1, '', now(), 1)"),
        ("public", "people_known_elsewhere(null)"),
        ("worker", "people_holder_of_passkey('', 'desk')"),
        ("worker", "people_account_for_login('wei', null)"),
    ],
)
def test_a_narrow_way_is_open_to_its_own_surface_only(office: Office, surface: str, call: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        scope.reading(Hat(surface=surface, role="visitor"), now=LATER),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"select * from {call}")


def test_accounts_are_found_by_key_only(office: Office) -> None:
    account = actions.register_account(row=NewAccount(phone=PHONE, password="a long one"), by=INGEST, now=NOW)
    found = queries.find_account(phone="+86 138 0771 6610")
    assert found is not None
    assert found.id == account
    assert found.check_password("a long one")
    assert queries.find_account(login="nobody") is None
    assert queries.find_account() is None
    assert queries.find_account(login="", phone="") is None
    staff = queries.find_account(login="wei")
    assert staff is not None
    assert not staff.has_usable_password()
